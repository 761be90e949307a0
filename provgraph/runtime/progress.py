"""Progress of long work on stderr, when that is a terminal: done and to do, rate, time left."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.sharedctypes import SynchronizedArray

    from rich.progress import Progress, ProgressColumn
    from rich.progress_bar import ProgressBar

Item = TypeVar("Item")

_MEGABYTE = 1_000_000

_shown: ContextVar[bool] = ContextVar("_shown", default=False)


class Counter:
    """What work beneath has done and has to do, in this process and in those that it starts."""

    def __init__(self, total: int) -> None:
        """Begin with nothing done."""
        from multiprocessing import get_context  # noqa: PLC0415  # 15 ms, and only for a terminal

        self._numbers: SynchronizedArray[int] = get_context("spawn").Array("q", [0, total])

    @property
    def done(self) -> int:
        """How much is done."""
        return self._numbers[0]

    @property
    def total(self) -> int:
        """How much is to do; 0 as long as it is not known."""
        return self._numbers[1]

    def add(self) -> None:
        """Count one more."""
        with self._numbers.get_lock():
            self._numbers[0] += 1

    def expect(self, total: int) -> None:
        """Set how much is to do."""
        self._numbers[1] = total

    def reach(self, fraction: float) -> None:
        """Set what fraction is done."""
        self._numbers[0] = round(fraction * self.total)


_counter: ContextVar[Counter | None] = ContextVar("_counter", default=None)


def counter() -> Counter | None:
    """Return the counter of what is shown, for work beneath; `None` if nothing is shown."""
    return _counter.get()


def count_in(shown: Counter | None) -> None:
    """Count for a progress that another process shows."""
    _counter.set(shown)


def count() -> None:
    """Count one more of what is shown, if anything is."""
    if shown := _counter.get():
        shown.add()


def track(
    items: Iterable[Item], total: int, doing: str = "loading", unit: str = "files"
) -> Iterator[Item]:
    """Yield `items`; show how many of `total` are done, how fast, and the time that is left.

    As long as none is done, it shows how many the work beneath has counted as read.
    """
    if total == 1:
        with waiting(doing):
            yield from items
        return
    if not _is_shown():
        yield from items
        return
    done = 0

    def text(seconds: float) -> str:
        return standing(done, total, seconds, unit, read.done)

    with _counting(total) as read, _texts(doing, text, lambda: (done, total)):
        for item in items:
            done += 1
            yield item


@contextmanager
def counting(doing: str, unit: str, total: int = 0) -> Iterator[None]:
    """Show how much of `total` the work beneath counts as done; of bytes, the unit is MB."""
    if not _is_shown():
        yield
        return

    def text(seconds: float) -> str:
        if not counted.total:
            return f"{_clock(seconds)} so far"
        return standing(counted.done, counted.total, seconds, unit)

    with _counting(total) as counted, _texts(doing, text, lambda: (counted.done, counted.total)):
        yield


@contextmanager
def _counting(total: int) -> Iterator[Counter]:
    """Let the work beneath count."""
    shown = Counter(total)
    token = _counter.set(shown)
    try:
        yield shown
    finally:
        _counter.reset(token)


@contextmanager
def _texts(
    doing: str, text: Callable[[float], str], state: Callable[[], tuple[int, int]]
) -> Iterator[None]:
    """Show a bar and a text of the seconds since the beginning, fresh at each look."""
    from rich.progress import BarColumn, ProgressColumn, Task  # noqa: PLC0415  # as in _display
    from rich.text import Text  # noqa: PLC0415

    class Bar(BarColumn):
        """The bar of what is done."""

        max_refresh = None

        def render(self, task: Task) -> ProgressBar:
            """Return the bar."""
            task.completed, total = state()
            task.total = total or None
            return super().render(task)

    class Done(ProgressColumn):
        """What is done, the rate and the time left."""

        max_refresh = None

        def render(self, task: Task) -> Text:
            """Return the column's text."""
            return Text(text(task.elapsed or 0))

    with _display("{task.description}", Bar(bar_width=20), Done()) as progress:
        progress.add_task(doing, total=None)
        yield


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


def standing(done: int, total: int, seconds: float, unit: str, read: int = 0) -> str:
    """Return how far work has come after so many seconds; the rate is that since its beginning.

    As long as nothing is done, it says how many are `read`.
    """
    size = _MEGABYTE if unit == "MB" else 1
    amount = _megabytes if unit == "MB" else "{:,}".format
    text = f"{amount(done)} of {amount(total)} {unit}"
    if not 0 < done < total or not seconds:
        return f"{text}{f', {read:,} read' if read and not done else ''}, {_clock(seconds)} so far"
    rate = done / seconds
    shown_rate = f"{_rate(rate / size)}{' MB' if unit == 'MB' else ''}/s"
    return f"{text}, {shown_rate}, {_clock((total - done) / rate)} left"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f}"


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"  # noqa: PLR2004  # two digits at least


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
