"""The local server: a Neo4j of the user's own, on this machine."""

from provgraph.graph.local.home import Address
from provgraph.graph.local.server import ensure_running, stop

__all__ = ["Address", "ensure_running", "stop"]
