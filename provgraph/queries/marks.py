"""Marks: which elements are marked as bad, and what is downstream of them.

A mark is an entity of type `provgraph:QualityAnnotation`, in a document of its own, that
wasInfluencedBy the marked element. That what came of it is tainted is never written: it is
asked each time, so that it holds for what is loaded later and ends with the mark.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from provgraph.model.keys import key_of
from provgraph.model.properties import first_text
from provgraph.model.terms import texts
from provgraph.queries.relation_sets import relation_set
from provgraph.results.nodes import Mark, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection

FORMAT = "mark"
"""The format of documents that provgraph writes for a mark alone."""


def marks(connection: Connection, keys: Sequence[str]) -> dict[str, Mark]:
    """Return key → mark for those of the elements `keys` that are marked or tainted.

    Of several marks it is the nearest, and of equally near ones the newest. One statement
    of 2 ms where nothing is marked; else one more, a search down from all that is marked.

    Raises:
        TimeLimitError: the store takes too long.

    """
    newest = {key: found[0] for key, found in all_marks(connection).items()}
    if not newest:
        return {}
    nearest = connection.fetch(
        "marks/tainted",
        _NearestMark,
        marked=sorted(newest),
        keys=list(keys),
        types=list(relation_set().types),
    )
    return {mark.key: replace(newest[mark.marked], depth=mark.depth) for mark in nearest}


def with_marks(connection: Connection, nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return nodes with their marks; those of isolated documents have none here.

    Raises:
        TimeLimitError: the store takes too long.

    """
    nodes = tuple(nodes)
    nearest = marks(connection, [key_of(node.id) for node in nodes])
    if not nearest:
        return nodes
    return tuple(replace(node, mark=nearest.get(key_of(node.id))) for node in nodes)


def list_marks(connection: Connection) -> tuple[Mark, ...]:
    """Return all marks, newest first."""
    return tuple(mark for _, mark in connection.fetch("marks/all", _keyed_mark))


def all_marks(connection: Connection) -> dict[str, list[Mark]]:
    """Return all marks by the key of what they mark, newest first."""
    by_key: dict[str, list[Mark]] = {}
    for key, mark in connection.fetch("marks/all", _keyed_mark):
        by_key.setdefault(key, []).append(mark)
    return by_key


class _NearestMark(NamedTuple):
    key: str
    marked: str
    depth: int


def _keyed_mark(  # noqa: PLR0913  # the columns of the statement
    *,
    key: str,
    id: str,  # noqa: A002  # the column's name
    marked: str,
    label: object,
    name: str | None,
    reason: object,
    by: object,
    time: str | None,
    documents: Sequence[Mapping[str, str]],
) -> tuple[str, Mark]:
    return key, Mark(
        id=id,
        marked=marked,
        label=first_text(label) or name or marked,
        reason=", ".join(texts(reason)),
        by=", ".join(texts(by)),
        time=time,
        documents=tuple(doc["id"] for doc in documents if doc["format"] == FORMAT),
    )
