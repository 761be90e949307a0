"""What is in the graph, in a form that can be compared.

Which of several differing records stands on the node and which on the assertion depends on
who came first, and means nothing: assertions are compared with their record wherever it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Cypher = Callable[..., list[dict[str, Any]]]

_OWN = ("record", "lock")


def elements(cypher: Cypher) -> set[str]:
    """Return each element with its labels and properties."""
    rows = cypher("MATCH (e:Element) RETURN labels(e) AS labels, properties(e) AS props")
    return {_element(row) for row in rows}


def relations(cypher: Cypher, *, documents: bool = True) -> set[str]:
    """Return each relation with its ends, properties and, if asked, its documents."""
    rows = cypher(
        "MATCH (a:Element)-[r]->(b:Element)"
        " RETURN type(r) AS type, a.key AS start, b.key AS end, properties(r) AS props"
    )
    return {_relation(row, documents=documents) for row in rows}


def assertions(cypher: Cypher) -> list[str]:
    """Return what each document asserts of elements."""
    rows = cypher(
        "MATCH (d:Document)-[a]->(e:Element) RETURN d.id AS document, e.key AS key,"
        " type(a) = 'REFERS_TO' AS refers, a.scope AS scope, a.kind AS kind,"
        " CASE WHEN type(a) <> 'REFERS_TO' THEN coalesce(a.record, e.record) END AS record"
    )
    return sorted(map(repr, rows))


def graph(cypher: Cypher) -> tuple[set[str], set[str], list[str]]:
    """Return all three."""
    return elements(cypher), relations(cypher), assertions(cypher)


def _element(row: dict[str, Any]) -> str:
    props = {key: value for key, value in row["props"].items() if key not in _OWN}
    return repr((sorted(row["labels"]), sorted(props.items())))


def _relation(row: dict[str, Any], *, documents: bool) -> str:
    props = {key: value for key, value in row["props"].items() if key != "lock"}
    number = sorted(props.pop("documents"))
    ends = (row["type"], row["start"], row["end"])
    return repr((ends, sorted(props.items()), number if documents else None))
