"""Text from documents, so that nothing in it commands the one who shows it."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return text whose control, direction and other unprintable characters are spelled out."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
