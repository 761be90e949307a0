"""The syntaxes of RDF: Turtle, TriG, N-Triples, N-Quads (W3C Recommendations, 2014), RDF/XML.

Everything is sorted: equal documents give equal texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from provgraph.errors import ExportError
from provgraph.model.namespaces import RDF
from provgraph.runtime.escape import escape_line
from provgraph.serialisers.rdf.graph import BlankNode, LiteralTerm
from provgraph.serialisers.rdf.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.serialisers.rdf.graph import Graph, Object

    Properties = Sequence[tuple[str, Object]]

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NCNAME = re.compile(r"(?<!%)(?<!%[0-9A-F])[^\W\d][\w.-]*$")
"""The end of an IRI that is an XML name, and begins in no percent-encoded character."""
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def turtle(graphs: Sequence[Graph], prefixes: Mapping[str, str]) -> str:
    """Return graphs in TriG, which is Turtle where no graph has a name."""
    names = _Names(prefixes)
    parts = ["".join(f"@prefix {prefix}: <{uri}> .\n" for prefix, uri in names.declared)]
    for graph in graphs:
        blocks = list(_blocks(graph, names))
        if graph.name is None:
            parts += blocks
        else:
            content = "\n".join(blocks)
            parts.append(f"{names.iri(graph.name)} {{\n{content}}}\n")
    return "\n".join(part for part in parts if part)


def lines(graphs: Sequence[Graph]) -> str:
    """Return graphs in N-Quads, which is N-Triples where no graph has a name."""
    return "".join(_Lines(graph, number).text() for number, graph in enumerate(graphs))


def rdf_xml(graphs: Sequence[Graph], prefixes: Mapping[str, str]) -> str:
    """Return graphs without names in RDF/XML.

    Raises:
        ExportError: a property's IRI does not end in an XML name.

    """
    nsmap: dict[str | None, str] = {
        prefix or None: uri for prefix, uri in sorted(prefixes.items()) if uri != RDF
    }
    root = etree.Element(f"{{{RDF}}}RDF", nsmap={**nsmap, "rdf": RDF})
    names = _Names({})
    for graph in graphs:
        for subject, properties in sorted(graph.subjects.items()):
            node = etree.SubElement(root, f"{{{RDF}}}Description", {f"{{{RDF}}}about": subject})
            _add_properties(node, properties, names)
        for blank in graph.unreferenced:
            node = etree.SubElement(root, f"{{{RDF}}}Description")
            _add_properties(node, blank.properties, names)
    return str(etree.tostring(root, xml_declaration=True, pretty_print=True), "utf-8")


@dataclass(slots=True)
class _Names:
    """IRIs as Turtle writes them, with the longest namespace that has a prefix."""

    prefixes: Mapping[str, str]
    _lengths: list[int] = field(default_factory=list)
    _by_uri: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for prefix, uri in sorted(self.prefixes.items()):
            self._by_uri.setdefault(uri, prefix)
        self._lengths = sorted({len(uri) for uri in self._by_uri}, reverse=True)

    @property
    def declared(self) -> list[tuple[str, str]]:
        """The prefixes with their namespaces, in order."""
        return sorted(self.prefixes.items())

    def iri(self, iri: str) -> str:
        """Return an IRI as a prefixed name where that needs no escapes."""
        for length in self._lengths:
            prefix = self._by_uri.get(iri[:length])
            if prefix is not None and _LOCAL.fullmatch(iri, length):
                return f"{prefix}:{iri[length:]}"
        return f"<{iri}>"

    def term(self, term: Object, indent: str) -> str:
        """Return an object of a statement."""
        if isinstance(term, BlankNode):
            return f"[\n{self.properties(term.properties, f'{indent}    ')}\n{indent}]"
        if isinstance(term, LiteralTerm):
            datatype = f"^^{self.iri(term.datatype)}" if term.datatype else ""
            return _quoted(term.text) + (f"@{term.language}" if term.language else datatype)
        return self.iri(term)

    def properties(self, properties: Properties, indent: str) -> str:
        """Return a node's statements, its classes first."""
        texts: dict[str, set[str] | list[str]] = {}
        for predicate, term in properties:
            texts.setdefault(predicate, [])
            text = self.term(term, indent)
            values = texts[predicate]
            if isinstance(values, list) and (text not in values or isinstance(term, BlankNode)):
                values.append(text)
        ordered = sorted(texts, key=lambda predicate: (predicate != RDF_TYPE, predicate))
        return " ;\n".join(
            f"{indent}{'a' if predicate == RDF_TYPE else self.iri(predicate)} "
            f"{', '.join(sorted(texts[predicate]))}"
            for predicate in ordered
        )


def _blocks(graph: Graph, names: _Names) -> Iterator[str]:
    for subject, properties in sorted(graph.subjects.items()):
        yield f"{names.iri(subject)}\n{names.properties(properties, '    ')} .\n"
    for text in sorted(names.term(blank, "") for blank in graph.unreferenced):
        yield f"{text} .\n"


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


class _Lines:
    """The lines of a graph; blank nodes are numbered in the order of what they say."""

    def __init__(self, graph: Graph, number: int) -> None:
        self._graph = graph
        self._label = f"_:g{number}n"
        self._names = _Names({})
        self._count = 0
        self._written: list[str] = []

    def text(self) -> str:
        """Return all lines."""
        for subject, properties in sorted(self._graph.subjects.items()):
            self._node(f"<{subject}>", properties)
        for blank in sorted(self._graph.unreferenced, key=self._sort_key):
            self._node(self._new(), blank.properties)
        return "".join(self._written)

    def _node(self, subject: str, properties: Properties) -> None:
        graph = f" <{self._graph.name}>" if self._graph.name else ""
        for predicate, term in sorted(
            properties, key=lambda pair: (pair[0], self._sort_key(pair[1]))
        ):
            if isinstance(term, BlankNode):
                label = self._new()
                self._written.append(f"{subject} <{predicate}> {label}{graph} .\n")
                self._node(label, term.properties)
            else:
                text = self._names.term(term, "")
                self._written.append(f"{subject} <{predicate}> {text}{graph} .\n")

    def _new(self) -> str:
        self._count += 1
        return f"{self._label}{self._count}"

    def _place(self, pair: tuple[str, Object]) -> tuple[str, str]:
        predicate, term = pair
        return predicate, self._sort_key(term)

    def _sort_key(self, term: Object) -> str:
        return self._names.term(term, "")


def _add_properties(node: etree._Element, properties: Properties, names: _Names) -> None:
    ordered = sorted(properties, key=lambda pair: (pair[0], names.term(pair[1], "")))
    for predicate, term in ordered:
        element = etree.SubElement(node, _qualified(predicate))
        if isinstance(term, BlankNode):
            inner = etree.SubElement(element, f"{{{RDF}}}Description")
            _add_properties(inner, term.properties, names)
        elif isinstance(term, LiteralTerm):
            element.text = term.text
            if term.language:
                element.set(_XML_LANG, term.language)
            elif term.datatype:
                element.set(f"{{{RDF}}}datatype", term.datatype)
        else:
            element.set(f"{{{RDF}}}resource", term)


def _qualified(predicate: str) -> str:
    match = _NCNAME.search(predicate)
    if match is None or not match.start():
        raise ExportError(
            f"the document cannot be written as rdfxml: the name of the attribute "
            f"{escape_line(predicate)} does not end in an XML name; turtle and trig can hold it"
        )
    return f"{{{predicate[: match.start()]}}}{match[0]}"
