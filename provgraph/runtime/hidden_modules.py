"""Modules that others import where they are installed, hidden from them to start faster."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_hidden: set[str] = set()


@contextmanager
def hidden_modules(*names: str) -> Iterator[None]:
    """Let imports of modules that are not imported yet fail, until this context ends."""
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = None  # type: ignore[assignment]  # Python's sign for "not there"
            _hidden.add(name)
    try:
        yield
    finally:
        show_hidden_modules()


def show_hidden_modules() -> None:
    """Let the modules be imported again."""
    while _hidden:
        name = _hidden.pop()
        if name in sys.modules and sys.modules[name] is None:
            del sys.modules[name]
