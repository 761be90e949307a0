"""The client of a Provenance Manager: the methods and results of `Store`, over HTTP."""

from provgraph.client.client import AsyncProvClient, ProvClient

__all__ = ["AsyncProvClient", "ProvClient"]
