"""Faults of a document in words: every exception on the way becomes a `ReadError`."""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

import prov
from prov.model import ProvElementIdentifierRequired

from provgraph.errors import ReadError
from provgraph.readers.source import encoding_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prov.model import ProvDocument

    from provgraph.readers.source import Source

LONGEST = 300
_WORDS: Mapping[type[Exception], str] = MappingProxyType(
    {
        RecursionError: "it is nested too deeply",
        MemoryError: "it does not fit into memory",
        ProvElementIdentifierRequired: "its id is not a name with a declared prefix",
    }
)
_POSITION = re.compile(r"^record '[^']*', attribute '([^']*)'")
"""Where `prov` says where; the place says the record already."""
_SURROGATE_ESCAPE = re.compile(rb"\\[uU](?:0000)?[dD][89a-fA-F]")


@contextmanager
def explained(source: Source, title: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into a `ReadError`; `title` is the format's."""
    try:
        yield
    except ReadError:
        raise
    except Exception as error:
        what = reason_of(error)
        is_worded = isinstance(error, prov.Error | RecursionError | MemoryError)
        reason = what if is_worded else f"this cannot be read as {title}: {what}"
        raise ReadError(source.name, reason) from error


def at(source: Source, place: str, error: Exception) -> ReadError:
    """Return the `ReadError` for what went wrong at a place, such as a record."""
    if isinstance(error, ReadError):
        return error
    reason = _POSITION.sub(r"\1", reason_of(error))
    return ReadError(source.name, reason, single_line(place))


def reason_of(error: Exception) -> str:
    """Return in words what an exception says."""
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return words
    message = single_line(str(error))
    if "integer string conversion" in message:
        return "a number in it has more than 4,300 digits"
    if isinstance(error, KeyError):
        return f"{message} is not known there"
    if isinstance(error, prov.Error | ValueError) and message:
        return message
    return f"its content is not of the right shape ({type(error).__name__}: {message})"


def single_line(text: str) -> str:
    """Return a text on one line, printable and not too long, for messages and notes.

    `%% None` is how `prov` shows that a text has no datatype.
    """
    short = " ".join(text.replace(" %% None", "").split())
    cut = short if len(short) <= LONGEST else short[: LONGEST - 1] + "…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def refuse_surrogates(source: Source, document: ProvDocument) -> None:
    r"""Refuse texts that are not Unicode: half a pair, which only a `\u` escape can write.

    Raises:
        ReadError: there is one; no file and no database could hold it.

    """
    bytewise = encoding_of(source.data).startswith("utf-8")
    if bytewise and not _SURROGATE_ESCAPE.search(source.data):
        return
    for record, texts in _texts(document):
        try:
            "".join(texts).encode()
        except UnicodeEncodeError as error:
            reason = "it has half of a surrogate pair, which is not a character"
            raise ReadError(source.name, reason, single_line(record)) from error


def _texts(document: ProvDocument) -> Iterator[tuple[str, Iterator[str]]]:
    for scope in (document, *document.bundles):
        spaces = (f"{space.prefix}{space.uri}" for space in scope.namespaces)
        yield "prefix", chain(spaces, [str(scope.default_ns_uri), str(scope.identifier)])
        for record in scope.get_records():
            pairs = (f"{name}{value}" for name, value in record.attributes)
            yield str(record.identifier), chain([str(record.identifier)], pairs)
