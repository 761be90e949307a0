"""Lineage: the right set, the right depths, and an honest answer when it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prov.model import ProvDocument

from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.queries.lineage import lineage
from provgraph.queries.select import select
from provgraph.queries.show import show
from provgraph.render.tree import tree
from tests.support.lineages import EX, expected, load, random_history

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection


@pytest.mark.parametrize("seed", range(8))
def test_set_and_depths_are_those_of_a_plain_search(seed: int, connection: Connection) -> None:
    """Upstream and downstream of random histories, whole and bounded, equal a simple search."""
    document, causes = random_history(seed)
    load(connection, document)
    effects: dict[str, set[str]] = {}
    for effect, found in causes.items():
        for cause in found:
            effects.setdefault(cause, set()).add(effect)
    start = min(causes)
    for direction, links in (("up", causes), ("down", effects)):
        wanted = expected(links, start)
        answer = lineage(connection, [start], direction=direction)  # type: ignore[arg-type]
        assert {node.id: node.depth for node in answer.nodes} == wanted
        assert answer.complete
        for depth in (1, 2, 3):
            cut = lineage(connection, [start], direction=direction, depth=depth)  # type: ignore[arg-type]
            near = {name: found for name, found in wanted.items() if found <= depth}
            assert {node.id: node.depth for node in cut.nodes} == near
            beyond = {n for n in near if near[n] == depth and links.get(n, set()) - near.keys()}
            assert {one.id for one in cut.frontier} == beyond
            assert cut.complete == (not beyond)
            inner = {r for r in answer.relations if {r.start, r.end} <= near.keys()}
            assert set(cut.relations) == inner


def test_roles_are_all_there(connection: Connection) -> None:
    """Two uses in two roles are two relations of the answer and one line of the tree."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.generation("ex:out", "ex:run")
    for role in ("events", "merge"):
        document.usage("ex:run", "ex:in", other_attributes={"prov:role": role})
    load(connection, document)
    answer = lineage(connection, [EX + "out"])
    assert {r.role for r in answer.relations if r.type == "used"} == {("events",), ("merge",)}
    lines = list(tree(answer))
    assert lines[2] == f"   └─ used (events, merge) in  [unknown {EX}in]"


def test_agents_are_not_followed_but_named(connection: Connection) -> None:
    """When only other relations exist, the answer says which."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.attribution("ex:file", "ex:me")
    load(connection, document)
    answer = lineage(connection, [EX + "file"])
    assert len(answer.nodes) == 1
    assert answer.other_relations == ("wasAttributedTo",)
    assert "wasAttributedTo" in "\n".join(tree(answer))


def test_missing_ends_are_not_shown(connection: Connection) -> None:
    """A generation by nobody known leads nowhere."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.generation("ex:file")
    load(connection, document)
    assert len(lineage(connection, [EX + "file"]).nodes) == 1
    assert len(lineage(connection, [EX + "file"], depth=3).nodes) == 1


def test_a_deep_chain_is_a_tree_without_recursion(connection: Connection) -> None:
    """A chain of 3,000 derivations is found whole and drawn."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    for number in range(3000):
        document.derivation(f"ex:{number}", f"ex:{number + 1}")
    load(connection, document)
    answer = lineage(connection, [EX + "0"])
    assert max(node.depth for node in answer.nodes) == 3000
    assert len(list(tree(answer))) == 3003


def test_a_shared_part_is_drawn_once(connection: Connection) -> None:
    """In a ladder of diamonds with 2^40 paths every node has one line with its own branches."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    for step in range(40):
        for side in "ab":
            document.derivation(f"ex:{step}", f"ex:{step}{side}")
            document.derivation(f"ex:{step}{side}", f"ex:{step + 1}")
    load(connection, document)
    answer = lineage(connection, [EX + "0"])
    assert len(answer.nodes) == 1 + 40 * 3
    lines = list(tree(answer))
    assert len(lines) == 1 + 40 * 4 + 2
    assert sum(line.endswith("↑") for line in lines) == 40


def test_selectors_in_their_order(connection: Connection) -> None:
    """URI, prefixed name, path, LFN, file name, UUID's beginning and ending all find it."""
    document = ProvDocument()
    document.add_namespace("u", "urn:uuid:")
    document.add_namespace("provgraph", "https://provgraph.readthedocs.io/ns#")
    name = "5a0611a0-b057-4594-a73c-97c520de5bd4"
    document.entity(
        f"u:{name}",
        {
            "provgraph:path": "/data/run/gamma.h5",
            "provgraph:lfn": "/vo/gamma.h5",
            "provgraph:name": "gamma.h5",
        },
    )
    document.entity("u:11111111-b057-4594-a73c-97c520de5bd4")
    document.entity(f"u:{name}_status")
    load(connection, document)
    for text in (
        f"urn:uuid:{name}",
        f"u:{name}",
        "/data/run/gamma.h5",
        "/vo/gamma.h5",
        "lfn:/vo/gamma.h5",
        "gamma.h5",
        "5a0611",
        "5A0611A0-b0",
        name[1:],
    ):
        assert select(connection, text).id == f"urn:uuid:{name}", text
    with pytest.raises(NotFoundError, match=r"no element matches 'delta\.h5'"):
        select(connection, "delta.h5")
    with pytest.raises(AmbiguousError, match="several elements") as caught:
        select(connection, "73c-97c520de5bd4")
    assert len(caught.value.candidates) == 2


def test_show_tells_all_of_one_element(connection: Connection) -> None:
    """Properties as texts, relations in both directions, the documents that declare it."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.entity("ex:file", {"prov:label": "a file", "ex:n": 1})
    document.usage("ex:run", "ex:file", other_attributes={"prov:role": "in"})
    document.generation("ex:file", "ex:maker")
    load(connection, document)
    shown = show(connection, EX + "file")
    assert (shown.kind, shown.label) == ("entity", "a file")
    assert shown.properties["ex:n"] == ("1",)
    assert [(r.type, r.role) for r in shown.relations] == [
        ("wasGeneratedBy", ()),
        ("used", ("in",)),
    ]
    assert shown.documents == ("one",)
    assert shown.complete
