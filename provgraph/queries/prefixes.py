"""The prefixes by which names can be written short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.graph.prefixes import FIXED
from provgraph.model.namespaces import MARKED_PREFIX

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

_LIMIT = 1000


def prefixes(connection: Connection) -> dict[str, str]:
    """Return prefix → namespace, without that of marks and those of several namespaces."""
    rows = connection.read_rows("select/namespaces", limit=_LIMIT)
    declared = {row["prefix"]: set(row["namespaces"]) for row in rows}
    for namespace, prefix in FIXED.items():
        declared.setdefault(prefix, set()).add(namespace)
    return {
        prefix: namespace
        for prefix, namespaces in sorted(declared.items())
        for namespace in namespaces
        if prefix and prefix != MARKED_PREFIX and len(namespaces) == 1
    }
