"""Marks: which elements someone called bad, and what came of them.

A mark is an entity of type `provgraph:QualityAnnotation`, in a document of its own, that
wasInfluencedBy the marked element. That what came of it is tainted is never written: it is
asked each time, so that it holds for what is loaded later and ends with the mark.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from provgraph.model.keys import key_of
from provgraph.model.terms import texts
from provgraph.queries.relation_sets import relation_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Node

FORMAT = "mark"
"""The format of documents that provgraph wrote for a mark alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: the annotation's id, whom it marks, why, by whom, when (ISO 8601).

    `depth` counts the relations from an element back to the marked one: 0 is the marked one
    itself, more is tainted by it. `documents` are those that hold nothing but the mark.
    """

    id: str
    marked: str
    reason: str
    by: str
    time: str | None
    depth: int = 0
    documents: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """What stands beside a name: `marked: …`, or that it is tainted, and why."""
        return f"{'tainted' if self.depth else 'marked'}: {self.reason}"

    def as_json(self) -> dict[str, Any]:
        """Return it as `--json` shows it."""
        return {key: value for key, value in asdict(self).items() if key != "documents"}


def marks(connection: Connection, keys: Sequence[str]) -> dict[str, Mark]:
    """Return key → mark for those of the elements `keys` that are marked or tainted.

    Of several marks it is the nearest, and of equally near ones the newest. One statement
    of 2 ms where nothing is marked; else one more, a search down from all that is marked.

    Raises:
        TimeLimitError: the store takes too long.

    """
    known = all_marks(connection)
    if not known:
        return {}
    newest = {key: found[0] for key, found in known.items()}
    asked = {"marked": sorted(newest), "keys": list(keys), "types": list(relation_set().types)}
    rows = [row for part in connection.read_rows("marks/tainted", **asked) for row in part["rows"]]
    return {key: replace(newest[with_marks], depth=depth) for key, with_marks, depth in rows}


def with_marks(connection: Connection, nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return nodes with their marks; of documents kept apart, nothing is known here.

    Raises:
        TimeLimitError: the store takes too long.

    """
    given = tuple(nodes)
    found = marks(connection, [key_of(one.id) for one in given])
    if not found:
        return given
    return tuple(replace(one, mark=found.get(key_of(one.id))) for one in given)


def all_marks(connection: Connection) -> dict[str, list[Mark]]:
    """Return all marks by the key of what they mark, newest first."""
    found: dict[str, list[Mark]] = {}
    for row in connection.read_rows("marks/all"):
        found.setdefault(row["key"], []).append(_mark(row))
    return found


def _mark(row: Mapping[str, Any]) -> Mark:
    return Mark(
        id=row["id"],
        marked=row["marked"],
        reason=", ".join(texts(row["reason"])),
        by=", ".join(texts(row["by"])),
        time=row["time"],
        documents=tuple(d["id"] for d in row["documents"] if d["format"] == FORMAT),
    )
