"""Python lists of activities, as `print` or `repr` writes them: read, never evaluated.

People save the `repr` of ctapipe's list as `provDict.txt`. The text is cut into the list's
elements by its brackets, and each element is parsed on its own.
"""

from __future__ import annotations

import re

from provgraph.ctapipe.log.arrays import place_of, skip, syntax_error
from provgraph.errors import ReadError
from provgraph.readers.literal import MAX_TEXT, literal

MAX_DEPTH = 90
"""`ast` refuses 200 nested brackets, and walking the tree takes recursion."""

_TOKEN = re.compile(
    r"""'(?:[^'\\\n]++|\\.)*+'|"(?:[^"\\\n]++|\\.)*+"|[\[\](){},'"]""",
    re.DOTALL,
)
"""A text in quotes, a bracket or comma, or a quote that begins no text."""
_OPENING, _CLOSING = "[({", "])}"


def read_list(text: str, position: int, name: str, number: int) -> tuple[list[object], int]:
    """Return the list at `position`, number `number` of the log from 0, and where it ends.

    Tuples and sets become lists; `np.float64(1.5)` and the like become the value in brackets.

    Raises:
        ReadError: it is not a literal, too deeply nested or too long; the error names the place.

    """
    values: list[object] = []
    start, depth = position + 1, 0
    for token in _TOKEN.finditer(text, position):
        mark, place = token[0], place_of(number, len(values), None)
        if mark in ("'", '"'):
            reason = "unterminated text in quotes"
            raise syntax_error(text, token.start(), name, place, reason)
        depth += (mark in _OPENING) - (mark in _CLOSING)
        if depth > MAX_DEPTH:
            raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", place)
        if depth == 0 or (mark == "," and depth == 1):
            last = depth == 0 and skip(text, start) == token.start()
            if not last:
                values.append(_element(text, start, token.start(), name, place))
            start = token.end()
        if depth == 0:
            return values, token.end()
    place = place_of(number, len(values), None)
    raise syntax_error(text, len(text), name, place, "the log ends inside an activity")


def _element(text: str, start: int, end: int, name: str, place: str) -> object:
    if end - start > MAX_TEXT:
        raise ReadError(name, f"an activity of more than {MAX_TEXT >> 20} MiB of Python", place)
    try:
        return literal(text[start:end])
    except ValueError as error:
        raise syntax_error(text, start, name, place, str(error)) from None
