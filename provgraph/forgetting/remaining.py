"""All else: settings of the site, known files, sources of documents, prefixes, internal keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.redaction.replacer import Replacer

Row = dict[str, Any]

_ROWS = 1000
_REMOVE = "forgetting/remove_nodes"
_DELETED = frozenset({"File", "Prefix", "DeclaredPrefix", "Lock"})
"""What is made again when it is needed: the written documents have given their prefixes anew."""


def forget_in_site(connection: Connection, replacer: Replacer) -> int:
    """Replace names in the site's settings; return how many had one.

    This comes first: the paths of records, changed after it, lie below the changed mounts.
    """
    rows = [*_naming(connection, "forgetting/site", replacer)]
    _write(connection, "forgetting/replace_nodes", rows)
    return len(rows)


def forget(connection: Connection, replacer: Replacer) -> int:
    """Replace names in all properties of nodes and relationships; return how many had one."""
    nodes = [*_naming(connection, "forgetting/nodes", replacer)]
    relationships = [*_naming(connection, "forgetting/relationships", replacer)]
    gone = [row for row in nodes if _DELETED.intersection(row["labels"])]
    kept = [row for row in nodes if not _DELETED.intersection(row["labels"])]
    for row in kept:
        if "Scope" in row["labels"]:
            # Its key is a hash of what it was: a document that declares that must not get this.
            row["properties"].pop("key", None)
    _write(connection, _REMOVE, gone)
    _write(connection, "forgetting/replace_nodes", kept)
    _write(connection, "forgetting/replace_relationships", relationships)
    return len(nodes) + len(relationships)


def _write(connection: Connection, statement: str, rows: list[Row]) -> None:
    for start in range(0, len(rows), _ROWS):
        page = rows[start : start + _ROWS]
        connection.write(partial(_run, statement=statement, rows=page))


def _run(tx: Transaction, statement: str, rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    if statement == _REMOVE:
        tx.run(statement, ids=ids)
    else:
        tx.run(statement, ids=ids, properties={row["id"]: row["properties"] for row in rows})


def _naming(connection: Connection, statement: str, replacer: Replacer) -> Iterator[Row]:
    """Yield nodes or relationships that name a person, with their new properties."""
    for rows in connection.read_batches(statement, _ROWS):
        for row in rows:
            before = replacer.pseudonyms.places
            properties = {
                replacer.text(name): _value(value, replacer)
                for name, value in row["properties"].items()
            }
            if replacer.pseudonyms.places > before:
                yield {**row, "properties": properties}


def _value(value: object, replacer: Replacer) -> object:
    if isinstance(value, list):
        return [_value(item, replacer) for item in value]
    return replacer.text(value) if isinstance(value, str) else value
