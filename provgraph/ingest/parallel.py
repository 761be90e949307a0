"""Dealing: files dealt out to several loading processes, answered in their order.

A document of 50 records takes as much of the client's time as of the server's, and the
server serves several at once. New prefixes are given in the order of the files, as by one
process: a process that wants some waits until all shares before its own are loaded.
"""

from __future__ import annotations

import stat
import time
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph import readers
from provgraph.errors import ReadError
from provgraph.graph.connection import Connection
from provgraph.ingest.batch import BatchLoader, InputFile, LoadOptions, load_files
from provgraph.runtime.pool import available_cores, worker_pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from ctypes import c_longlong

    from provgraph.graph.connection import Target
    from provgraph.results.documents import FileResult

MAX_PROCESSES = 2
"""More processes than that were not measured to load faster beside one server."""
_FILES, _BYTES = 200, 4_000_000
"""So much is one share."""
_WORTH = 4
"""With fewer shares, processes take longer to start than they save."""
_LARGE = 20_000_000
"""A document of so many bytes takes 300 MB in a process."""


def load(
    connection: Connection,
    files: Sequence[InputFile],
    options: LoadOptions,
    jobs: int | None = None,
) -> Iterator[FileResult]:
    """Load files by so many processes; by one, or `MOST` if that pays, where `jobs` is `None`.

    Standard input and pipes are this process's alone: where there are some, it loads all files.

    Raises:
        LoadError: a process was ended from outside.

    """
    sizes = [_size(file) for file in files]
    known = [size for size in sizes if size is not None]
    shares = list(_shares(files, known)) if len(known) == len(files) else []
    if jobs is None:
        pays = len(shares) >= _WORTH and max(known) < _LARGE and not _mostly_logs(shares)
        jobs = min(MAX_PROCESSES, available_cores()) if pays else 1
    if jobs == 1 or not shares:
        yield from load_files(connection, files, options)
        return
    done = get_context("spawn").Value("q", 0, lock=False)
    begin = partial(_begin, connection.target, options, done)
    with worker_pool(min(jobs, len(shares)), begin) as run:
        for found in run(_load, enumerate(shares)):
            done.value += 1
            yield from found


def _size(file: InputFile) -> int | None:
    """Return the size of a regular file, `None` for what only this process can read."""
    try:
        found = Path(file.name).stat()
    except (OSError, ValueError):
        return None if file.name == "-" else 0
    return found.st_size if file.name != "-" and stat.S_ISREG(found.st_mode) else None


def _shares(files: Iterable[InputFile], sizes: Iterable[int]) -> Iterator[list[InputFile]]:
    """Yield files that follow each other, `_FILES` or `_BYTES` of them."""
    share: list[InputFile] = []
    room = _BYTES
    for file, size in zip(files, sizes, strict=True):
        if share and (len(share) == _FILES or size > room):
            yield share
            share, room = [], _BYTES
        share.append(file)
        room -= size
    if share:
        yield share


def _mostly_logs(shares: Sequence[Sequence[InputFile]]) -> bool:
    """Tell by the first file of each share whether what is loaded are ctapipe's logs.

    Jobs read the same files, whose claims a transaction locks until it commits: of two loaders
    one waits there nearly always.
    """
    return 2 * sum(_is_log(share[0]) for share in shares) > len(shares)


def _is_log(file: InputFile) -> bool:
    try:
        return readers.detect(readers.open_source(file.name)) == "ctapipe"
    except ReadError:
        return False


@dataclass(slots=True)
class _Process:
    """A loading process: what it loads with, and the number of the share it is at."""

    intake: BatchLoader | None = None
    share: int = 0


_process = _Process()


def _begin(target: Target, options: LoadOptions, done: c_longlong) -> None:
    connection = Connection(target, in_turn=partial(_wait, done))
    _process.intake = BatchLoader(connection, options)


def _wait(done: c_longlong) -> None:
    while done.value < _process.share:
        time.sleep(0.01)


def _load(numbered: tuple[int, list[InputFile]]) -> list[FileResult]:
    _process.share, files = numbered
    assert _process.intake  # noqa: S101  # _begin made it
    return list(_process.intake.load(files))
