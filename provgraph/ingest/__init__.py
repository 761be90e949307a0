"""From files to the store: discovered, read, batched, loaded by one process or several."""
