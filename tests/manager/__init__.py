"""Tests of the Provenance Manager and its client."""
