"""Times as people read them."""

from __future__ import annotations

import re

_SECONDS = len("2026-11-22T06:15:00")
_OFFSET = re.compile(r"[+-](?!00:00)\d\d:\d\d$")


def to_the_second(time: str) -> str:
    """Return a time to the second, with its offset if it is not UTC's."""
    offset = _OFFSET.search(time[_SECONDS:])
    return time[:_SECONDS] + (offset[0] if offset else "")
