"""The reader of ctapipe's logs, in every form in which people have them.

- JSON arrays, appended without separator: ctapipe from 0.10 on appends an array to its log at
  the end of each process (ctapipe issue 3058). Bare `NaN` and `Infinity` occur.
- Single activities, one after another: JSON lines, and what `jq .[]` writes.
- The `repr` of the Python list, which people save as `provDict.txt`, after lines of other text.
- The line `PROVENANCE: '[…]'` in a job's plain log, the only one that ctapipe 0.5 to 0.7 write.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph.ctapipe.log.arrays import ListReader, has_activities
from provgraph.ctapipe.log.headers import notes_on_header
from provgraph.ctapipe.log.merging import merge, notes_on
from provgraph.ctapipe.log.places import line_of, position_of
from provgraph.ctapipe.log.record import FieldError, record_of
from provgraph.errors import ReadError
from provgraph.readers.source import encoding_of
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.ctapipe.log.arrays import LoggedList
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.ctapipe.log.values import LoggedValue

MAX_REMARKS = 10
"""How many values of an activity are named that are kept as text; one more note counts them."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """The records of a log in order, repeated ones too, and notes on what is not as it was."""

    records: tuple[ActivityRecord, ...]
    notes: tuple[str, ...]


def read_log(data: bytes, name: str, *, salvage: bool = False) -> LogReading:
    """Read a log; with `salvage`, notes name the broken records, which are left out.

    Raises:
        ReadError: `data`, the content of the file `name`, is not a log, or an activity in it
            is broken; the error names the place. With `salvage`: no activity is whole.

    """
    reader = _Reader(_text(data, name), name, salvage=salvage)
    reader.read()
    if reader.errors and not reader.records:
        raise reader.errors[0]
    return LogReading(tuple(reader.records), tuple(reader.notes))


def read_activities(data: bytes, name: str) -> list[ActivityRecord]:
    """Return all records of a log in order, repeated ones too; `latest` selects one of each.

    Raises:
        ReadError: as `read_log`.

    """
    return list(read_log(data, name).records)


def latest(records: Iterable[ActivityRecord]) -> tuple[dict[str, ActivityRecord], list[str]]:
    """Return the record that counts of each activity, and notes on what it replaces."""
    selected: dict[str, ActivityRecord] = {}
    notes: list[str] = []
    for record in records:
        before = selected.setdefault(record.id, record)
        selected[record.id] = merge(before, record)
        notes += notes_on(before, record, selected[record.id])
    return selected, notes


def _text(data: bytes, name: str) -> str:
    """Return a log as text; bytes that do not decode become halves of surrogate pairs."""
    codec = encoding_of(data)
    try:
        return data.decode("utf-8-sig" if codec == "utf-8" else codec)
    except UnicodeDecodeError as error:
        # A job's output around the activities is in any encoding.
        text = data.decode("utf-8", "surrogateescape")
        if has_activities(text):
            return text
        reason = f"not {codec.upper()} text: {error.reason}"
        raise ReadError(name, reason, f"byte {error.start}") from None


class _Reader:
    """A reader of one log, with its records, notes, and errors in what was left out."""

    def __init__(self, text: str, name: str, *, salvage: bool) -> None:
        self.records: list[ActivityRecord] = []
        self.notes: list[str] = []
        self._text = text
        self._name = name
        self._salvage = salvage
        self._lists = ListReader(text, name, salvage=salvage)
        self.errors = self._lists.errors

    def read(self) -> None:
        count = 0
        for logged in self._lists.lists():
            self._read_list(logged)
            count += 1
        self.notes += map(_left_out, self.errors)
        if not count and not self.errors:
            raise ReadError(self._name, "no activity is in it")

    def _read_list(self, logged: LoggedList) -> None:
        records = [self._record(logged, index) for index in range(len(logged.values))]
        # The list is named after its first activity: without it, nothing is known of the process.
        head = records[0] if records else None
        for index, record in enumerate(records):
            sessions = {(head.id, index)} if head and len(records) > 1 else ()
            if record:
                self.records.append(replace(record, sessions=frozenset(sessions)))

    def _record(self, logged: LoggedList, index: int) -> ActivityRecord | None:
        value, place = logged.values[index], logged.place(index)
        if value is None:
            return None
        try:
            record = record_of(value.value, self._name, place)
        except FieldError as error:
            self._refuse(self._located(error, value))
            return None
        self.notes += _remarks(value, place)
        self.notes += notes_on_header(record)
        return record

    def _located(self, error: FieldError, value: LoggedValue) -> ReadError:
        """Return the error with the line and column of the field's value in the file."""
        position = position_of(self._text, value.start, error.path)
        reason = f"{error.reason} ({line_of(self._text, position)})"
        return ReadError(error.file, reason, error.place)

    def _refuse(self, error: ReadError) -> None:
        if not self._salvage:
            raise error
        self.errors.append(error)


def _left_out(error: ReadError) -> str:
    return f"{error.place}: {error.reason}: left out"


def _remarks(value: LoggedValue, place: str) -> Iterator[str]:
    remarks = [f"{place}: {remark.path}: {remark.text}" for remark in value.remarks]
    yield from remarks[:MAX_REMARKS]
    more = len(remarks) - MAX_REMARKS
    if more > 0:
        yield f"{place}: {plural(more, 'more value')} that JSON has no equal for"
