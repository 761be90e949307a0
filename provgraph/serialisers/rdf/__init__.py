"""PROV-O (W3C Recommendation, 2013) in the syntaxes of RDF, and PROV-JSONLD."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from prov.model import ProvMention

from provgraph.errors import ExportError
from provgraph.model.namespaces import PROV, XSD
from provgraph.serialisers.provxml import refuse_control_characters
from provgraph.serialisers.rdf.iris import is_valid, with_valid_iris
from provgraph.serialisers.rdf.losses import Losses, shown
from provgraph.serialisers.rdf.statements import graphs_of
from provgraph.serialisers.rdf.syntax import lines, rdf_xml, turtle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prov.model import ProvDocument

    from provgraph.serialisers.rdf.graph import Graph

_PREFIX = re.compile(r"(?![xX][mM][lL])[A-Za-z][A-Za-z0-9_-]*")
"""Prefixes that every syntax takes: Turtle, production PN_PREFIX; Namespaces in XML, section 3.

A dot is allowed, but rdflib does not read it.
"""


def write_turtle(document: ProvDocument) -> str:
    """Return the document in Turtle; records of bundles stand beside the document's."""
    return turtle(_graphs(document, named=False), _prefixes(document))


def write_trig(document: ProvDocument) -> str:
    """Return the document in TriG, its bundles as named graphs."""
    return turtle(_graphs(document, named=True), _prefixes(document))


def write_ntriples(document: ProvDocument) -> str:
    """Return the document in N-Triples; records of bundles stand beside the document's."""
    return lines(_graphs(document, named=False))


def write_nquads(document: ProvDocument) -> str:
    """Return the document in N-Quads, its bundles as named graphs."""
    return lines(_graphs(document, named=True))


def write_rdfxml(document: ProvDocument) -> str:
    """Return the document in RDF/XML; records of bundles stand beside the document's.

    Raises:
        ExportError: XML cannot hold a character, or a property's name is no XML name.

    """
    for scope in (document, *document.bundles):
        for record in scope.get_records():
            refuse_control_characters(record, "rdfxml")
    return rdf_xml(_graphs(document, named=False), _prefixes(document))


def write_jsonld(document: ProvDocument) -> str:
    """Return the document in PROV-JSONLD.

    Raises:
        ExportError: it has a mentionOf, for which the submission defines no term.

    """
    for scope in (document, *document.bundles):
        for record in scope.get_records(ProvMention):
            raise ExportError(
                f"the document cannot be written as jsonld: {shown(record)}: PROV-JSONLD has no "
                "mentionOf; provn, json, xml, turtle, trig, ntriples, nquads and rdfxml have"
            )
    stream = io.StringIO()
    document.serialize(stream, format="jsonld")
    return stream.getvalue()


def _graphs(document: ProvDocument, *, named: bool) -> Sequence[Graph]:
    losses = Losses()
    graphs = [with_valid_iris(graph, losses) for graph in graphs_of(document, losses)]
    for graph in graphs[1:]:
        if not named:
            losses.add(
                "a bundle has no name in this format, and its records stand beside the "
                "document's; trig and nquads keep them apart",
                graph.name,
            )
        elif not graph.subjects and not graph.unreferenced:
            losses.add("RDF has no empty graph for an empty bundle", graph.name)
    losses.say()
    return graphs if named else [_merged(graphs)]


def _merged(graphs: Sequence[Graph]) -> Graph:
    dataset = graphs[0]
    for graph in graphs[1:]:
        for subject, properties in graph.subjects.items():
            dataset.of(subject).extend(properties)
        dataset.unreferenced += graph.unreferenced
    return dataset


def _prefixes(document: ProvDocument) -> dict[str, str]:
    """Return the prefixes of the document and its bundles; of a conflict, the first.

    One that RDF cannot hold is not needed: names are written as IRIs then.
    """
    prefixes = {"prov": PROV, "xsd": XSD}
    for scope in (document, *document.bundles):
        for space in scope.get_registered_namespaces():
            if _PREFIX.fullmatch(space.prefix) and is_valid(space.uri):
                prefixes.setdefault(space.prefix, space.uri)
    default = document.get_default_namespace()
    return {**prefixes, **({"": default.uri} if default and is_valid(default.uri) else {})}
