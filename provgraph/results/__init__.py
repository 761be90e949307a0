"""Every answer of the store: frozen, typed, with its JSON and its JSON Schema."""
