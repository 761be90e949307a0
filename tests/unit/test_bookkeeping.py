"""Bookkeeping: what is left out of a lineage, and what has to stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provgraph.model import voprov
from provgraph.model.bookkeeping import is_bookkeeping
from provgraph.model.namespaces import LOGPROV, PROV, PROVGRAPH, VOPROV
from provgraph.queries.bookkeeping import without_bookkeeping
from provgraph.render import paths
from provgraph.results.lineage import Frontier, Lineage
from provgraph.results.nodes import Node, RelationLink, is_file
from provgraph.results.paths import RootsOrLeaves

STATUS = (f"{VOPROV}ValueEntity",)


@pytest.mark.parametrize(
    ("types", "label", "expected"),
    [
        *(((f"{namespace}ValueEntity",), "status", True) for namespace in voprov.NAMESPACES),
        (STATUS, "mean temperature", False),
        ((f"{VOPROV}DatasetEntity",), "status", False),
        ((), "status", False),
        ((f"{VOPROV}UsageDescription",), "events", True),
        ((f"{VOPROV}Parameter",), "method", True),
        ((f"{VOPROV}ConfigFile",), "tool.yaml", False),
        ((f"{PROVGRAPH}Configuration",), "configuration of MergeTool", True),
        ((f"{PROV}Collection", f"{PROVGRAPH}Environment"), "environment", True),
        ((f"{PROV}Collection",), "night", False),
        ((f"{PROVGRAPH}QualityAnnotation",), "wrong", True),
        ((f"{LOGPROV}ExecutionSession",), "06286", True),
        (("ExecutionSession",), "06286", True),
        (("Parameters",), "Parameters", True),
        (("File",), "DL1File", False),
    ],
)
def test_what_is_bookkeeping(types: tuple[str, ...], label: str, *, expected: bool) -> None:
    """Types tell, and of a value its label: a measured value is data, a status is not."""
    assert is_bookkeeping(types, label) is expected


@pytest.mark.parametrize(
    ("kind", "types", "label", "expected"),
    [
        ("entity", ("File",), "a.fits", True),
        ("unknown", (), "a.fits", True),
        ("entity", STATUS, "mean temperature", False),
        ("entity", STATUS, "status", False),
        ("entity", ("Parameters",), "Parameters", False),
        ("activity", (), "merge", False),
        ("agent", (), "ann", False),
    ],
)
def test_what_is_a_file(kind: str, types: tuple[str, ...], label: str, *, expected: bool) -> None:
    """Neither values nor bookkeeping nor those who act are counted as files."""
    node = Node("x", kind, types, label)  # type: ignore[arg-type]  # a kind
    assert is_file(node) is expected


def _lineage(
    *links: tuple[str, str, str], start: str = "start", cut: tuple[str, ...] = ()
) -> Lineage:
    """Return a lineage of relations (type, from, to); nodes called status… are statuses."""
    names = dict.fromkeys([start, *(end for _, *ends in links for end in ends)])
    nodes = tuple(
        Node(name, "entity", STATUS, "status")
        if name.startswith("status")
        else Node(name, "entity", (), name)
        for name in names
    )
    relations = tuple(RelationLink(*link) for link in links)
    return Lineage(
        start=(start,),
        direction="down",
        complete=not cut,
        nodes=nodes,
        relations=relations,
        frontier=tuple(Frontier(name, 1, "depth") for name in cut),
    )


@pytest.mark.parametrize(
    ("links", "start", "shown", "left_out"),
    [
        ([("wasGeneratedBy", "status", "start"), ("used", "x", "start")], "start", ["x"], 1),
        ([("wasGeneratedBy", "status", "start"), ("used", "x", "status")], "start", None, 0),
        ([("wasInfluencedBy", "start", "status")], "start", None, 0),
        ([("wasGeneratedBy", "status", "job")], "status", None, 0),
    ],
    ids=["leaf", "between", "followed on purpose", "start"],
)
def test_what_stays(
    links: list[tuple[str, str, str]], start: str, shown: list[str] | None, left_out: int
) -> None:
    """Only what nothing hangs on is left out, with its relations."""
    before = _lineage(*links, start=start)
    answer = without_bookkeeping(before)
    assert answer.left_out == left_out
    if shown is None:
        assert answer == before
    else:
        assert [node.id for node in answer.nodes] == [start, *shown]
        assert len(answer.relations) == len(shown)


def test_where_an_answer_was_cut_stays() -> None:
    """Something lies behind a frontier: without it, the answer could not be continued."""
    before = _lineage(("used", "start", "status"), ("used", "start", "status2"), cut=("status",))
    answer = without_bookkeeping(before)
    assert [node.id for node in answer.nodes] == ["start", "status"]
    assert (answer.frontier, answer.left_out) == (before.frontier, 1)


def test_only_entities_are_left_out() -> None:
    """An activity or agent with such a type is none, as the statements have it."""
    before = _lineage(("used", "start", "status"))
    nodes = (before.nodes[0], replace(before.nodes[1], kind="activity"))
    assert without_bookkeeping(replace(before, nodes=nodes)).left_out == 0


def test_what_ends_leave_out_is_told() -> None:
    """Roots say how much bookkeeping and how many unspecified elements they leave out."""
    lines = list(paths.ends(RootsOrLeaves(("a",), "roots", (), left_out=1, unspecified=2)))
    assert lines[1] == "1 bookkeeping entity is left out: --all-entities"
    assert lines[2].startswith("2 ends of relations")
