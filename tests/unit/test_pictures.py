"""Pictures: DOT, SVG and the page hold the whole answer, and nothing in it commands anybody."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import shutil
import stat
import subprocess
import time
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import ExportError
from provgraph.render.dot import dot
from provgraph.render.html import html
from provgraph.render.svg import folded, svg
from provgraph.render.tree import tree
from provgraph.results.groups import FEWEST, grouped
from provgraph.results.layers import layers
from provgraph.results.lineage import Frontier, Lineage
from provgraph.results.nodes import Mark, Node, RelationLink
from tests.support.answers import EX, answer, chain
from tests.support.hostile_lineage import HOSTILE, hostile

if TYPE_CHECKING:
    from pathlib import Path

needs_graphviz = pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")


class Page(HTMLParser):
    """The elements of a page, and the texts of its scripts and styles."""

    def __init__(self, text: str) -> None:
        """Parse a page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text of a script or style."""
        if self.elements and self.elements[-1][0] in {"script", "style"} and data.strip():
            self.texts.append((self.elements[-1][1], data))

    @property
    def data(self) -> dict[str, Any]:
        """Return what the page draws."""
        text = next(text for attrs, text in self.texts if attrs.get("id") == "data")
        found: dict[str, Any] = json.loads(text)
        return found


def test_the_page_holds_the_whole_answer() -> None:
    """Each node with what is known of it, and each relation between the positions of its ends."""
    found = chain(30)
    data = Page(html(found)).data
    assert [node["id"] for node in data["nodes"]] == [node.id for node in found.nodes]
    drawn = {
        (r["type"], data["nodes"][r["from"]]["id"], data["nodes"][r["to"]]["id"], tuple(r["role"]))
        for r in data["relations"]
    }
    assert drawn == {(r.type, r.start, r.end, r.role) for r in found.relations}


def test_a_hostile_page_is_still_one_page() -> None:
    """Whatever labels say, the page has its own elements, and its data are what they were."""
    page, plain = Page(html(hostile())), Page(html(chain(1)))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert [node["label"] for node in page.data["nodes"]] == list(HOSTILE)
    assert all(c.isprintable() or c == "\n" for c in html(hostile()))


def test_the_page_asks_the_network_for_nothing() -> None:
    """No element has an address but the empty icon; the policy allows its own two texts alone."""
    page = Page(html(hostile()))
    addresses = [attrs.get("href") or attrs.get("src") for _, attrs in page.elements]
    assert {address for address in addresses if address} == {"data:,"}
    policy = next(a["content"] for t, a in page.elements if "http-equiv" in a and t == "meta")
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    allowed = re.findall(r"'sha256-([^']+)'", policy)
    own = [text for attrs, text in page.texts if attrs.get("id") != "data"]
    sums = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in own]
    assert allowed == sums


def test_a_large_page_is_quick() -> None:
    """5,000 nodes and 10,000 relations are laid out and written in 2 s, in 30 things to read."""
    found = chain(1660)
    nodes = {node.id for node in found.nodes}
    more = [
        RelationLink("wasDerivedFrom", f"{EX}{n}", f"{EX}{n + 7}")
        for n in range(10, 3500)
        if {f"{EX}{n}", f"{EX}{n + 7}"} <= nodes
    ]
    found = answer(list(found.nodes), [*found.relations, *more])
    assert len(found.nodes) > 5000
    assert len(found.relations) > 10_000
    begin = time.process_time()
    text = html(found)
    assert time.process_time() - begin < 2
    data = Page(text).data
    tops = {top(data, node) for node in data["nodes"]}
    assert len(tops) < 150


def top(data: dict[str, Any], node: dict[str, Any]) -> object:
    """Return what stands for a node when all is folded."""
    group = node["group"]
    if group is None:
        return node["id"]
    while data["groups"][group]["parent"] is not None:
        group = data["groups"][group]["parent"]
    return group


@pytest.mark.parametrize("direction", ["up", "down", "both"])
def test_causes_stand_above_effects(direction: Any) -> None:  # noqa: ANN401  # one of three words
    """Without cycles every relation leads to an earlier layer, whatever was asked."""
    found = chain(50)
    turned = Lineage(found.start, direction, complete=True, nodes=found.nodes,
                     relations=found.relations)  # fmt: skip
    layered = layers(turned.nodes, turned.relations, direction)
    place = {name: number for number, layer in enumerate(layered) for name in layer}
    assert place.keys() == {node.id for node in found.nodes}
    assert all(place[r.start] > place[r.end] for r in found.relations)


def test_another_effect_stands_next_to_its_cause() -> None:
    """It is drawn a layer below the cause it was made from, not beside what was asked for."""
    names = {"asked": 0, "job": 1, "input": 2, "maker": 3, "config": 4, "other": 5, "later": 6}
    nodes = [Node(name, "entity", (), name, depth) for name, depth in names.items()]
    pairs = [*itertools.pairwise(list(names)[:5]), ("other", "config"), ("later", "other")]
    links = [RelationLink("wasDerivedFrom", effect, cause) for effect, cause in pairs]
    expected = [["config"], ["maker", "other"], ["input", "later"], ["job"], ["asked"]]
    assert [sorted(layer, key=[*names].index) for layer in layers(nodes, links, "up")] == expected


def test_a_cycle_and_a_long_chain_have_layers() -> None:
    """PROV allows nonsense; a chain of 5,000 has 5,000 layers and few things to read."""
    ring = [Node(f"{EX}{n}", "entity", (), str(n), n) for n in range(9)]
    links = [RelationLink("wasDerivedFrom", a.id, b.id) for a, b in zip(ring, ring[1:] + ring[:1],
                                                                     strict=True)]  # fmt: skip
    assert sum(map(len, layers(ring, links, "up"))) == 9
    row = [Node(f"{EX}{n}", "entity", (), str(n), n) for n in range(5000)]
    result = answer(
        row,
        [RelationLink("wasDerivedFrom", a.id, b.id) for a, b in itertools.pairwise(row)],
    )
    assert len(layers(result.nodes, result.relations, "up")) == 5000
    data = Page(html(result)).data
    assert len({top(data, node) for node in data["nodes"]}) < 200


def test_what_is_alike_is_a_group() -> None:
    """Names that count up share a group, named by what they share; a few stay by themselves."""
    many = [Node(f"{EX}{n}", "entity", (), f"run{n}.dl2.h5", 1) for n in range(FEWEST)]
    few = [Node(f"{EX}x{n}", "entity", (), f"cfg{n}.yaml", 1) for n in range(FEWEST - 1)]
    groups, innermost = grouped([[*many, *few]])
    assert [(group.label, group.kind) for group in groups] == [("run*.dl2.h5", "entity")]
    assert innermost == {node.id: 0 for node in many}


def test_a_folded_lineage_has_a_node_for_each_group() -> None:
    """Its relations are those of the members, once each; marks and cuts are not lost."""
    whole = chain(49)
    bad = next(node for node in whole.nodes if node.label == "gamma_run0042.dl2.h5")
    mark = Mark("m", bad.id, "clouds", "ann", None, label=bad.label)
    nodes = tuple(replace(node, mark=mark) if node is bad else node for node in whole.nodes)
    cuts = tuple(Frontier(node.id, node.depth, "depth") for node in nodes if "simtel" in node.label)
    small = folded(replace(whole, nodes=nodes, frontier=cuts, complete=False))
    runs = next(node for node in small.nodes if node.label.startswith("gamma_run"))
    assert runs.label == "gamma_run*.dl2.h5 ×49"  # noqa: RUF001  # the sign, not the letter
    assert runs.mark == mark
    assert len(small.nodes) == 16
    assert len(small.frontier) == 1
    assert {small.frontier[0].id} < {node.id for node in small.nodes}
    ends = {(r.type, r.start, r.end, r.role) for r in small.relations}
    assert len(ends) == len(small.relations) == 18
    assert folded(small) == small


def test_a_node_related_to_itself_stays_so() -> None:
    """PROV allows it; folding removes relations between members of a group alone."""
    node = Node(EX, "entity", (), "a", 0)
    whole = answer([node], [RelationLink("wasDerivedFrom", EX, EX)])
    assert folded(whole) == whole


def test_dot_has_a_line_for_each() -> None:
    """Shapes by kind, roles at the relations, dashes where the answer was cut."""
    found = chain(1)
    cut = Frontier(found.nodes[-1].id, 8, "depth")
    text = dot(Lineage(found.start, "up", False, found.nodes, found.relations, (cut,)))  # noqa: FBT003
    assert text.count("shape=") == len(found.nodes)
    assert text.count(" -> ") == len(found.relations)
    assert 'label="used\\nEvent data"' in text
    assert text.count("dashed") == 1
    assert "shape=box" in text


@needs_graphviz
def test_graphviz_reads_hostile_labels_as_they_are() -> None:
    """The labels of the SVG are the labels, with what commands spelled out."""
    text = svg(hostile())
    assert "<script" not in text
    plain = subprocess.run(  # noqa: S603  # our own text
        [str(shutil.which("dot")), "-Tplain"],
        input=dot(hostile()).encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert plain.stdout.decode().count("\nnode ") == len(HOSTILE)
    for shown in ("&amp;lt; &amp;amp; &amp;#65;", "right\\u202eto left\\u2066", "\\N \\G \\L"):
        assert shown in text


def test_svg_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the package, and the page as what needs none."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExportError, match=r"package graphviz .*--format html"):
        svg(chain(1))


@pytest.mark.parametrize(
    ("script", "words"),
    [("exec sleep 20", "in 0.2 seconds"), ("echo out of memory >&2; exit 1", "out of memory")],
)
def test_svg_when_graphviz_does_not_answer(
    script: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graphviz has a bounded time; its complaint is passed on."""
    program = tmp_path / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(ExportError, match=words):
        svg(chain(1), seconds=0.2)


def test_ten_thousand_equal_siblings_are_a_line() -> None:
    """The first is drawn with what is below it, the others are counted."""
    lines = list(tree(chain(10_000)))
    assert len(lines) < 30
    text = "\n".join(lines)
    assert "used (data to merge) 499 more like gamma_part*.DL2.h5" in text
    assert "used (data to merge) 19 more like gamma_run*.dl2.h5" in text
    assert "--format table lists all" in lines[-1]


def test_a_few_equal_siblings_are_drawn() -> None:
    """Ten runs are ten branches, and none is shown as folded."""
    text = "\n".join(tree(chain(10)))
    assert text.count("gamma_run00") == 10
    assert "more like" not in text
    assert "not drawn" not in text


def test_steps_against_a_relation_are_drawn() -> None:
    """What --follow all adds hangs where it was found: alternates, and a collection's maker."""
    kinds = {"member": 0, "alternate": 1, "collection": 1, "older": 2, "maker": 2}
    nodes = [Node(EX + n, "entity", (), n, depth) for n, depth in kinds.items()]
    links = (
        *(("alternateOf", "alternate", "member"), ("hadMember", "collection", "member")),
        *(("wasDerivedFrom", "alternate", "older"), ("wasGeneratedBy", "collection", "maker")),
    )
    result = answer(nodes, [RelationLink(kind, EX + a, EX + b) for kind, a, b in links])
    assert [line.split("  [")[0] for line in tree(result)] == [
        "member",
        "├─ alternateOf alternate",
        "│  └─ wasDerivedFrom older",
        "└─ ← hadMember collection",
        "   └─ wasGeneratedBy maker",
        "",
        "4 entities",
    ]


def test_a_tree_in_both_directions() -> None:
    """What it comes from and what came of it are two trees."""
    nodes = [Node(f"{EX}{n}", "entity", (), n, d) for n, d in (("b", 0), ("a", 1), ("c", 1))]
    links = [RelationLink("wasDerivedFrom", EX + a, EX + b) for a, b in (("b", "a"), ("c", "b"))]
    both = Lineage((EX + "b",), "both", True, tuple(nodes), tuple(links))  # noqa: FBT003
    lines = [line.split("  ")[0] for line in tree(both)]
    assert lines == [
        *("upstream", "b", "└─ wasDerivedFrom a"),
        *("", "downstream", "b", "└─ wasDerivedFrom c", "", "2 entities"),
    ]
