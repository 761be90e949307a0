"""Times with more digits of a second than Python's `datetime` holds, kept exactly.

`xsd:dateTime` has any number of digits (XML Schema Part 2, section 3.2.7); `datetime`, and
with it `prov`, cuts them after the sixth.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import SupportsIndex

_FINER = re.compile(r"\.\d{6}(\d*[1-9])0*(?=[Z+-]|\s*$)")
FINER_DIGITS = re.compile(rb"\.\d{6}\d*[1-9]")
"""What a document holds in which a time may need `ExactTime`."""

_TO_MICROSECONDS = len("2024-05-01T10:00:00.123456")


class ExactTime(datetime):
    """A time with `finer` digits after the microseconds; it is sorted without them."""

    finer = ""

    @classmethod
    def of(cls, time: datetime, finer: str) -> Self:
        """Return `time` with further digits of its second, which do not end with a zero."""
        exact = cls.combine(time.date(), time.timetz())
        exact.finer = finer
        return exact

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        """Return the time as text, with all digits unless `timespec` asks for fewer."""
        if timespec != "auto" or not self.finer:
            return super().isoformat(sep, timespec)
        text = super().isoformat(sep, "microseconds")
        return f"{text[:_TO_MICROSECONDS]}{self.finer}{text[_TO_MICROSECONDS:]}"

    def __eq__(self, other: object) -> bool:
        """Tell whether the other has the same digits, too."""
        return super().__eq__(other) and self.finer == getattr(other, "finer", "")

    def __ne__(self, other: object) -> bool:
        """Tell whether the other has other digits; `datetime` would compare its own ones."""
        return not self == other

    def __hash__(self) -> int:
        """Return the hash of the time to its microseconds."""
        return super().__hash__()

    def __reduce_ex__(
        self, protocol: SupportsIndex, /
    ) -> tuple[Callable[[datetime, str], ExactTime], tuple[datetime, str]]:
        """Return what makes the same time in another process."""
        plain = datetime.combine(self.date(), self.timetz())
        return ExactTime.of, (plain, self.finer)


def to_last_digit(time: datetime, text: str) -> datetime:
    """Return the time of a text that was read as `time`, with all digits of its second."""
    finer = _FINER.search(text)
    return ExactTime.of(time, finer[1]) if finer else time


def is_finer(text: str) -> bool:
    """Whether a text has the digits of a time that only `ExactTime` keeps."""
    return _FINER.search(text) is not None
