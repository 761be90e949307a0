"""JSON arrays of activities: read value by value, so that errors name a place."""

from __future__ import annotations

import json
import re

from provgraph.errors import ReadError

# Real records are 8 levels deep. Python's own limit depends on its version and on the depth of
# the caller; below this one nothing that walks a record can fail.
MAX_DEPTH = 200
MAX_ACTIVITY = 16 * 1024**2
"""Characters of one activity; real ones have 5,000 to 70,000."""

_SPACE = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode


def read_array(text: str, position: int, name: str, number: int) -> tuple[list[object], int]:
    """Return the array at `position`, number `number` of the log from 0, and where it ends.

    Raises:
        ReadError: it is broken; the error names the place in the file `name`.

    """
    if text[position] != "[":
        raise syntax_error(text, position, name, f"array {number + 1}", "expected a list '['")
    values: list[object] = []
    position = skip(text, position + 1)
    if text[position : position + 1] == "]":
        return values, position + 1
    while True:
        place = place_of(number, len(values), None)
        value, position = _value(text, position, name, place)
        values.append(value)
        position = skip(text, position)
        mark = text[position : position + 1]
        if mark == "]":
            return values, position + 1
        if mark != ",":
            reason = "the log ends inside a list" if not mark else "expected ',' or ']'"
            raise syntax_error(text, position, name, f"after {place}", reason)
        position = skip(text, position + 1)


def place_of(array: int, index: int, value: object) -> str:
    """Return an activity's place in a log as text, with its name and id if it has them."""
    fields = value if isinstance(value, dict) else {}
    names = [str(fields[key])[:60] for key in ("activity_name", "activity_uuid") if fields.get(key)]
    return f"array {array + 1}, activity {index + 1}" + (f" ({', '.join(names)})" if names else "")


def skip(text: str, position: int) -> int:
    """Return the position after blank space."""
    space = _SPACE.match(text, position)
    return space.end() if space else position


def syntax_error(text: str, position: int, name: str, place: str, reason: str) -> ReadError:
    """Return the error at `position`, with its line and column."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return ReadError(name, reason, f"{place}, line {line} column {column}")


def too_large(name: str, place: str) -> ReadError:
    """Return the error for an activity that is longer than any real one."""
    return ReadError(name, f"an activity of more than {MAX_ACTIVITY >> 20} MiB", place)


def _value(text: str, position: int, name: str, place: str) -> tuple[object, int]:
    try:
        value, end = _decode(text, position)
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        reason = "the log ends inside an activity" if ended else error.msg
        raise syntax_error(text, error.pos, name, place, reason) from None
    except RecursionError:
        raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", place) from None
    except ValueError:  # Python's only other refusal
        raise ReadError(name, "an integer of more than 4,300 digits", place) from None
    if end - position > MAX_ACTIVITY:
        raise too_large(name, place)
    if _deeper(value, MAX_DEPTH):
        raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", place)
    return value, end


def _deeper(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for parent in level
            if isinstance(parent, (dict, list))
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return False
    return True
