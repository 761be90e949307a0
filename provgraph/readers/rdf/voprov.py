"""voprov's relations in RDF: prov 2.0.0 writes their qualified nodes without the second end.

Of `isDescribedBy(ex:a, ex:ad)` there is `ex:a prov:wasInfluencedBy ex:ad`, and a node that has
the type alone. Which belongs to which follows from IVOA's classes of the two ends: Provenance
Data Model 1.0, sections 2.5 and 2.7.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from provgraph.model.relations import BY_TYPE
from provgraph.model.voprov import local_of, relationship_type_of
from provgraph.readers.notes import add_note
from provgraph.readers.rdf.terms import is_blank
from provgraph.readers.rdf.vocabulary import RDF_TYPE
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.readers.rdf.relations import GraphRelations, RelationDraft
    from provgraph.readers.rdf.terms import Nodes

_Classes = dict[str, set[str]]
_CONFIGURATIONS = frozenset({"Parameter", "ConfigFile"})


def complete(graphs: Iterable[tuple[Nodes, GraphRelations]]) -> None:
    """Join qualified nodes without a second end with the direct statements they belong to.

    A description may be in another graph than what it describes. What stays without its second
    end is said in a note.
    """
    graphs = list(graphs)
    classes = _classes(nodes for nodes, _ in graphs)
    completed = incomplete = 0
    for _, relations in graphs:
        counts = _complete_graph(relations, classes)
        completed, incomplete = completed + counts[0], incomplete + counts[1]
    if completed:
        add_note(
            f"{plural(completed, 'relation')} of voprov without a second end: joined with the "
            "direct statement that has the classes of its ends"
        )
    if incomplete:
        add_note(
            f"{plural(incomplete, 'relation')} of voprov without a second end, which its RDF does "
            "not tell: let voprov write PROV-JSON"
        )


def _classes(graphs: Iterable[Nodes]) -> _Classes:
    """Return IVOA's classes of all nodes."""
    classes: _Classes = defaultdict(set)
    for nodes in graphs:
        for node, properties in nodes.items():
            locals_ = (local_of(str(iri)) for iri in properties.get(RDF_TYPE, ()))
            classes[node] |= {local for local in locals_ if local}
    return classes


def _complete_graph(relations: GraphRelations, classes: _Classes) -> tuple[int, int]:
    """Complete a graph's relations; return how many were, and how many were not."""
    open_nodes: dict[tuple[str, str], list[RelationDraft]] = defaultdict(list)
    direct: dict[tuple[str, str], list[RelationDraft]] = defaultdict(list)
    for draft in relations.drafts:
        name, effect, cause = draft.ends
        if cause is None and _is_of_voprov(draft):
            open_nodes[name, str(effect)].append(draft)
        elif cause is not None and draft.node is None and not draft.attributes:
            direct[name, str(effect)].append(draft)
    joined: list[RelationDraft] = []
    for key, drafts in open_nodes.items():
        joined += _join(drafts, direct[key], classes)
    done = {id(draft) for draft in joined}
    relations.drafts = [draft for draft in relations.drafts if id(draft) not in done]
    return len(joined), sum(map(len, open_nodes.values())) - len(joined)


def _is_of_voprov(draft: RelationDraft) -> bool:
    is_typed = any(local_of(str(type_)) for type_ in draft.types)
    return is_typed and draft.node is not None and is_blank(draft.node)


def _join(
    open_nodes: list[RelationDraft], direct: list[RelationDraft], classes: _Classes
) -> list[RelationDraft]:
    """Give direct statements the attributes of the nodes that they belong to; return these nodes.

    Nothing is joined where another assignment would be possible.
    """
    by_type: dict[str, list[RelationDraft]] = defaultdict(list)
    for draft in open_nodes:
        by_type[_type(draft)].append(draft)
    assigned: dict[str, list[RelationDraft]] = defaultdict(list)
    for draft in direct:
        types = [reltype for reltype in by_type if _can_be(reltype, draft, classes)]
        for reltype in types:
            assigned[reltype].append(draft)
        if len(types) > 1:
            return []
    joined = []
    for reltype, nodes in by_type.items():
        contents = {frozenset(node.attributes) for node in nodes}
        if 0 < len(assigned[reltype]) <= len(nodes) and len(contents) == 1:
            for draft in assigned[reltype]:
                draft.attributes = list(nodes[0].attributes)
            joined += nodes
    return joined


def _type(draft: RelationDraft) -> str:
    """Return the relationship type of IVOA's relation, or the name of PROV's."""
    types = sorted(filter(None, map(relationship_type_of, map(str, draft.types))))
    return types[0] if types and draft.relation == "wasInfluencedBy" else draft.relation


def _can_be(reltype: str, draft: RelationDraft, classes: Mapping[str, set[str]]) -> bool:
    """Return whether the ends of a statement can be those of a relation; unknown ones can."""
    _, effect, cause = draft.ends
    first, second = classes.get(str(effect), set()), classes.get(str(cause), set())
    if reltype not in BY_TYPE or not second:
        return True
    described, describes = map(_is_description, (first, second))
    return {
        "IS_DESCRIBED_BY": describes and not described,
        "IS_RELATED_TO": describes and described,
        "WAS_CONFIGURED_BY": bool(second & _CONFIGURATIONS),
        "HAD_REFERENCE": "Parameter" in first and not describes,
    }.get(reltype, True)


def _is_description(classes: set[str]) -> bool:
    return any(name.endswith("Description") for name in classes)
