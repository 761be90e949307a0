"""Processes: work that is dealt out to several, which end when this one does."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from provgraph.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def worker_pool(
    jobs: int, begin: Callable[[], object] | None = None
) -> Iterator[Callable[[Callable[[Item], Result], Iterator[Item]], Iterator[Result]]]:
    """Return `map` over so many processes, each of which calls `begin` first.

    Ctrl-C is for this process alone: the others are ended with it.

    Raises:
        LoadError: a process was ended from outside.

    """
    before = set(active_children())
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(begin,)) as pool:
        try:
            yield pool.map
        except BrokenProcessPool:
            raise LoadError(
                "one of several processes was ended from outside, often for want of memory: "
                "try again with --jobs 1"
            ) from None
        except BaseException:
            # Leaving the pool would wait for what they are at.
            for process in set(active_children()) - before:
                process.terminate()
            raise


def available_cores() -> int:
    """Return how many processes may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(begin: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin()


def _end_with_parent() -> None:
    """End at once when the parent is gone: a killed one cannot say that nothing more will come."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
