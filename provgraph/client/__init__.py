"""The client of a Provenance Manager: the methods and results of `Store`, over HTTP."""
