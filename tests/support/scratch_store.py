"""The store of a campaign: emptied, loaded by other processes, looked at without provgraph."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import neo4j

from tests.support.server import empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Target

_ELEMENTS = "MATCH (e:Element) RETURN labels(e) AS labels, properties(e) AS props"
_RELATIONS = """MATCH (a:Element)-[r]->(b:Element)
RETURN type(r) AS type, a.key AS start, b.key AS end, properties(r) AS props"""
_ASSERTIONS = """MATCH (d:Document)-[a]->(e:Element) RETURN d.id AS document, e.key AS key,
type(a) = 'REFERS_TO' AS refers, a.scope AS scope, a.kind AS kind,
CASE WHEN type(a) <> 'REFERS_TO' THEN coalesce(a.record, e.record) END AS record"""
_KEPT = """MATCH (a)-[r:HOLDS|NEEDS|SETS|READS|WRITES|LINKS|LOGGED_IN]->(b)
RETURN type(r) AS type, coalesce(a.id, a.sha256) AS start,
coalesce(b.id, b.sha256, b.key) AS end, properties(r) AS props"""
_OWN = ("record", "lock")
"""What depends on who came first, and means nothing."""

_SHOWN = 3

Content = tuple[frozenset[str], ...]


def difference(content: Content, expected: Content) -> str:
    """Return some of what is too much, and some of what is missing."""
    more = [row for rows, others in zip(content, expected, strict=True) for row in rows - others]
    less = [row for rows, others in zip(content, expected, strict=True) for row in others - rows]
    return f"too much {sorted(more)[:_SHOWN]}, missing {sorted(less)[:_SHOWN]}"


class ScratchStore:
    """A store of a campaign's own: all that it holds is deleted."""

    def __init__(self, target: Target) -> None:
        """Connect to the server at `target`."""
        self.target = target
        self.driver = neo4j.GraphDatabase.driver(
            target.uri, auth=(target.username, target.password) if target.username else None
        )

    def close(self) -> None:
        """Close the connection."""
        self.driver.close()

    def ask(self, text: str) -> list[dict[str, Any]]:
        """Return the rows of a statement."""
        return [dict(row) for row in self.driver.execute_query(text).records]

    def empty(self) -> None:
        """Take everything out but the schema."""
        empty(self.ask, 2_000)

    def content(self) -> Content:
        """Return all that the store holds, in a form that can be compared."""
        return tuple(
            frozenset(map(_text, self.ask(text)))
            for text in (_ELEMENTS, _RELATIONS, _ASSERTIONS, _KEPT)
        )

    def load_alone(self, files: Sequence[str]) -> tuple[float, Content]:
        """Load files into the empty store; return the seconds, and what the store holds then."""
        self.empty()
        start = time.monotonic()
        self.loader(files).communicate()
        return time.monotonic() - start, self.content()

    def statuses(self) -> dict[str, str]:
        """Return document → status."""
        rows = self.ask("MATCH (d:Document) RETURN d.id AS id, d.status AS status")
        return {row["id"]: row["status"] for row in rows}

    def asserted(self) -> dict[str, frozenset[str]]:
        """Return what each document asserts, of those that depend on no other."""
        assertions: dict[str, set[str]] = {}
        for row in self.ask(_ASSERTIONS):
            if row["document"].startswith("sha256:"):
                assertions.setdefault(row["document"], set()).add(_text(row))
        return {name: frozenset(rows) for name, rows in assertions.items()}

    def loader(self, files: Sequence[str], processes: int = 1) -> subprocess.Popen[str]:
        """Start a load by a number of processes, for which 400 records are a large document."""
        return subprocess.Popen(  # noqa: S603  # our own module
            [
                sys.executable,
                "-m",
                "tests.support.small_step_loader",
                f"--processes={processes}",
                *files,
            ],
            env={**os.environ, **self._environment()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _environment(self) -> dict[str, str]:
        target = self.target
        names = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD")
        return dict(zip(names, (target.uri, target.username, target.password), strict=True))


def _text(row: dict[str, Any]) -> str:
    props = row.get("props")
    if props:
        row["props"] = sorted((key, value) for key, value in props.items() if key not in _OWN)
        row["props"] = [
            (key, sorted(value) if key == "documents" else value) for key, value in row["props"]
        ]
    if "labels" in row:
        row["labels"] = sorted(row["labels"])
    return repr(sorted(row.items()))
