"""The prefix registry: under which prefix an attribute's namespace is a property name.

Documents give one prefix to many namespaces, and many prefixes to one. The store keeps the
first prefix that it saw for a namespace; a prefix that is taken gets a number.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from provgraph.graph.rows import PropertyNames
from provgraph.model import voprov
from provgraph.model.namespaces import CTA, CTAPIPE, PROV, PROVGRAPH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.graph.connection import Connection, Transaction

FIXED: Mapping[str, str] = {
    PROV: "prov",
    PROVGRAPH: "provgraph",
    CTAPIPE: "ctapipe",
    CTA: "cta",
    **dict.fromkeys(voprov.NAMESPACES, "voprov"),
}
"""Prefixes that the statements name: `ctapipe:status` must be what ctapipe's logs say of it."""


def register(connection: Connection, preferred: Mapping[str, str]) -> PropertyNames:
    """Return the names of properties after registering namespaces that are new.

    `preferred` maps each namespace to the prefix that its document prefers.
    """
    registered = connection.read(_all)
    if preferred.keys() <= registered.keys():
        return PropertyNames(registered)
    connection.await_turn()
    return connection.write(lambda tx: register_in(tx, preferred))


def names(tx: Transaction) -> PropertyNames:
    """Return the names of properties by the registry as it is."""
    return PropertyNames(_all(tx))


def uris(connection: Connection, name: str) -> set[str]:
    """Return the URIs that `prefix:local` stands for, and `name` itself."""
    prefix, colon, local = name.partition(":")
    if not colon:
        return {name}
    rows = connection.read_rows("load/namespaces_of_prefix", prefix=prefix)
    namespaces = {row["namespace"] for row in rows}
    namespaces |= {namespace for namespace, fixed in FIXED.items() if fixed == prefix}
    return {name} | {namespace + local for namespace in namespaces}


def register_in(tx: Transaction, preferred: Mapping[str, str]) -> PropertyNames:
    """Do the same inside a transaction of the caller's."""
    registered = _all(tx)
    added = assigned(registered, preferred)
    rows = [{"namespace": uri, "prefix": prefix} for uri, prefix in added.items()]
    if rows:
        tx.defer("load/add_prefixes", rows=rows)
    return PropertyNames({**registered, **added})


def assigned(registered: Mapping[str, str], preferred: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes of the namespaces that a registry does not know yet."""
    used = set(registered.values())
    added: dict[str, str] = {}
    for namespace, prefix in preferred.items():
        if namespace not in registered:
            added[namespace] = _free(prefix or "ns", used)
            used.add(added[namespace])
    return added


def _all(tx: Transaction) -> dict[str, str]:
    return {**{row["namespace"]: row["prefix"] for row in tx.run_behind("load/prefixes")}, **FIXED}


def _free(preferred: str, used: set[str]) -> str:
    if preferred not in used:
        return preferred
    return next(name for n in count(1) if (name := f"{preferred}_{n}") not in used)
