"""Times: the instants that texts of xsd:dateTime stand for.

A time without an offset is in UTC; a fraction of a second may have any number of digits (XML
Schema 1.1 part 2, section 3.3.7).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r"(?P<offset>Z|([+-])(\d\d):?(\d\d)(?::(\d\d))?)?",
    re.ASCII,
)
_DAY = 86_400


class Instant(NamedTuple):
    """An instant: seconds since the beginning of the calendar, and digits of a fraction."""

    seconds: int
    fraction: str = ""


EARLIEST = Instant(-_DAY)
"""An instant before all others, for what has no known time."""


def instant(text: str | None) -> Instant | None:
    """Return the instant of a time, `None` if the text is not a time."""
    match = _TIME.fullmatch(text or "")
    if match is None:
        return None
    year, month, day, hour, minute, second, *offset = (int(match[n] or 0) for n in _NUMBERS)
    try:
        days = date(year, month, day).toordinal()
    except ValueError:
        return None
    sign = -1 if match[9] == "-" else 1
    local = days * _DAY + _seconds(hour, minute, second)
    return Instant(local - sign * _seconds(*offset), (match[7] or "").rstrip("0"))


def seconds_between(start: str | None, end: str | None) -> float | None:
    """Return the seconds between two times; `None` if one is not known or the end is earlier."""
    first, last = instant(start), instant(end)
    if first is None or last is None or last < first:
        return None
    before, after = (float(f"0.{each.fraction or 0}") for each in (first, last))
    return last.seconds - first.seconds + after - before


def with_offset(text: str) -> str:
    """Return a time with its offset: that of UTC where it has none; other texts as they are."""
    match = _TIME.fullmatch(text)
    return f"{text}+00:00" if match and match["offset"] is None else text


def timestamp(time: datetime | None) -> str | None:
    """Return a UTC time as text of fixed width, so that texts compare as the times do."""
    return None if time is None else f"{time.replace(tzinfo=None).isoformat('T', 'microseconds')}Z"


def order_of(text: str | None) -> Instant:
    """Return what sorts a time among others; texts that are not times come first."""
    return instant(text) or EARLIEST


_NUMBERS = (1, 2, 3, 4, 5, 6, 10, 11, 12)


def _seconds(hours: int, minutes: int, seconds: int) -> int:
    return (hours * 60 + minutes) * 60 + seconds
