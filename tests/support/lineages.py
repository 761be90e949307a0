"""Random histories, and the lineage that a plain search finds in them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from prov.model import ProvDocument

from provgraph import loader
from provgraph.loader import DocumentInfo

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection


EX = "http://example.org/"


def load(connection: Connection, document: ProvDocument, name: str = "one") -> None:
    """Load a document under that name."""
    loader.load(connection, document, DocumentInfo(name, name, "0", "json"))


def random_history(seed: int) -> tuple[ProvDocument, dict[str, set[str]]]:
    """Return a document of random derivations, cycles included, and effect → causes."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    document = ProvDocument()
    document.add_namespace("ex", EX)
    causes: dict[str, set[str]] = {}
    for _ in range(60):
        effect, cause = (f"{EX}{chance.randrange(30)}" for _ in range(2))
        document.derivation(f"ex:{effect[len(EX) :]}", f"ex:{cause[len(EX) :]}")
        causes.setdefault(effect, set()).add(cause)
    return document, causes


def expected(causes: dict[str, set[str]], start: str) -> dict[str, int]:
    """Return what a plain breadth-first search finds: id → least depth."""
    depths = {start: 0}
    level = [start]
    while level:
        level = [c for e in level for c in sorted(causes.get(e, ())) if c not in depths]
        depths |= {c: found_depth for c in level for found_depth in [max(depths.values()) + 1]}
    return depths
