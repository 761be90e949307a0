"""Blank nodes that do not become records: what a value consists of, as text.

`[ ex:name "alpha" ; ex:size 5 ]` and `( "x" "y" )` have no form in PROV-DM, whose values are
single. The text is JSON-LD in expanded form (JSON-LD 1.1, section 9), its keys sorted:
`{"http://example.org/name": "alpha", "http://example.org/size": 5}`, `{"@list": ["x", "y"]}`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from provgraph.model.namespaces import PROVGRAPH, XSD
from provgraph.readers.rdf.terms import LiteralTerm, is_blank
from provgraph.readers.rdf.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.readers.rdf.terms import Nodes, Term

NAME = "node"
DATATYPE = PROVGRAPH + NAME
"""The datatype of such a text."""

Json = str | int | bool | dict[str, "Json"] | list["Json"]

_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")


class NestedValues:
    """The nested values of a graph; `consumed` are the nodes that became part of one."""

    def __init__(self, nodes: Nodes, iris: Mapping[str, str]) -> None:
        """Take the graph's nodes, and the IRIs of blank nodes that are records."""
        self._nodes = nodes
        self._iris = iris
        self.consumed: set[str] = set()

    def text(self, node: str) -> str:
        """Return the text of a node or a list."""
        value = self._value(node, {})
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def _value(self, term: Term, within: dict[str, str]) -> Json:
        if isinstance(term, LiteralTerm):
            return _literal(term)
        if term == RDF_NIL:
            return {"@list": []}
        if not is_blank(term) or term in self._iris:
            return {"@id": self._iris.get(term, term)}
        if term in within:
            return {"@id": within[term]}
        self.consumed.add(term)
        within = {**within, term: f"_:b{len(within)}"}
        items = self._items(term, within)
        return self._node(term, within) if items is None else {"@list": items}

    def _items(self, node: str, within: dict[str, str]) -> list[Json] | None:
        """Return the items of a well-formed list, `None` if it is none."""
        cells: list[str] = []
        while node != RDF_NIL:
            properties = self._nodes.get(node, {})
            first, rest = properties.get(RDF_FIRST, {}), properties.get(RDF_REST, {})
            is_cell = len(first) == len(rest) == 1 and properties.keys() == {RDF_FIRST, RDF_REST}
            following = next(iter(rest), None)
            if not is_cell or node in cells[:1] or not isinstance(following, str):
                return None
            cells.append(node)
            node = following
            if len(cells) > len(self._nodes):
                return None
        self.consumed.update(cells)
        firsts = (next(iter(self._nodes[cell][RDF_FIRST])) for cell in cells)
        return [self._value(item, within) for item in firsts]

    def _node(self, node: str, within: dict[str, str]) -> Json:
        return {
            "@type" if predicate == RDF_TYPE else predicate: self._values(
                predicate, objects, within
            )
            for predicate, objects in self._nodes.get(node, {}).items()
        }

    def _values(self, predicate: str, objects: Iterable[Term], within: dict[str, str]) -> Json:
        if predicate == RDF_TYPE:
            values: list[Json] = [str(each) for each in objects if not is_blank(each)]
        else:
            values = [self._value(each, within) for each in objects]
        ordered = sorted(values, key=lambda value: json.dumps(value, sort_keys=True))
        return ordered[0] if len(ordered) == 1 else ordered


def _literal(literal: LiteralTerm) -> Json:
    text, datatype, language = literal
    if language is not None:
        return {"@value": text, "@language": language}
    if datatype in {None, f"{XSD}string"}:
        return text
    if datatype == f"{XSD}integer" and _INTEGER.fullmatch(text):
        return int(text)
    if datatype == f"{XSD}boolean" and text in {"true", "false"}:
        return text == "true"
    return {"@value": text, "@type": str(datatype)}
