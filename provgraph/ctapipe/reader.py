"""The reader of ctapipe's logs: JSON arrays of activities, appended without separator.

ctapipe from 0.10 on appends an array to its log at the end of each process (ctapipe issue
3058), so the log as a whole is not a JSON document. Bare `NaN` and `Infinity` occur.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe import python_repr
from provgraph.ctapipe.job import both
from provgraph.ctapipe.record import Verdict, judge, record_of
from provgraph.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.ctapipe.record import ActivityRecord

# Real records are 8 levels deep. Python's own limit depends on its version and on how deep
# the caller is; below it nothing that walks a record can fail.
MAX_DEPTH = 200

_SPACE = re.compile(r"[ \t\n\r]*")
_JSON = re.compile(r'\s*\[\s*(?:\{\s*"|\])')
_decode = json.JSONDecoder().raw_decode


def read_activities(data: bytes, name: str) -> list[ActivityRecord]:
    """Return all records of a log in order, repeated ones too; `latest` makes one of each.

    Raises:
        ReadError: `data`, the content of the file `name`, is no log, or one activity in it
            is broken: the place says which.

    """
    text = _text(data, name)
    printed = None if _JSON.match(text) else python_repr.find(text)
    arrays = [_printed(printed, name)] if printed else list(_arrays(text, name))
    return list(chain.from_iterable(_records(array, name, n) for n, array in enumerate(arrays)))


def latest(
    records: Iterable[ActivityRecord],
) -> tuple[dict[str, ActivityRecord], list[ActivityRecord]]:
    """Return the record that counts of each activity, and those that contradict it."""
    found: dict[str, ActivityRecord] = {}
    conflicts = []
    for record in records:
        kept = found.setdefault(record.id, record)
        verdict = judge(kept.stamp, record.stamp)
        chosen = record if verdict is Verdict.REPLACES else kept
        sessions, job = kept.sessions | record.sessions, both(kept.job, record.job)
        found[record.id] = replace(chosen, sessions=sessions, job=job)
        if verdict is Verdict.CONFLICT:
            conflicts.append(record)
    return found, conflicts


def _printed(text: str, name: str) -> list[Any]:
    """Return the activities of a printed Python list."""
    activities: list[Any] = python_repr.read(text, name, "the last line")
    if _deeper(activities, MAX_DEPTH):
        raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", "the last line")
    return activities


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(name, f"not UTF-8 text: {error.reason}", f"byte {error.start}") from None


def _records(array: list[Any], name: str, number: int) -> Iterator[ActivityRecord]:
    places = [_place(number, index, value) for index, value in enumerate(array)]
    records = [record_of(*found) for found in zip(array, [name] * len(array), places, strict=True)]
    for index, record in enumerate(records):
        sessions = {(records[0].id, index)} if len(records) > 1 else ()
        yield replace(record, sessions=frozenset(sessions))


def _place(array: int, index: int, value: object) -> str:
    known = value if isinstance(value, dict) else {}
    named = [str(known[key]) for key in ("activity_name", "activity_uuid") if known.get(key)]
    return f"array {array + 1}, activity {index + 1}" + (f" ({', '.join(named)})" if named else "")


def _arrays(text: str, name: str) -> Iterator[list[Any]]:
    """Yield the arrays one after another, each parsed value by value to know the place."""
    position, number = _skip(text, 0), 0
    if position == len(text):
        raise ReadError(name, "the file is empty")
    while position < len(text):
        array, position = _array(text, position, name, number)
        yield array
        position, number = _skip(text, position), number + 1


def _array(text: str, position: int, name: str, number: int) -> tuple[list[Any], int]:
    if text[position] != "[":
        raise _syntax_error(text, position, name, f"array {number + 1}", "a list '[' is expected")
    values: list[Any] = []
    position = _skip(text, position + 1)
    if text[position : position + 1] == "]":
        return values, position + 1
    while True:
        place = _place(number, len(values), None)
        value, position = _value(text, position, name, place)
        values.append(value)
        position = _skip(text, position)
        mark = text[position : position + 1]
        position = _skip(text, position + 1)
        if mark == "]":
            return values, position
        if mark != ",":
            reason = "the log ends inside a list" if not mark else "',' or ']' is expected"
            raise _syntax_error(text, position - 1, name, f"after {place}", reason)


def _value(text: str, position: int, name: str, place: str) -> tuple[Any, int]:
    try:
        value, end = _decode(text, position)
    except json.JSONDecodeError as error:
        ended = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        reason = "the log ends inside an activity" if ended else error.msg
        raise _syntax_error(text, error.pos, name, place, reason) from None
    except RecursionError:
        raise ReadError(name, f"nested deeper than {MAX_DEPTH} levels", place) from None
    except ValueError:  # Python's only other refusal
        raise ReadError(name, "an integer of more than 4,300 digits", place) from None
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


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _syntax_error(text: str, position: int, name: str, place: str, reason: str) -> ReadError:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return ReadError(name, reason, f"{place}, line {line} column {column}")
