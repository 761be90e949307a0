"""The readers: a document's bytes become a `ProvDocument`.

Formats are told by content (`detect`) or named by the user. Whatever the bytes are, nothing
but a `ReadError` leaves `read`, and all that a document says beyond what a `ProvDocument`
holds is in the reading's notes: nothing is lost without being said.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.errors import ReadError, UnknownFormatError
from provgraph.readers.detect import detect
from provgraph.readers.source import Content, Source, is_binary, open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prov.model import ProvDocument

__all__ = [
    "FORMATS",
    "Content",
    "Format",
    "Reading",
    "Source",
    "detect",
    "is_binary",
    "open_source",
    "read",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its title for people, the module here that reads it, if any, and its function."""

    title: str
    module: str | None = None
    function: str = "read"

    @property
    def has_base(self) -> bool:
        """Whether a document in this format can have relative IRIs."""
        return self.module in {"rdf", "jsonld"}


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "json": Format("PROV-JSON", "provjson"),
        "provn": Format("PROV-N", "provn"),
        "xml": Format("PROV-XML", "provxml"),
        "turtle": Format("PROV-O in Turtle", "rdf", "read_turtle"),
        "trig": Format("PROV-O in TriG", "rdf", "read_trig"),
        "ntriples": Format("PROV-O in N-Triples", "rdf", "read_lines"),
        "nquads": Format("PROV-O in N-Quads", "rdf", "read_lines"),
        "rdfxml": Format("PROV-O in RDF/XML", "rdf", "read_rdfxml"),
        "jsonld": Format("PROV-JSONLD or PROV-O in JSON-LD", "jsonld"),
        "logprov": Format("line log of lstosa or logprov", "logprov"),
        # Activity records, no PROV document: provgraph.ctapipe reads them.
        "ctapipe": Format("ctapipe provenance log"),
        "job-package": Format("job package"),
    }
)
"""The formats by the names that users type."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it was read: its format, its content, and the notes."""

    format: str
    document: ProvDocument
    notes: tuple[str, ...] = ()


def read(source: Source, format: str | None = None) -> Reading:  # noqa: A002  # the users' word
    """Read a document, in the given format or in the one that `detect` finds.

    Raises:
        ReadError: the document is malformed, holds no PROV, or does not fit into memory.
        UnknownFormatError: its format is unknown, or `format` is none of `FORMATS`.

    """
    name = format or detect(source)
    reader = _reader(source, name)
    from provgraph.readers import faults, notes  # noqa: PLC0415  # they import prov

    with notes.collected() as messages, faults.explained(source, FORMATS[name].title):
        document = reader(source)
        faults.refuse_surrogates(source, document)
    return Reading(name, document, tuple(messages))


def _reader(source: Source, name: str) -> Callable[[Source], ProvDocument]:
    form = FORMATS.get(name)
    if form is None:
        names = ", ".join(FORMATS)
        raise UnknownFormatError(source.name, f"unknown format {name!r}; use one of {names}")
    if form.module is None:
        raise ReadError(source.name, f"a {form.title} contains activity records, not PROV")
    reader: Callable[[Source], ProvDocument] = getattr(
        import_module(f"provgraph.readers.{form.module}"), form.function
    )
    return reader
