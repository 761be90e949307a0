"""All else: settings of the site, known files, sources of documents, prefixes, internal keys."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provgraph.graph.connection import Connection
    from provgraph.redaction.replacer import Replacer

Row = dict[str, Any]

_ROWS = 1000
_DELETED = frozenset({"File", "Prefix", "DeclaredPrefix", "Lock"})
"""What is made again when it is needed: the written documents have given their prefixes anew."""


def forget_in_site(connection: Connection, replacer: Replacer) -> int:
    """Replace names in the site's settings; return how many had one.

    This comes first: the paths of records, changed after it, lie below the changed mounts.
    """
    return _replaced(connection, "forgetting/site", replacer, _write_nodes)


def forget(connection: Connection, replacer: Replacer) -> int:
    """Replace names in all properties of nodes and relationships; return how many had one."""
    return _replaced(connection, "forgetting/nodes", replacer, _write_nodes) + _replaced(
        connection, "forgetting/relationships", replacer, _write_relationships
    )


def _replaced(
    connection: Connection,
    statement: str,
    replacer: Replacer,
    write: Callable[[Connection, list[Row]], None],
) -> int:
    """Replace names in nodes or relationships, a page in each transaction; return how many."""
    number = 0
    naming = _naming(connection, statement, replacer)
    while page := list(islice(naming, _ROWS)):
        write(connection, page)
        number += len(page)
    return number


def _write_nodes(connection: Connection, rows: list[Row]) -> None:
    gone = [row["id"] for row in rows if _DELETED.intersection(row["labels"])]
    kept = [row for row in rows if not _DELETED.intersection(row["labels"])]
    for row in kept:
        if "Scope" in row["labels"]:
            # Its key is a hash of what it was: a document that declares that must not get this.
            row["properties"].pop("key", None)
    connection.write_rows("forgetting/remove_nodes", ids=gone)
    _write(connection, "forgetting/replace_nodes", kept)


def _write_relationships(connection: Connection, rows: list[Row]) -> None:
    _write(connection, "forgetting/replace_relationships", rows)


def _write(connection: Connection, statement: str, rows: list[Row]) -> None:
    connection.write_rows(
        statement,
        ids=[row["id"] for row in rows],
        properties={row["id"]: row["properties"] for row in rows},
    )


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
