"""What one worker process reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provgraph.bulk.csv import Header


@dataclass(slots=True)
class WorkerResult:
    """The results of one process's files.

    `namespaces` are those of attributes with their preferred prefixes, each with the number of
    the first file that has it and its place there; `prefixes` are all that documents declare, with
    their namespaces; `columns` those of its sheets.
    """

    loaded: int = 0
    activities: int = 0
    skipped: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    namespaces: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    prefixes: set[tuple[str, str]] = field(default_factory=set)
    columns: dict[str, Header] = field(default_factory=dict)

    def found(self, namespaces: dict[str, str], number: int) -> None:
        """Note the namespaces of a file."""
        for place, (uri, prefix) in enumerate(namespaces.items()):
            first = self.namespaces.get(uri, (number, place, prefix))
            self.namespaces[uri] = min(first, (number, place, prefix))
