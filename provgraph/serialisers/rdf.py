"""PROV-O (W3C Recommendation, 2013) in Turtle, TriG and RDF/XML, and PROV-JSONLD."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prov.model import ProvDocument


def write_turtle(document: ProvDocument) -> str:
    """Return the document in Turtle."""
    return _written(document, format="rdf", rdf_format="turtle")


def write_trig(document: ProvDocument) -> str:
    """Return the document in TriG, its bundles as named graphs."""
    return _written(document, format="rdf", rdf_format="trig")


def write_rdfxml(document: ProvDocument) -> str:
    """Return the document in RDF/XML."""
    return _written(document, format="rdf", rdf_format="xml")


def write_jsonld(document: ProvDocument) -> str:
    """Return the document in PROV-JSONLD."""
    return _written(document, format="jsonld")


def _written(document: ProvDocument, **options: str) -> str:
    stream = io.StringIO()
    document.serialize(stream, **options)
    return stream.getvalue()
