"""What `prov` and `rdflib` say while they read, collected instead of printed."""

from __future__ import annotations

import logging
import re
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provgraph.readers.faults import single_line
from provgraph.runtime.gc import gc_paused

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NOTES = 100
"""So many notes are kept of one document; one more says how many there were."""

_LOGGERS = ("prov", "rdflib")
_FUTURE = re.compile(r"\. prov \d[\d.]* will [^.]* \(#\d+\)$")
_ONE_AT_A_TIME = threading.Lock()


def add_note(note: str) -> None:
    """Say what a reader of our own has to say."""
    logging.getLogger("prov").warning(note)


class _Listener(logging.Handler):
    """A handler that keeps the messages of `prov`; those of `rdflib` tell of nothing lost."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("prov"):
            self._said.append(record.getMessage())


@contextmanager
def collected() -> Iterator[list[str]]:
    """Collect all warnings and log messages; the list is filled when the context ends.

    Warnings, loggers and the garbage collector are the process's, so there is one reader at
    a time; reading is all Python, so nothing is lost by it. The collector is off meanwhile:
    a document is all live objects, which it would walk again and again (measured on 60,000
    records of PROV-JSON: 36,000 records/s become 80,000).
    """
    notes: list[str] = []
    with _ONE_AT_A_TIME, gc_paused(), _loggers_to(notes):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield notes
        notes.extend(
            str(entry.message)
            for entry in caught
            if not issubclass(entry.category, DeprecationWarning)
        )
        notes[:] = _worded(notes)


@contextmanager
def _loggers_to(said: list[str]) -> Iterator[None]:
    listener = _Listener(said)
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.removeHandler(listener)
            logger.propagate = propagate


def _worded(notes: list[str]) -> list[str]:
    """Return each note once, without what a later version of `prov` will do."""
    found = list(dict.fromkeys(single_line(_FUTURE.sub("", note)) for note in notes))
    more = len(found) - MAX_NOTES
    return [*found[:MAX_NOTES], f"and {more} more notes"] if more > 0 else found
