"""The serialisers: a `ProvDocument` becomes text, one module per format that needs one.

What a format cannot express is in the notes of the text; what it cannot even hold is refused.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from lxml import etree

from provgraph.errors import ExportError
from provgraph.readers.notes import quiet
from provgraph.runtime.escape import escape_line
from provgraph.runtime.shared import caught_warnings
from provgraph.serialisers.names import refuse_unwritable

if TYPE_CHECKING:
    from prov.model import ProvDocument

__all__ = ["FORMATS", "Serialised", "serialise"]

FORMATS: dict[str, dict[str, Any]] = {
    "provn": {"format": "provn"},
    "json": {"format": "json", "indent": 2},
    "xml": {"format": "xml"},
    "turtle": {"format": "rdf", "rdf_format": "turtle"},
    "trig": {"format": "rdf", "rdf_format": "trig"},
    "rdfxml": {"format": "rdf", "rdf_format": "xml"},
    "jsonld": {"format": "jsonld"},
}
"""Format, as a user names it → how `prov` names it."""


class Serialised(NamedTuple):
    """A serialised document, and what its format could not keep."""

    text: str
    notes: tuple[str, ...]


def serialise(document: ProvDocument, name: str) -> Serialised:
    """Return `document` in the format of that name.

    Raises:
        ExportError: the format cannot express the document.

    """
    if name != "json":
        refuse_unwritable(document, name)
    stream = io.StringIO()
    with caught_warnings() as caught, quiet():
        try:
            document.serialize(stream, **FORMATS[name])
        except Exception as error:  # rdflib raises the very class for an IRI that is none
            raise ExportError(
                f"the document cannot be written as {name}: {escape_line(str(error))}"
            ) from error
    _refuse_broken(stream.getvalue(), name)
    return Serialised(stream.getvalue(), tuple(dict.fromkeys(str(item.message) for item in caught)))


def _refuse_broken(text: str, form: str) -> None:
    """Refuse XML that no reader would take: for some names there is no way to write them."""
    try:
        if form == "xml":
            etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))
        elif form == "rdfxml":
            expat.ParserCreate(namespace_separator=" ").Parse(text.encode(), True)  # noqa: FBT003
    except (etree.XMLSyntaxError, expat.ExpatError) as error:
        raise ExportError(f"the document cannot be written as {form}: {error}") from error
