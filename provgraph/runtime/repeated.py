"""Caches of what comes repeatedly, bounded by their bytes; threads may share them."""

from __future__ import annotations

import marshal
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Value = TypeVar("Value")

_MARKS = 100_000
_FORM = 2
"""The version of `marshal`'s form in which equal values have equal bytes: without references."""


def comparable(value: object) -> bytes:
    """Return a JSON value as bytes: equal bytes are equal values, and nearly always the reverse.

    Types, the order of keys and NaN count. It takes a tenth of the time of JSON.
    """
    return marshal.dumps(value, _FORM)  # type: ignore[arg-type]  # all JSON values are marshallable


class RepeatedValues(Generic[Value]):
    """Values by their keys, kept from the second time on that a key comes.

    Most of what is in a job's log never comes again: it would drive out what does. The value that
    was not asked for longest goes first.
    """

    def __init__(self, limit: int) -> None:
        """Take how many bytes the values and their keys may have together."""
        self._limit = limit
        self._size = 0
        self._values: dict[Hashable, tuple[Value, int]] = {}
        self._marks: dict[int, None] = {}
        self._lock = Lock()

    @property
    def size(self) -> int:
        """The bytes of what is kept."""
        return self._size

    def get(self, key: Hashable) -> Value | None:
        """Return the value of a key, `None` if none is kept."""
        with self._lock:
            entry = self._values.pop(key, None)
            if entry is None:
                return None
            self._values[key] = entry
            return entry[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value if its key came before; `size` is the bytes of both."""
        mark = hash(key)
        with self._lock:
            if mark not in self._marks:
                self._marks[mark] = None
                if len(self._marks) > _MARKS:
                    del self._marks[next(iter(self._marks))]
            elif key not in self._values:
                self._values[key] = value, size
                self._size += size
                while self._size > self._limit:
                    self._size -= self._values.pop(next(iter(self._values)))[1]
