"""How answers look to people."""
