"""Changes of the whole process, such as Python's collector or the warnings' filters.

Threads that need the same change share it: the first makes it, the last takes it back, so
that the process is left as it was. Warnings are caught by one thread at a time.
"""

from __future__ import annotations

import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_ONE_AT_A_TIME = threading.RLock()


class Shared:
    """A context manager that holds a change as long as any thread is inside."""

    def __init__(self, change: Callable[[], AbstractContextManager[object]]) -> None:
        """Take what makes the change and takes it back."""
        self._change = change
        self._lock = threading.Lock()
        self._users = 0
        self._active: AbstractContextManager[object] | None = None

    def __enter__(self) -> None:
        """Make the change, unless another thread has made it."""
        with self._lock:
            if self._active is None:
                active = self._change()
                active.__enter__()
                self._active = active
            self._users += 1

    def __exit__(self, *_: object) -> None:
        """Take the change back, unless another thread still needs it."""
        with self._lock:
            self._users -= 1
            if self._active is not None and not self._users:
                active, self._active = self._active, None
                active.__exit__(None, None, None)


@contextmanager
def global_switch(module: Any, name: str, value: object) -> Iterator[None]:  # noqa: ANN401  # any module
    """Set a global of a module, one thread at a time."""
    with _ONE_AT_A_TIME:
        before = getattr(module, name)
        setattr(module, name, value)
        try:
            yield
        finally:
            setattr(module, name, before)


@contextmanager
def caught_warnings() -> Iterator[list[warnings.WarningMessage]]:
    """Catch all warnings, one thread at a time: `catch_warnings` alone is not safe in threads.

    The same lock guards `global_switch`: within this, no other thread changes a switch.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught
