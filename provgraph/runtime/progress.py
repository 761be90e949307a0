"""Progress of long work: a bar on stderr, when that is a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")


def track(items: Iterable[Item], total: int, doing: str = "loading") -> Iterator[Item]:
    """Yield `items`; show how many of `total` are done."""
    if total == 1 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415  # 60 ms, and only for a terminal
    from rich.progress import Progress  # noqa: PLC0415

    # Answers that go to the same terminal are written above the bar, others are left alone.
    console, same = Console(stderr=True), sys.stdout.isatty()
    with Progress(console=console, transient=True, redirect_stdout=same) as progress:
        yield from progress.track(items, total=total, description=doing)
