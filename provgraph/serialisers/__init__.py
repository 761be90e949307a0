"""The serialisers: a `ProvDocument` becomes text, one module per family of formats.

What a format cannot express is in the notes of the text; what it cannot even hold is refused.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from lxml import etree

from provgraph.errors import ExportError
from provgraph.readers import notes
from provgraph.runtime.escape import escape_line
from provgraph.runtime.shared import caught_warnings
from provgraph.serialisers.names import refuse_unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prov.model import ProvDocument

__all__ = ["DIALECTS", "FORMATS", "Serialised", "serialise"]

FORMATS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "provn": ("provn", "write"),
        "json": ("provjson", "write"),
        "xml": ("provxml", "write"),
        "turtle": ("rdf", "write_turtle"),
        "trig": ("rdf", "write_trig"),
        "ntriples": ("rdf", "write_ntriples"),
        "nquads": ("rdf", "write_nquads"),
        "rdfxml": ("rdf", "write_rdfxml"),
        "jsonld": ("rdf", "write_jsonld"),
    }
)
"""Format, as a user names it → the module here that writes it, and its function."""

DIALECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"voprov-json": ("voprov_json", "write")}
)
"""Formats of other packages: what is read from them says the same in other words."""


class Serialised(NamedTuple):
    """A serialised document, and what its format could not keep."""

    text: str
    notes: tuple[str, ...]


def serialise(document: ProvDocument, name: str) -> Serialised:
    """Return `document` in the format of that name.

    Raises:
        ExportError: the format cannot express the document.

    """
    if name != "json" and name not in DIALECTS:
        refuse_unwritable(document, name)
    module, function = {**FORMATS, **DIALECTS}[name]
    write: Callable[[ProvDocument], str] = getattr(
        import_module(f"provgraph.serialisers.{module}"), function
    )
    # What Python's own warnings say, such as rdflib's of its next version, is for programmers.
    with caught_warnings(), notes.collected() as warnings:
        text = _written(document, name, write)
    return Serialised(text, tuple(warnings))


def _written(document: ProvDocument, name: str, write: Callable[[ProvDocument], str]) -> str:
    try:
        text = write(document)
    except ExportError:
        raise
    except Exception as error:  # rdflib raises the very class for an IRI that is none
        raise ExportError(
            f"the document cannot be written as {name}: {escape_line(str(error))}"
        ) from error
    _refuse_broken(text, name)
    return text


def _refuse_broken(text: str, form: str) -> None:
    """Refuse XML that no reader would take: for some names there is no way to write them."""
    try:
        if form == "xml":
            etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))
        elif form == "rdfxml":
            expat.ParserCreate(namespace_separator=" ").Parse(text.encode(), True)  # noqa: FBT003
    except (etree.XMLSyntaxError, expat.ExpatError) as error:
        raise ExportError(f"the document cannot be written as {form}: {error}") from error
