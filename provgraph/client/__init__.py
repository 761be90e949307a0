"""The client of a Provenance Manager: the methods and results of `Store`, over HTTP."""

from provgraph.client.async_client import AsyncProvClient
from provgraph.client.client import ProvClient

__all__ = ["AsyncProvClient", "ProvClient"]
