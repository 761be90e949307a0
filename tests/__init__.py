"""Tests, by what they need: nothing, a store, the command line, a browser, or hours."""
