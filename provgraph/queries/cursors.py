"""Cursors: the place in a list at which its next page begins, as a text for a URL."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from provgraph.errors import SelectorError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import UnionType

_SHOWN = 40
_LARGEST = 2**31 - 1


def check_number(what: str, number: int) -> None:
    """Check how many rows, or which page, a question asks for.

    Raises:
        SelectorError: there are no so many, or no such page.

    """
    if not 1 <= number <= _LARGEST:
        raise SelectorError(f"{what} cannot be {number}: give a number from 1 to {_LARGEST}")


def written(*parts: object) -> str:
    """Return the cursor of these parts, which are JSON values."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read(text: str, what: str, kinds: Sequence[type | UnionType]) -> list[Any]:
    """Return the parts of a cursor of a page of `what`, as `written` got them, of these types.

    Raises:
        SelectorError: it is not one.

    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        parts = None
    if (
        not isinstance(parts, list)
        or len(parts) != len(kinds)
        or not all(map(isinstance, parts, kinds))
    ):
        raise SelectorError(f"{text[:_SHOWN]!r} is not the cursor of a page of {what}")
    return parts
