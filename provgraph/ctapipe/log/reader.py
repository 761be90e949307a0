"""The reader of ctapipe's logs, in every form in which people have them.

- JSON arrays, appended without separator: ctapipe from 0.10 on appends an array to its log at
  the end of each process (ctapipe issue 3058). Bare `NaN` and `Infinity` occur.
- The `repr` of the Python list, which people save as `provDict.txt`, after lines of other text.
- The line `PROVENANCE: '[…]'` in a job's plain log, the only one that ctapipe 0.5 to 0.7 write.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from provgraph.ctapipe.job_files import merge_jobs
from provgraph.ctapipe.log.arrays import place_of, read_array, skip
from provgraph.ctapipe.log.literal import read_list
from provgraph.ctapipe.log.record import Verdict, compare, record_of
from provgraph.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.ctapipe.log.record import ActivityRecord

_PYTHON = re.compile(r"\[\s*\{\s*'")
_JSON = re.compile(r"\[\s*(?:[\[{\]]|$)")
_INSIDE = re.compile(r"(?:PROVENANCE: ['\"]|^)(?=\[\s*(?:\{\s*['\"]|\]))", re.MULTILINE)
"""Where a list of activities begins inside a text."""


def read_activities(data: bytes, name: str) -> list[ActivityRecord]:
    """Return all records of a log in order, repeated ones too; `latest` selects one of each.

    Raises:
        ReadError: `data`, the content of the file `name`, is not a log, or an activity in it
            is broken; the error names the place.

    """
    arrays = list(_arrays(_text(data, name), name))
    return list(chain.from_iterable(_records(array, name, n) for n, array in enumerate(arrays)))


def latest(
    records: Iterable[ActivityRecord],
) -> tuple[dict[str, ActivityRecord], list[ActivityRecord]]:
    """Return the record that counts of each activity, and those that contradict it."""
    selected: dict[str, ActivityRecord] = {}
    conflicts = []
    for record in records:
        before = selected.setdefault(record.id, record)
        verdict = compare(before.version, record.version)
        chosen = record if verdict is Verdict.REPLACES else before
        sessions, job = before.sessions | record.sessions, merge_jobs(before.job, record.job)
        selected[record.id] = replace(chosen, sessions=sessions, job=job)
        if verdict is Verdict.CONFLICT:
            conflicts.append(record)
    return selected, conflicts


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"PROVENANCE: " in data:  # a job's output is in any encoding, JSON is ASCII
            return data.decode("utf-8", "replace")
        raise ReadError(name, f"not UTF-8 text: {error.reason}", f"byte {error.start}") from None


def _records(array: list[object], name: str, number: int) -> Iterator[ActivityRecord]:
    places = [place_of(number, index, value) for index, value in enumerate(array)]
    records = [record_of(value, name, place) for value, place in zip(array, places, strict=True)]
    for index, record in enumerate(records):
        sessions = {(records[0].id, index)} if len(records) > 1 else ()
        yield replace(record, sessions=frozenset(sessions))


def _arrays(text: str, name: str) -> Iterator[list[object]]:
    """Yield the arrays one after another, each parsed value by value to know the place."""
    position = skip(text, 0)
    if position == len(text):
        raise ReadError(name, "the file is empty")
    arrays = _arrays_in_log if _is_log(text, position) else _arrays_in_json
    yield from arrays(text, position, name)


def _is_log(text: str, position: int) -> bool:
    """Whether there is other text around the arrays, or they are Python."""
    if _PYTHON.match(text, position):
        return True
    return not _JSON.match(text, position) and _INSIDE.search(text) is not None


def _arrays_in_json(text: str, position: int, name: str) -> Iterator[list[object]]:
    number = 0
    while position < len(text):
        array, position = read_array(text, position, name, number)
        yield array
        position, number = skip(text, position), number + 1


def _arrays_in_log(text: str, position: int, name: str) -> Iterator[list[object]]:
    number = 0
    while start := _INSIDE.search(text, position):
        position = start.end()
        while text[position : position + 1] == "[":
            read = read_list if _PYTHON.match(text, position) else read_array
            array, position = read(text, position, name, number)
            yield array
            position, number = skip(text, position), number + 1
