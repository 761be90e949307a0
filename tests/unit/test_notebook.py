"""Answers in notebooks and other libraries: the same nodes and relations, and no script."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product
from xml.etree import ElementTree as ET  # our own text is parsed

import networkx as nx
import pytest

from provgraph.errors import ExportError
from provgraph.results.element import ElementDetails
from provgraph.results.find import FoundPage
from provgraph.results.lineage import Frontier, Lineage
from provgraph.results.nodes import Node, RelationLink
from provgraph.results.paths import BoundaryElement, RootsOrLeaves
from provgraph.results.tables import StatementRows
from tests.support.answers import EX, answer, chain
from tests.support.hostile_lineage import hostile


def test_a_lineage_is_said_in_a_line() -> None:
    """The repr has the start and counts, not ten thousand nodes."""
    found = chain(2000)
    assert repr(found) == (
        f"<Lineage up of {EX}0: 4,104 entities, 2,103 activities; 8,206 relations>"
    )
    cut = replace(found, complete=False, frontier=(Frontier(EX + "1", 1, "depth"),))
    assert repr(cut).endswith("8,206 relations, cut at 1 nodes>")


def test_a_small_lineage_is_a_picture() -> None:
    """Jupyter shows an SVG with a box for each node and a path for each relation."""
    found = chain(2)
    text = html_of(found)
    picture = ET.fromstring(text[text.index("<svg") :])  # noqa: S314  # our own text
    space = "{http://www.w3.org/2000/svg}"
    assert len(picture.findall(f".//{space}rect")) == len(found.nodes)
    assert len(picture.findall(f".//{space}path")) == 2 * len(found.relations)


def test_a_large_lineage_is_folded() -> None:
    """8,206 relations are drawn as a dozen; each group says how many it stands for."""
    text = html_of(chain(2000))
    assert text.count("<rect") == 12
    assert "gamma_run*.dl2.h5 ×2,000" in text  # noqa: RUF001  # the sign, not the letter
    assert len(text) < 10_000


def test_what_folding_leaves_large_is_a_table() -> None:
    """The nearest are listed, the others counted."""
    nodes = [Node(EX + letters, "entity", (), letters, 1) for letters in _LETTERS[:60]]
    links = [RelationLink("wasDerivedFrom", nodes[0].id, node.id) for node in nodes[1:]]
    text = html_of(answer(nodes, links))
    assert text.count("<tr>") == 51
    assert "and 10 more" in text


_LETTERS = ["".join(pair) for pair in product("abcdefgh", repeat=2)]


def test_hostile_labels_are_words() -> None:
    """Nothing in a label is an element, in the picture or the table."""
    found = hostile()
    copies = [replace(node, id=f"{node.id}{copy}") for copy in range(3) for node in found.nodes]
    many = replace(found, nodes=(*found.nodes, *copies))
    shown = ElementDetails(
        EX,
        "entity",
        (),
        found.nodes[0].label,
        {"<b>": ("<i>",)},
        found.relations,
        (),
        complete=True,
    )
    for text in (html_of(found), html_of(many), shown._repr_html_()):  # Jupyter's
        for evil in ("<script", "<img", "<b>alert", "<i>", "\u202e", "\x1b"):
            assert evil not in text


def test_networkx_has_the_same_graph() -> None:
    """Every node with its attributes, every relation from effect to cause, parallel ones too."""
    found = chain(3)
    graph = found.to_networkx()
    assert set(graph.nodes) == {node.id for node in found.nodes}
    assert graph.nodes[EX + "1"] == {
        "kind": "activity", "types": [], "label": "ctapipe-apply-models", "depth": 1,
    }  # fmt: skip
    edges = {(a, b, data["type"], *data["role"]) for a, b, data in graph.edges(data=True)}
    assert edges == {(r.start, r.end, r.type, *r.role) for r in found.relations}
    assert nx.is_directed_acyclic_graph(graph)


def test_pandas_has_two_tables() -> None:
    """A row for each node, with attributes where the answer has them, and for each relation."""
    found = chain(3)
    nodes, relations = found.to_pandas()
    assert list(nodes.columns) == ["id", "kind", "types", "label", "depth"]
    assert list(relations.columns) == ["type", "from", "to", "role"]
    assert (len(nodes), len(relations)) == (len(found.nodes), len(found.relations))
    assert list(hostile().to_pandas().nodes["attributes"][0].values())[0]  # noqa: RUF015


def test_prov_has_what_the_answer_says() -> None:
    """Kinds, labels, types, relations and roles become a document without a store."""
    nodes = (
        Node(EX + "file", "entity", (EX + "Type", "a text"), "file", 0),
        Node(EX + "run", "activity", (), "run", 1),
        Node(EX + "who", "unknown", (), "who", 2),
    )
    relations = (
        RelationLink("wasGeneratedBy", EX + "file", EX + "run", ("out",)),
        RelationLink("used", EX + "run", EX + "who"),
    )
    document = Lineage((EX + "file",), "up", True, nodes, relations).to_prov()  # noqa: FBT003
    text = document.get_provn()
    for part in (
        "[prov:label=\"file\", prov:type='ns:Type', prov:type=\"a text\"]",
        'wasGeneratedBy(ns:file, ns:run, -, [prov:role="out"])',
        "used(ns:run, ns:who, -)",
    ):  # fmt: skip
        assert part in text
    assert len(document.records) == 4


@pytest.mark.parametrize("name", ["networkx", "pandas"])
def test_a_library_that_is_not_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ExportError, match=f"pip install {name}"):
        getattr(chain(1), f"to_{name}")()


def html_of(found: Lineage) -> str:
    """Return what Jupyter shows."""
    return found._repr_html_()  # Jupyter's own name


def listed() -> RootsOrLeaves:
    """Return an answer that is a list, of many files with hostile names."""
    ends = (
        BoundaryElement(f"{EX}{n}", "entity", (), f"<b>file {n}", n, date=None) for n in range(60)
    )
    return RootsOrLeaves((EX,), "roots", tuple(ends))


def test_a_list_is_said_in_a_line() -> None:
    """How many, and the first."""
    assert repr(listed()) == "<RootsOrLeaves: 60 ends: <b>file 0, <b>file 1, <b>file 2, …>"
    assert repr(StatementRows(("n",), ({"n": 1},))) == "<StatementRows: 1 row>"
    assert (
        repr(FoundPage(1, more=False, found=(), count=0, count_complete=True))
        == "<FoundPage: 0 found>"
    )


def test_a_list_is_a_table() -> None:
    """Jupyter shows the first rows, with nothing of them as an element."""
    text = listed()._repr_html_()  # Jupyter's
    assert text.count("<tr>") == 51
    assert "and 10 more" in text
    assert "<b>" not in text


def test_a_list_is_a_frame() -> None:
    """Its columns are those of the JSON."""
    frame = listed().to_pandas()
    assert list(frame.columns) == ["id", "kind", "types", "label", "depth", "date"]
    assert len(frame) == 60
