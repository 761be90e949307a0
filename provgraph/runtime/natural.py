"""Natural order: numbers in names are compared as numbers."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d+)")


def natural_key(text: str) -> tuple[tuple[int, str], ...]:
    """Return by what names are sorted, so that run5 stands before run50."""
    parts = _NUMBER.split(text)
    # At odd places are numbers; one with leading zeros is as large as without.
    return tuple(
        (int(part) if place % 2 and part.isascii() else 0, part) for place, part in enumerate(parts)
    )
