"""Spill: rows put aside on disk by their keys, so that equal keys meet again in one part."""

from __future__ import annotations

import marshal
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = 64
"""How many parts there are: of 10 million rows, one fits well into memory."""

_BUFFER = 16_000_000
_ROW = 500
"""What a row takes, about, beside its last value, which is its largest."""

Spilled = tuple[Any, ...]
"""A row: its key, the number of its file, and what `marshal` can write."""


class Spill:
    """The rows of one process."""

    def __init__(self, folder: Path, process: str) -> None:
        """Take the folder, and what tells this process's files from others'."""
        self._folder = folder
        self._process = process
        self._rows: defaultdict[str, list[Spilled]] = defaultdict(list)
        self._size = 0

    def add(self, kind: str, row: Spilled) -> None:
        """Put a row aside."""
        part = zlib.crc32(row[0].encode()) % PARTS
        self._rows[f"{kind}.{part}"].append(row)
        self._size += _ROW + (len(row[-1]) if isinstance(row[-1], str | bytes) else 0)
        if self._size >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        """Write all that is in memory."""
        for name, rows in self._rows.items():
            with (self._folder / f"{name}.{self._process}").open("ab") as file:
                marshal.dump(rows, file)
        self._rows.clear()
        self._size = 0


def grouped(folder: Path, kind: str, part: int) -> Iterator[tuple[str, list[Spilled]]]:
    """Yield each key of a part with all its rows, those of earlier files first."""
    groups: dict[str, list[Spilled]] = {}
    for name in sorted(folder.glob(f"{kind}.{part}.*")):
        for row in _rows(name):
            groups.setdefault(row[0], []).append(row)
        name.unlink()
    for key, rows in groups.items():
        if len(rows) > 1:
            rows.sort(key=_file)
        yield key, rows


def _rows(name: Path) -> Iterator[Spilled]:
    with name.open("rb") as file:
        while True:
            try:
                yield from marshal.load(file)  # noqa: S302  # our own file of a minute ago
            except EOFError:
                return


def _file(row: Spilled) -> int:
    return int(row[1])
