"""Progress of long work on stderr, when that is a terminal: done and to do, rate, time left."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.progress import Progress, ProgressColumn

Item = TypeVar("Item")

_shown: ContextVar[bool] = ContextVar("_shown", default=False)


def track(
    items: Iterable[Item], total: int, doing: str = "loading", unit: str = "files"
) -> Iterator[Item]:
    """Yield `items`; show how many of `total` are done, how fast, and the time that is left."""
    if total == 1:
        with waiting(doing):
            yield from items
        return
    if not _is_shown():
        yield from items
        return
    from rich.progress import BarColumn, ProgressColumn, Task  # noqa: PLC0415  # as in _display
    from rich.text import Text  # noqa: PLC0415

    class Done(ProgressColumn):
        """What is done, the rate and the time left, fresh at each look."""

        max_refresh = None

        def render(self, task: Task) -> Text:
            """Return the column's text."""
            return Text(standing(int(task.completed), total, task.elapsed or 0, unit))

    with _display("{task.description}", BarColumn(bar_width=20), Done()) as progress:
        task = progress.add_task(doing, total=total)
        for item in items:
            progress.advance(task)
            yield item


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that work of unknown length goes on, and for how long already."""
    if not _is_shown():
        yield
        return
    from rich.progress import SpinnerColumn, TimeElapsedColumn  # noqa: PLC0415  # as in _display

    with _display(SpinnerColumn(), "{task.description}", TimeElapsedColumn()) as progress:
        progress.add_task(doing, total=None)
        yield


def _is_shown() -> bool:
    """Whether to show progress: on a terminal, of the outermost work alone."""
    return sys.stderr.isatty() and not _shown.get()


@contextmanager
def _display(*columns: str | ProgressColumn) -> Iterator[Progress]:
    """Show columns of tasks on stderr until the work ends."""
    from rich.console import Console  # noqa: PLC0415  # 60 ms, and only for a terminal
    from rich.progress import Progress  # noqa: PLC0415

    # Answers that go to the same terminal are written above the bar, others are left alone.
    console, same = Console(stderr=True), sys.stdout.isatty()
    token = _shown.set(True)
    try:
        with Progress(*columns, console=console, transient=True, redirect_stdout=same) as progress:
            yield progress
    finally:
        _shown.reset(token)


def standing(done: int, total: int, seconds: float, unit: str) -> str:
    """Return how far work has come after so many seconds; the rate is that since its beginning."""
    count = f"{done:,} of {total:,} {unit}"
    if not done or not seconds:
        return f"{count}, {_clock(seconds)} so far"
    rate = done / seconds
    return f"{count}, {_rate(rate)}/s, {_clock((total - done) / rate)} left"


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"  # noqa: PLR2004  # two digits at least


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
