"""What an answer knows, as PROV: without the records that were loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.model import records
from provgraph.model.assemble import ElementAssertion, RelationAssertion, assemble
from provgraph.model.namespaces import PROV
from provgraph.model.relations import RELATIONS
from provgraph.model.scopes import Scope
from provgraph.model.terms import Term, text_term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prov.model import ProvDocument

    from provgraph.results.nodes import Node, RelationLink

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_TYPES = {relation.name: relation.type for relation in RELATIONS}


def to_prov(nodes: Iterable[Node], relations: Iterable[RelationLink]) -> ProvDocument:
    """Return what an answer knows as PROV: kinds, labels, types, relations and their roles."""
    elements = [
        ElementAssertion("", node.id, _declared(node)) for node in nodes if node.kind != "unknown"
    ]
    links = [
        RelationAssertion(_TYPES[link.type], "", None, link.start, link.end, _related(link))
        for link in relations
    ]
    return assemble([Scope("")], elements, links)


def _declared(node: Node) -> str:
    attributes = {f"{PROV}label": [text_term(node.label)]}
    if node.types:
        attributes[f"{PROV}type"] = [_type(text) for text in node.types]
    return records.to_text(node.kind, attributes, {})


def _type(text: str) -> Term:
    return f"<{text}>" if _URI.match(text) else text_term(text)


def _related(relation: RelationLink) -> str:
    roles = [text_term(role) for role in relation.role]
    return records.to_text(relation.type, {f"{PROV}role": roles} if roles else {}, {})
