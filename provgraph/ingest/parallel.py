"""Several processes: files are distributed to them, and their results come in the files' order.

A job's log or a document of 50 records takes as much of the client's time as of the server's,
and the server serves several at once. New prefixes are given in the order of the files, as by one
process: a process that needs some waits until all shares before its own are loaded.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from provgraph.errors import LoadError
from provgraph.graph.connection import Connection
from provgraph.ingest.batch import BatchLoader, LoadOptions, load_files
from provgraph.runtime.pool import available_cores, worker_pool
from provgraph.runtime.progress import count_in, counter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from ctypes import c_longlong

    from provgraph.graph.connection import Target
    from provgraph.ingest.discover import InputFile
    from provgraph.results.documents import FileResult
    from provgraph.runtime.progress import Counter

MAX_PROCESSES = 2
"""More processes than that were not measured to load faster beside one server."""
_FILES, _BYTES = 200, 4_000_000
"""The largest share."""
_MIN_SHARES = 4
"""With fewer shares, processes take longer to start than they save."""
_LARGE = 20_000_000
"""A document of this many bytes takes 300 MB in a process."""


def load(
    connection: Connection,
    files: Sequence[InputFile],
    options: LoadOptions,
    processes: int | None = None,
) -> Iterator[FileResult]:
    """Load files by worker processes; with `None`, by `MAX_PROCESSES` where that is faster.

    If some of the files are standard input, pipes or streams, which only this process can
    read, it loads all files itself.

    Raises:
        LoadError: a process was ended from outside.

    """
    shares = list(_shares(files)) if all(file.is_readable_elsewhere for file in files) else []
    if processes is None:
        processes = min(MAX_PROCESSES, available_cores()) if _is_faster(shares) else 1
    if processes == 1 or not shares:
        yield from load_files(connection, files, options)
        return
    loaded_shares = get_context("spawn").Value("q", 0, lock=False)
    begin = partial(_begin, connection.target, options, loaded_shares, counter())
    with worker_pool(min(processes, len(shares)), worker_lost, begin) as run:
        for results in run(_load, enumerate(shares)):
            loaded_shares.value += 1
            yield from results


def worker_lost() -> LoadError:
    """Return the error of a worker process that somebody ended."""
    return LoadError(
        "a worker process was ended from outside, often because memory was short: "
        "try again with --processes 1"
    )


def _is_faster(shares: Sequence[Sequence[InputFile]]) -> bool:
    """Tell whether several processes load these files faster than one."""
    return (
        len(shares) >= _MIN_SHARES and max(file.size for share in shares for file in share) < _LARGE
    )


def _shares(files: Iterable[InputFile]) -> Iterator[list[InputFile]]:
    """Yield files that follow each other, `_FILES` or `_BYTES` of them."""
    share: list[InputFile] = []
    room = _BYTES
    for file in files:
        size = file.size
        if share and (len(share) == _FILES or size > room):
            yield share
            share, room = [], _BYTES
        share.append(file)
        room -= size
    if share:
        yield share


@dataclass(slots=True)
class _Worker:
    """What a worker process loads with, and the number of the share it is at."""

    batches: BatchLoader | None = None
    share: int = 0


_worker = _Worker()


def _begin(
    target: Target, options: LoadOptions, loaded_shares: c_longlong, shown: Counter | None
) -> None:
    count_in(shown)
    connection = Connection(target, await_turn=partial(_wait, loaded_shares))
    _worker.batches = BatchLoader(connection, options)


def _wait(loaded_shares: c_longlong) -> None:
    while loaded_shares.value < _worker.share:
        time.sleep(0.01)


def _load(numbered: tuple[int, list[InputFile]]) -> list[FileResult]:
    _worker.share, files = numbered
    assert _worker.batches  # noqa: S101  # _begin made it
    return list(_worker.batches.load(files))
