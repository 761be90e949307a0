"""Files as the store knows them: by path, size and time, so that they needn't be read again.

`(:File:Store {path, size, mtime})-[:GAVE]->(:Document | :Record)`. A file is known while all
that it gave is there: deleting a document forgets its files. It is remembered after its load
has been committed; what is interrupted in between is read once more, and that is all.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.graph.connection import Connection
    from provgraph.ingest.discover import InputFile

_SETTLED = 2 * 10**9
"""Nanoseconds: a file that was written later than so long ago may be written again within
one tick of its file system's clock (2 s on FAT, 4 ms on ext4), size and time unchanged."""
_FILES, _DOCUMENTS = 100, 1000
"""How many files one transaction forgets, and how many documents of each it takes off."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it lies on the disk; `size` in bytes, `mtime` in nanoseconds."""

    path: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file held when it was loaded: its format, documents and number of records."""

    format: str
    documents: tuple[str, ...]
    records: int


def state_of(file: InputFile) -> FileState | None:
    """Return the state of a file; `None` if it is not a file, is new, or its name is not UTF-8."""
    if file.name == "-" or file.content is not None:
        return None
    try:
        path = Path(file.name).absolute()
        str(path).encode()  # the store holds no name that is not UTF-8
        status = path.stat()
        if not path.is_file() or time.time_ns() - status.st_mtime_ns < _SETTLED:
            return None
    except (OSError, ValueError):
        return None
    return FileState(str(path), status.st_size, status.st_mtime_ns)


def known(
    connection: Connection, states: Iterable[FileState], *, form: str | None, isolated: bool
) -> dict[str, FileContents]:
    """Return, by path, what those files held that are as they were when they were loaded."""
    rows = [
        {**_row(state), "format": form, "isolated": isolated}
        for state in sorted(states, key=lambda state: state.path)
    ]
    unchanged = connection.read_rows("files/unchanged", rows=rows) if rows else []
    return {
        row["path"]: FileContents(row["format"], tuple(row["documents"]), row["records"])
        for row in unchanged
    }


def remember(
    connection: Connection, files: Iterable[tuple[FileState, FileContents]], *, isolated: bool
) -> None:
    """Remember files that have been loaded."""
    rows = [
        {
            "ids": sorted(held.documents),
            "file": {
                **_row(state),
                "format": held.format,
                "records": held.records,
                "documents": len(held.documents),
                "isolated": isolated,
            },
        }
        for state, held in sorted(files, key=lambda one: one[0].path)
    ]
    if rows:
        connection.write_rows("files/upsert", rows=rows)


def forget(connection: Connection, document_id: str) -> None:
    """Forget the files that held a document, which is about to be deleted.

    A file can have given a million documents: each transaction takes it off some of them.
    """
    left = True
    while left:
        row = connection.write_rows("files/remove", id=document_id, files=_FILES, limit=_DOCUMENTS)
        left = row[0]["left"] > 0 or row[0]["files"] == _FILES


def _row(state: FileState) -> dict[str, Any]:
    return {"path": state.path, "size": state.size, "mtime": state.mtime}
