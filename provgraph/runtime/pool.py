"""Worker processes, which end when this process does."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def worker_pool(
    processes: int, lost: Callable[[], Exception], begin: Callable[[], object] | None = None
) -> Iterator[Callable[[Callable[[Item], Result], Iterator[Item]], Iterator[Result]]]:
    """Return `map` over worker processes, each of which calls `begin` first.

    Where one was ended from outside, what `lost` returns is raised. Ctrl-C is for this
    process alone, which ends the others.
    """
    before = set(active_children())
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(begin,)) as pool:
        try:
            yield pool.map
        except BrokenProcessPool:
            raise lost() from None
        except BaseException:
            # Leaving the pool would wait for their current work.
            for process in set(active_children()) - before:
                process.terminate()
            raise


def available_cores() -> int:
    """Return how many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(begin: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin()


def _end_with_parent() -> None:
    """End at once when the parent is gone: a killed one cannot send that there is no more work."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
