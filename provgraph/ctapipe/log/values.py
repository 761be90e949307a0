"""Single activities in a log's text: JSON, or Python as `repr` writes it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from provgraph.ctapipe.log.places import syntax_error
from provgraph.errors import ReadError
from provgraph.readers.literal import LiteralError, Remark, literal

# Real records are 8 levels deep. Python's own limit depends on its version and on the depth of
# the caller; below this one nothing that walks a record can fail.
MAX_DEPTH = 200
MAX_ACTIVITY = 16 * 1024**2
"""Characters of one activity; real ones have 5,000 to 70,000."""

_PYTHON = re.compile(r"\{\s*'")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class LoggedValue:
    """A value of a log, where it stands in the text, and remarks on what is not JSON in it."""

    value: object
    start: int
    end: int
    remarks: tuple[Remark, ...] = ()


def read_value(text: str, position: int, name: str, place: str) -> LoggedValue:
    """Return the value at `position` of a log.

    Raises:
        ReadError: it is broken, too deep or too long; the error names the place in the file `name`.

    """
    read = _python_value if _PYTHON.match(text, position) else _json_value
    return read(text, position, name, place)


def _python_value(text: str, position: int, name: str, place: str) -> LoggedValue:
    try:
        read = literal(text, position)
    except LiteralError as error:
        ended = error.position >= len(text.rstrip())
        reason = "the log ends inside an activity" if ended else str(error)
        raise syntax_error(text, error.position, name, place, reason) from None
    return LoggedValue(read.value, position, read.end, read.remarks)


def _json_value(text: str, position: int, name: str, place: str) -> LoggedValue:
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
        raise ReadError(name, f"an activity of more than {MAX_ACTIVITY >> 20} MiB", place)
    if text.count("{", position, end) + text.count("[", position, end) > MAX_DEPTH and _deeper(
        value, MAX_DEPTH
    ):
        raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", place)
    return LoggedValue(value, position, end)


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
