"""The table of PROV-O's terms fits together, and fits PROV-DM's relations."""

from __future__ import annotations

import pytest

from provgraph.model import prov_o
from provgraph.model.relations import KINDS, RELATIONS
from tools.generate_prov_o import PAGE, page

BY_NAME = {relation.name: relation for relation in RELATIONS}


def test_every_relation_of_prov_dm_has_a_term() -> None:
    """Each relation of PROV-DM has a direct property of its own name, without a prov:type."""
    direct = {term.name for term in prov_o.RELATIONS if term.name == term.relation}
    assert direct == BY_NAME.keys()
    assert not any(term.type for term in prov_o.RELATIONS if term.name == term.relation)


@pytest.mark.parametrize("term", prov_o.RELATIONS, ids=lambda term: term.name)
def test_relation_term_names_known_classes(term: prov_o.RelationTerm) -> None:
    """Domain, range, node and influencer are terms of the table; the node is of the relation."""
    assert {*term.domain, *term.range} <= prov_o.CLASSES.keys()
    assert bool(term.qualified) == bool(term.node) == bool(term.influencer)
    if term.node:
        assert prov_o.CLASSES[term.node].record == term.relation
        influencers = {each.name: each for each in prov_o.INFLUENCERS}
        assert influencers[term.influencer].domain in prov_o.superclasses(term.node)
    assert term.type in {"", term.node}


def test_arguments_are_those_of_prov_dm() -> None:
    """Every further argument of PROV-DM's relations has a property, and there are no others."""
    stated = {
        (relation, argument)
        for term in prov_o.ARGUMENTS
        for relation, argument in term.arguments.items()
    }
    stated.add(("mentionOf", "bundle"))
    assert stated == {
        (relation.name, argument) for relation in RELATIONS for argument in relation.arguments
    }


def test_names_mean_one_thing() -> None:
    """No property is also the inverse of another, but for alternateOf, which is its own."""
    pairs = [(term.name, term.inverse) for term in prov_o.RELATIONS]
    pairs += [(term.qualified, term.qualified_inverse) for term in prov_o.RELATIONS]
    pairs += [(term.name, term.inverse) for term in prov_o.INFLUENCERS]
    pairs += [(term.name, term.inverse) for term in prov_o.ARGUMENTS]
    pairs += [(term.uri, term.inverse) for term in prov_o.ATTRIBUTES]
    known = [name for pair in pairs for name in pair if name]
    assert {name for name in known if known.count(name) > 1} == {"alternateOf"}


def test_classes_are_records_of_their_superclasses_kind() -> None:
    """A subclass of an element's class is that kind of element, a subclass of none is none."""
    for each in prov_o.CLASSES.values():
        kinds = {kind for kind, label in KINDS.items() if label in prov_o.superclasses(each.name)}
        assert kinds == ({each.record} & KINDS.keys())


def test_superclasses_reach_the_root() -> None:
    """The superclasses of a class are those of its parents, too."""
    expected = {"EmptyDictionary", "Dictionary", "EmptyCollection", "Collection", "Entity"}
    assert prov_o.superclasses("EmptyDictionary") == expected


def test_page_has_the_table() -> None:
    """The documentation is generated from the table."""
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.generate_prov_o"
