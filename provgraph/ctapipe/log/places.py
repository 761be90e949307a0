"""Places in a log: an activity's, and that of a value in it, as line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(
    r"""'(?:[^'\\\n]++|\\.)*+'|"(?:[^"\\\n]++|\\.)*+"|[\[\](){},:]""",
    re.DOTALL,
)
_OPENING, _CLOSING = "[({", "])}"


def place_of(array: int | None, index: int, value: object) -> str:
    """Return an activity's place in a log as text, with its name and id if it has them.

    `array` is the number of its list from 0, `None` if it stands by itself.
    """
    fields = value if isinstance(value, dict) else {}
    names = [str(fields[key])[:60] for key in ("activity_name", "activity_uuid") if fields.get(key)]
    within = "" if array is None else f"array {array + 1}, "
    return f"{within}activity {index + 1}" + (f" ({', '.join(names)})" if names else "")


def skip(text: str, position: int) -> int:
    """Return the position after blank space."""
    space = _SPACE.match(text, position)
    return space.end() if space else position


def line_of(text: str, position: int) -> str:
    """Return the line and column of a position."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line} column {column}"


def syntax_error(text: str, position: int, name: str, place: str, reason: str) -> ReadError:
    """Return the error at `position`, with its line and column."""
    return ReadError(name, reason, f"{place}, {line_of(text, position)}")


def position_of(text: str, position: int, path: Sequence[str | int]) -> int:
    """Return where a value stands in the JSON or Python value at `position`.

    `path` has the keys and indexes on the way to it. As far as they are not there, the answer
    is the position of the last value on the way.
    """
    for step in path:
        child = _child(text, position, step)
        if child is None:
            return position
        position = child
    return position


def _child(text: str, position: int, step: str | int) -> int | None:
    if text[position : position + 1] not in {*_OPENING}:
        return None
    depth = index = 0
    last = ""
    for token in _TOKEN.finditer(text, position):
        mark = token[0]
        depth += (mark in _OPENING) - (mark in _CLOSING)
        if depth == 0:
            return None
        index += mark == "," and depth == 1
        begins = (depth == 1 and mark in ":,") or token.start() == position
        if begins and step == (last if mark == ":" else index if mark != "{" else None):
            return skip(text, token.end())
        last = mark[1:-1] if mark[0] in "'\"" else ""
    return None
