"""PROV-O (W3C Recommendation, 2013) in the syntaxes of RDF; `readers.jsonld` reads JSON-LD.

`syntax` makes statements of bytes, by rdflib; `mapping` makes PROV's records of them, by the
table in `provgraph.model.prov_o`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.readers.rdf import syntax
from provgraph.readers.rdf.mapping import document_of

if TYPE_CHECKING:
    from prov.model import ProvDocument

    from provgraph.readers.source import Source


def read_turtle(source: Source) -> ProvDocument:
    """Read Turtle; the place of a fault is its line."""
    return document_of(source, syntax.turtle(source))


def read_trig(source: Source) -> ProvDocument:
    """Read TriG, its named graphs as bundles; the place of a fault is its line."""
    return document_of(source, syntax.trig(source))


def read_lines(source: Source) -> ProvDocument:
    """Read N-Triples or N-Quads, its named graphs as bundles; the place of a fault is its line."""
    return document_of(source, syntax.lines(source))


def read_rdfxml(source: Source) -> ProvDocument:
    """Read RDF/XML, without any DTD; the place of a fault is its line and column."""
    return document_of(source, syntax.rdfxml(source))
