"""Round trips to the server, counted by what the driver logs."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MESSAGE = re.compile(r"^\[#[0-9A-F]+\]  ([CS]): (\w+)")


@dataclass
class RoundTrips:
    """How often the client waited for an answer, and what it sent."""

    number: int = 0
    sent: tuple[str, ...] = ()


class _Counter(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.trips = RoundTrips()
        self._asks = False

    def emit(self, record: logging.LogRecord) -> None:
        match = _MESSAGE.match(record.getMessage())
        if match is None:
            return
        if match[1] == "C":
            self.trips.sent += (match[2],)
        elif self._asks:
            self.trips.number += 1
        self._asks = match[1] == "C"


@contextmanager
def counted() -> Iterator[RoundTrips]:
    """Count the round trips of one thread."""
    counter, logger = _Counter(), logging.getLogger("neo4j.io")
    level = logger.level
    logger.addHandler(counter)
    logger.setLevel(logging.DEBUG)
    try:
        yield counter.trips
    finally:
        logger.removeHandler(counter)
        logger.setLevel(level)
