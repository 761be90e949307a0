"""The lists of activities in a log's text, read value by value, so that errors name a place.

Lists follow each other with or without a comma, and an activity can stand by itself: JSON lines,
and what `jq .[]` writes, are activities one after another. The text around them is skipped.

A salvaging reader leaves out what is broken, and goes on at the next activity: at the next brace
before a key `activity_name` or `activity_uuid`, or before an object that has one behind others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.ctapipe.log.places import place_of, skip, syntax_error
from provgraph.ctapipe.log.values import LoggedValue, read_value
from provgraph.errors import ReadError
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_KEY = r"\{\s*['\"]activity_(?:name|uuid)['\"]"
_ACTIVITY = re.compile(_FIRST_KEY)
_KEYS = ("activity_name", "activity_uuid")
_OBJECT = re.compile(r"\{\s*['\"]")
_NAME = re.compile(r"['\"]activity_name['\"]\s*:")
_MAX_BROKEN = 1_000
"""So many objects are tried that break off, which takes their length each time; real ones: 10."""
_BEGINNING = re.compile(r"\[\s*(?:[\[{\]]|null\b|$)|\{\s*\"")
"""How a log begins that holds nothing but activities in JSON."""
_PYTHON = re.compile(r"(?:\[\s*)?\{\s*'")
_INSIDE = re.compile(
    r"(?:PROVENANCE: ['\"]|^)(?=\[\s*(?:\{\s*['\"]|\]))"  # a list at the beginning of a line
    rf"|(?=[\[{{])(?=(?:\[\s*)?{_FIRST_KEY})"  # or behind other text
    r"|^(?=\{\s*['\"][^\n]*['\"]activity_name['\"]\s*:)",  # or an object in a line
    re.MULTILINE,
)
"""Where activities begin inside other text."""


@dataclass(frozen=True, slots=True)
class LoggedList:
    """The values of one list; of an activity that stands by itself, `number` is `None`.

    A broken value of a salvaged list is `None`. `first` is the number of the first value.
    """

    number: int | None
    values: tuple[LoggedValue | None, ...]
    first: int = 0

    def place(self, index: int) -> str:
        """Return the place of a value as text."""
        value = self.values[index]
        return place_of(self.number, self.first + index, value.value if value else None)


def has_activities(text: str) -> bool:
    """Tell whether activities stand anywhere in a text."""
    return _INSIDE.search(text) is not None


class ListReader:
    """A reader of the lists in a text; what it leaves out is in `errors`, if it is to `salvage`."""

    def __init__(self, text: str, name: str, *, salvage: bool = False) -> None:
        """Take the text, and its file's name for errors."""
        self.errors: list[ReadError] = []
        self._text = text
        self._name = name
        self._salvage = salvage
        self._position = 0
        self._lists = self._lone = self._broken = 0

    def lists(self) -> Iterator[LoggedList]:
        """Yield the lists one after another.

        Raises:
            ReadError: one is broken, and is not to be salvaged; the error names the place.

        """
        self._skip()
        if not self._mark():
            raise ReadError(self._name, "the file is empty")
        if not self._is_inside_text():
            yield from self._adjacent(to_the_end=True)
            return
        if _PYTHON.match(self._text, self._position):
            yield from self._adjacent()
        while start := _INSIDE.search(self._text, self._position):
            self._position = start.end()
            yield from self._adjacent()

    def _is_inside_text(self) -> bool:
        """Tell whether there can be other text around the activities."""
        if _PYTHON.match(self._text, self._position):
            return True
        return not _BEGINNING.match(self._text, self._position) and has_activities(self._text)

    def _adjacent(self, *, to_the_end: bool = False) -> Iterator[LoggedList]:
        """Yield lists and activities up to other text, which is an error before the end."""
        read = 0
        before = ","
        while mark := self._mark():
            if mark == "[":
                yield self._list()
            elif mark == "{" and (to_the_end or before == "," or self._is_at_activity()):
                yield self._activity()
            elif mark == "," and read:
                self._advance()
            elif to_the_end:
                reason = "expected a list '[' or an activity '{'"
                self._leave_out(self._error(f"array {self._lists + 1}", reason), self._position)
            else:
                return
            read += 1
            before = mark
            self._skip()

    def _activity(self) -> LoggedList:
        value = self._value(place_of(None, self._lone, None))
        self._lone += 1
        return LoggedList(None, (value,), self._lone - 1)

    def _list(self) -> LoggedList:
        number, self._lists = self._lists, self._lists + 1
        values: list[LoggedValue | None] = []
        self._advance()
        goes_on = True
        while goes_on and self._mark() != "]":
            place = place_of(number, len(values), None)
            values.append(self._value(place))
            goes_on = self._separated(place) if values[-1] else self._mark() == "{"
        self._position += goes_on
        return LoggedList(number, tuple(values))

    def _value(self, place: str) -> LoggedValue | None:
        """Read a value; return `None` if it was left out."""
        start = self._position
        try:
            read = read_value(self._text, start, self._name, place)
        except ReadError as error:
            self._leave_out(error, start + 1)
            return None
        self._position = read.end
        self._skip()
        return read

    def _separated(self, place: str) -> bool:
        """Step over the comma after a value; return whether the list goes on there."""
        mark = self._mark()
        if mark == ",":
            self._advance()
        elif mark != "]":
            reason = "expected ',' or ']'" if mark else "the log ends inside a list"
            self._leave_out(self._error(f"after {place}", reason), self._position)
            return self._mark() == "{"
        return True

    def _leave_out(self, error: ReadError, position: int) -> None:
        """Go on at the next activity from a position on, or at the bracket before it."""
        if not self._salvage:
            raise error
        following = self._next_activity(position)
        left_out = self._text[position:following]
        self.errors.append(_with_others(error, len(_NAME.findall(left_out)) - 1))
        before = left_out.rstrip()
        is_in_list = before.endswith("[") and following < len(self._text)
        self._position = position + len(before) - 1 if is_in_list else following

    def _next_activity(self, position: int) -> int:
        """Return where the next activity begins, the end of the text if there is none."""
        while match := _OBJECT.search(self._text, position):
            if _ACTIVITY.match(self._text, match.start()):
                return match.start()
            read = self._tried(match.start())
            if read and _is_activity(read):
                return match.start()
            position = read.end if read else match.end()
        return len(self._text)

    def _tried(self, position: int) -> LoggedValue | None:
        """Read an object, `None` if it is broken or too many were."""
        if self._broken >= _MAX_BROKEN:
            return None
        try:
            return read_value(self._text, position, self._name, "")
        except ReadError:
            self._broken += 1
            return None

    def _is_at_activity(self) -> bool:
        if _ACTIVITY.match(self._text, self._position):
            return True
        if not _OBJECT.match(self._text, self._position):
            return False
        read = self._tried(self._position)
        return read is not None and _is_activity(read)

    def _error(self, place: str, reason: str) -> ReadError:
        return syntax_error(self._text, self._position, self._name, place, reason)

    def _advance(self) -> None:
        self._position += 1
        self._skip()

    def _skip(self) -> None:
        self._position = skip(self._text, self._position)

    def _mark(self) -> str:
        return self._text[self._position : self._position + 1]


def _is_activity(read: LoggedValue) -> bool:
    return isinstance(read.value, dict) and not read.value.keys().isdisjoint(_KEYS)


def _with_others(error: ReadError, number: int) -> ReadError:
    """Return the error of an activity; it says how many behind it are left out with it."""
    if number < 1:
        return error
    others = f"{error.reason}, with {plural(number, 'more activity', 'more activities')} behind it"
    return ReadError(error.file, others, error.place)
