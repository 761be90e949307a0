"""Notes: what `prov`, `rdflib` and our readers say about a document, collected, not printed.

Each thread collects its own: `prov` keeps its warnings by context, and what is logged is
told apart by context here. No filter of warnings is changed.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from prov._warnings import collect_warnings, warn

from provgraph.errors import ReadError
from provgraph.readers.faults import single_line
from provgraph.runtime.gc import gc_paused
from provgraph.runtime.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.readers.source import Source

MAX_NOTES = 100
"""How many notes are kept of one document; one more says how many there were."""

_LOGGERS = ("prov", "rdflib")
_FUTURE = re.compile(r"\. prov \d[\d.]* will [^.]* \(#\d+\)$")

_NOTHING_LOST = re.compile(r"contains a character PROV-N cannot write$")
"""Of what `prov` says of its next version: no matter of the document that was read."""

_WORDS = (
    (
        re.compile(
            r"^The element '(.*)' contains an attribute (.*)='(.*)' which is not representable .*"
        ),
        r"the XML attribute \2='\3' of the element \1 is not PROV-XML's, and is left out",
    ),
    (
        re.compile(r"^Document contains non-PROV information in <prov:other>.*"),
        "the content of <prov:other> is not PROV, and is left out",
    ),
    (re.compile("it is kept as a Literal"), "it is kept as a text"),
)
"""What `prov` says of itself → what that means for the document."""

_logged: ContextVar[list[str] | None] = ContextVar("provgraph_logged", default=None)


def add_note(note: str) -> None:
    """Add a note of a reader to those that `collected` collects."""
    warn(note)


def leave_out(source: Source, note: str) -> None:
    """Add a note of what is left out for not being PROV.

    Raises:
        ReadError: the document is to be read strictly.

    """
    if source.strict:
        raise ReadError(source.name, f"{note}; without --strict it is loaded without them")
    add_note(note)


class _Router(logging.Handler):
    """Keeps the messages that belong to a `quiet` context; passes all others on.

    Those of `rdflib` are dropped: they tell of nothing lost.
    """

    def __init__(self, *, pass_on: bool) -> None:
        super().__init__()
        self._pass_on = pass_on

    def emit(self, record: logging.LogRecord) -> None:
        messages = _logged.get()
        if messages is None:
            if self._pass_on:
                logging.getLogger().callHandlers(record)
        elif record.name.startswith("prov") and record.levelno >= logging.WARNING:
            messages.append(record.getMessage())


@contextmanager
def _routed() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.propagate for logger in loggers]
    routers = [_Router(pass_on=propagate) for propagate in before]
    for logger, router in zip(loggers, routers, strict=True):
        logger.addHandler(router)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, router, propagate in zip(loggers, routers, before, strict=True):
            logger.removeHandler(router)
            logger.propagate = propagate


_ROUTED = Shared(_routed)


@contextmanager
def quiet() -> Iterator[list[str]]:
    """Keep what `prov` and `rdflib` log here from the process's handlers; yield `prov`'s."""
    messages: list[str] = []
    token = _logged.set(messages)
    try:
        with _ROUTED:
            yield messages
    finally:
        _logged.reset(token)


@contextmanager
def collected() -> Iterator[list[str]]:
    """Collect all notes; the list is filled when the context ends.

    The garbage collector is paused meanwhile: a document is all live objects (measured on
    60,000 records of PROV-JSON: 36,000 records/s become 80,000).
    """
    notes: list[str] = []
    with gc_paused(), quiet() as logged, collect_warnings() as warned:
        yield notes
    messages = [text for text, category in warned if not issubclass(category, DeprecationWarning)]
    notes += _worded([*logged, *messages])


def _worded(notes: list[str]) -> list[str]:
    """Return each note once, in the words of PROV rather than of the libraries."""
    texts = (_reworded(note) for note in notes)
    distinct = list(dict.fromkeys(text for text in texts if not _NOTHING_LOST.search(text)))
    more = len(distinct) - MAX_NOTES
    return [*distinct[:MAX_NOTES], f"and {more} more notes"] if more > 0 else distinct


def _reworded(note: str) -> str:
    text = single_line(_FUTURE.sub("", note))
    for pattern, words in _WORDS:
        text = pattern.sub(words, text)
    return text
