"""The result of a load as text: a line for a file, and a summary of many."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from provgraph.render.text import contents
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from provgraph.results.documents import FileResult

_STATUSES = ("loaded", "updated", "unchanged", "skipped", "failed")
_COUNTS = ("records", "elements", "relations", "new_elements", "new_relations")


class LoadCounts:
    """How many files of each status there were, and what they held."""

    def __init__(self) -> None:
        """Begin without files."""
        self._files: Counter[str] = Counter()
        self._contents: Counter[str] = Counter()

    def add(self, result: FileResult) -> None:
        """Count the result of a file."""
        self._files[result.status] += 1
        if result.status != "unchanged":
            self._contents.update({name: getattr(result, name) for name in _COUNTS})

    @property
    def files(self) -> int:
        """How many files there were."""
        return self._files.total()

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return self._files["failed"]

    @property
    def skipped(self) -> int:
        """How many of them are in no known format."""
        return self._files["skipped"]

    def summary(self, *, dry_run: bool = False) -> str:
        """Return the summary: 1,021 files: 1,020 loaded, 1 failed; 1,020 records, …."""
        statuses = [
            f"{self._files[status]:,} {_shown(status, dry_run=dry_run)}"
            for status in _STATUSES
            if self._files[status]
        ]
        line = f"{plural(self.files, 'file')}: {', '.join(statuses) or 'nothing to load'}"
        return f"{line}; {self._contained()}" if self._contents["records"] else line

    def _contained(self) -> str:
        records, *counts = (self._contents[name] for name in _COUNTS)
        return f"{plural(records, 'record')}: {contents(*counts)}"


def _shown(status: str, *, dry_run: bool) -> str:
    return f"would be {status}" if dry_run and status in {"loaded", "updated"} else status
