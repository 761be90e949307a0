"""PROV-O (W3C Recommendation, 2013) in Turtle, TriG and RDF/XML; JSON-LD comes from `jsonld`."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.sax import SAXParseException

import rdflib
from prov._warnings import collect_warnings, warn
from prov.constants import PROV_BASE_CLS
from prov.model import ProvDocument, ProvElementIdentifierRequired
from prov.serializers.provrdf import RELATION_MAP, ProvRDFSerializer
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import RDF
from rdflib.parser import InputSource, create_input_source

from provgraph.errors import ReadError
from provgraph.model.namespaces import PROV
from provgraph.readers.faults import reason_of, single_line
from provgraph.readers.notes import add_note
from provgraph.readers.source import encoding_of, text_of
from provgraph.readers.xmlroot import root_of
from provgraph.runtime.shared import caught_warnings, global_switch

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rdflib.term import Node

    from provgraph.readers.source import Source

_NO_BASE = "http://no-base.invalid/"
"""Stands for the base that a document does not declare, so that a relative IRI shows."""

_PARTS = (f"{PROV}qualified", f"{PROV}asInBundle")
_CLASSES = frozenset(rdflib.URIRef(kind.uri) for kind in PROV_BASE_CLS)
_BAD_SYNTAX = re.compile(r"at line (\d+) of .*?\nBad syntax \((.*)\) at \^", re.DOTALL)
_PARSER_ERROR = re.compile(r"[^:]*:(\d+):(\d+): (.*)", re.DOTALL)


class _Dataset(rdflib.Dataset):
    """A dataset with the author's prefixes, without the 28 that rdflib binds of its own."""

    def __init__(self, text: str) -> None:
        super().__init__(default_union=True)
        self._text = text

    def namespaces(self) -> Generator[tuple[str, rdflib.URIRef], None, None]:
        yield from (pair for pair in super().namespaces() if str(pair[1]) in self._text)


def read_turtle(source: Source) -> ProvDocument:
    """Read Turtle; the place of a fault is its line."""
    return read_as(source, text_of(source), "turtle")


def read_trig(source: Source) -> ProvDocument:
    """Read TriG, its named graphs as bundles; the place of a fault is its line."""
    return read_as(source, text_of(source), "trig")


def read_rdfxml(source: Source) -> ProvDocument:
    """Read RDF/XML, without any DTD; the place of a fault is its line and column."""
    root_of(source)
    return read_as(source, source.data, "xml")


def read_as(source: Source, data: str | bytes, syntax: str) -> ProvDocument:
    """Read RDF in a syntax that rdflib knows by that name; the network is never asked.

    Raises:
        ReadError: the syntax is wrong, an IRI is relative, or nothing of it is PROV.

    """
    with caught_warnings() as caught:
        document = _document(source, data, syntax)
    for entry in caught:
        warn(str(entry.message), entry.category)
    return document


def _document(source: Source, data: str | bytes, syntax: str) -> ProvDocument:
    text = data if isinstance(data, str) else data.decode(encoding_of(data), "replace")
    dataset = _Dataset(text)
    try:
        # Else rdflib would write "0010" as "10".
        with global_switch(rdflib, "NORMALIZE_LITERALS", value=False):
            dataset.graph(DATASET_DEFAULT_GRAPH_ID).parse(
                _input(data), format=syntax, publicID=_NO_BASE
            )
    except Exception as error:
        raise _syntax_error(source, error) from error
    _refuse_relative(source, dataset)
    try:
        document = _decoded(dataset)
    except ProvElementIdentifierRequired as error:
        reason = "an entity, activity or agent is a blank node: it has no IRI"
        raise ReadError(source.name, reason) from error
    if len(dataset) and not document.get_records() and not document.has_bundles():
        raise ReadError(source.name, "it is RDF, but contains no PROV")
    return document


def _input(data: str | bytes) -> InputSource:
    """Return what rdflib is to parse; bytes given as `data` it would all take for UTF-8."""
    if isinstance(data, str):
        return create_input_source(data=data)
    found = InputSource()
    found.setByteStream(io.BytesIO(data))
    return found


def _syntax_error(source: Source, error: Exception) -> ReadError:
    message = str(error)
    if found := _BAD_SYNTAX.match(message):
        return ReadError(source.name, single_line(found[2]), f"line {found[1]}")
    if isinstance(error, SAXParseException):
        place = f"line {error.getLineNumber()}, column {error.getColumnNumber()}"
        return ReadError(source.name, single_line(error.getMessage()), place)
    if found := _PARSER_ERROR.match(message):
        return ReadError(source.name, single_line(found[3]), f"line {found[1]}, column {found[2]}")
    if isinstance(error, RecursionError | MemoryError):
        return ReadError(source.name, reason_of(error))
    return ReadError(source.name, f"the syntax is wrong, or it breaks off ({single_line(message)})")


def _refuse_relative(source: Source, dataset: rdflib.Dataset) -> None:
    """Refuse relative IRIs without a base: rdflib would put the working directory before them."""
    for term in (term for quad in dataset.quads() for term in quad):
        if isinstance(term, rdflib.URIRef) and term.startswith(_NO_BASE):
            relative = single_line(term.removeprefix(_NO_BASE))
            reason = f"the IRI <{relative}> is relative, and no base is declared (@base, xml:base)"
            raise ReadError(source.name, reason)


def _decoded(dataset: _Dataset) -> ProvDocument:
    document = ProvDocument()
    _register(dataset, document)
    serializer = ProvRDFSerializer(document)
    with collect_warnings() as warned:
        serializer.decode_document(dataset, document)
    for message, category in warned:
        # It names all that it did not convert in one warning; `_say_what_is_left_out` counts it.
        if not message.startswith("The following attributes were not converted"):
            warn(message, category)
    _say_what_is_left_out(dataset, document)
    return document


def _register(dataset: rdflib.Dataset, document: ProvDocument) -> None:
    """Register the prefixes, and the datatypes' namespaces: `prov` drops a datatype without."""
    for prefix, uri in dataset.namespaces():
        if prefix:
            document.add_namespace(prefix, str(uri))
        else:
            document.set_default_namespace(str(uri))
    terms = (quad[2] for quad in dataset.quads())
    datatypes = {term.datatype for term in terms if isinstance(term, rdflib.Literal)} - {None}
    for datatype in sorted(map(str, datatypes)):
        if document.valid_qualified_name(datatype) is None:
            end = max(datatype.rfind(sign) for sign in "#/:") + 1
            document.add_namespace("ns", datatype[:end] or datatype)


def _say_what_is_left_out(dataset: rdflib.Dataset, document: ProvDocument) -> None:
    known = set(_record_uris(document))
    foreign = [
        (subject, predicate)
        for graph in dataset.graphs()
        for subject, predicate, _ in graph
        if not _is_prov(predicate) and not _is_record(graph, subject, known)
    ]
    if foreign:
        subject, predicate = map(str, min(foreign))
        first = f"<{subject}> <{predicate}>"
        text = f"{len(foreign)} statements are about no PROV record and left out, such as {first}"
        add_note(text)


def _record_uris(document: ProvDocument) -> Iterator[str]:
    for scope in (document, *document.bundles):
        yield from (record.identifier.uri for record in scope.get_records() if record.identifier)


def _is_prov(predicate: Node) -> bool:
    """Tell whether a statement makes a relation, whatever is said of its subject besides."""
    return predicate in RELATION_MAP or str(predicate).startswith(_PARTS)


def _is_record(graph: rdflib.Graph, subject: Node, known: set[str]) -> bool:
    if isinstance(subject, rdflib.URIRef):
        return str(subject) in known
    return any(kind in _CLASSES for kind in graph.objects(subject, RDF.type))
