"""Routes beside those of `OPERATIONS`, one module for each kind."""
