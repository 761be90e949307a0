"""Numbers with their nouns: 1 activity, 2 activities."""

from __future__ import annotations


def plural(count: int, singular: str, many: str | None = None) -> str:
    """Return a count and its noun; `many` is the plural where it takes more than an s."""
    return f"{count:,} {singular if count == 1 else many or singular + 's'}"
