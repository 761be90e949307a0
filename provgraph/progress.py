"""Progress of long work: a bar on stderr, when that is a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")


def counted(items: Iterable[Item], total: int) -> Iterator[Item]:
    """Yield `items`; show how many of `total` are done."""
    if total == 1 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415  # 60 ms, and only for a terminal
    from rich.progress import track  # noqa: PLC0415

    console = Console(stderr=True)
    yield from track(items, "loading", total=total, console=console, transient=True)
