"""Bookkeeping in a store: every question leaves out the same, says so, and shows it when asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage
    from provgraph.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples" / "ctapipe"
RAW, PRODUCT = "history_meta_75.simtel.zst", "gamma_applied.DL2.h5"
SESSION = b"""document
  prefix ex <http://example.org/>
  activity(ex:r0_to_dl1)
  entity(ex:raw, [prov:type="File", prov:label="run.fits"])
  entity(ex:set, [prov:type="Parameters", prov:label="Parameters"])
  entity(ex:value, [prov:type="Parameters", prov:label="derived"])
  activity(ex:fit)
  used(ex:r0_to_dl1, ex:raw, -)
  used(ex:r0_to_dl1, ex:set, -)
  wasGeneratedBy(ex:raw, -, -)
  used(ex:r0_to_dl1, ex:value, -)
  wasGeneratedBy(ex:value, ex:fit, -)
endDocument"""

EX = "http://example.org/"
ONLY_PARAMETERS = b"""document
  prefix ex <http://example.org/>
  entity(ex:set, [prov:type="Parameters"])
  used(ex:one, ex:set, -)
  used(ex:two, ex:set, -)
endDocument"""
CONFIGURED = b"""document
  prefix ex <http://example.org/>
  prefix voprov <http://www.ivoa.net/documents/ProvenanceDM/voprov/>
  entity(ex:cfg, [prov:type="Parameters"])
  used(ex:a0, ex:cfg, -)
  used(ex:a0, ex:f1, -)
  wasGeneratedBy(ex:f1, ex:a1, -)
  wasInfluencedBy(ex:a1, ex:cfg)
  used(ex:a1, ex:f2, -)
endDocument"""
CIRCLE = b"""document
  prefix ex <http://example.org/>
  wasDerivedFrom(ex:a, ex:b)
  wasDerivedFrom(ex:b, ex:a)
  used(ex:one, ex:a, -)
  used(ex:two, ex:b, -)
endDocument"""


@pytest.fixture
def loaded(store: Store) -> Store:
    """Return a store that holds the chain of jobs."""
    for file in sorted(EXAMPLES.glob("*")):
        store.load(file)
    return store


def statuses(answer: Lineage) -> int:
    """Return how many statuses are in a lineage."""
    return sum(node.label == "status" for node in answer.nodes)


@pytest.mark.parametrize("bounds", [{}, {"depth": 90}, {"follow": "responsibility"}])
def test_a_lineage_leaves_out_statuses(bounds: dict[str, object], loaded: Store) -> None:
    """At once or step by step, whatever is followed; depths has the same elements."""
    shown = loaded.lineage(RAW, direction="down", **bounds)  # type: ignore[arg-type]  # options
    whole = loaded.lineage(RAW, direction="down", all_entities=True, **bounds)  # type: ignore[arg-type]
    assert (statuses(shown), shown.left_out) == (0, 9)
    assert (statuses(whole), whole.left_out) == (9, 0)
    assert len(whole.nodes) == len(shown.nodes) + 9
    ids = {node.id for node in shown.nodes}
    assert all({link.start, link.end} <= ids for link in shown.relations)
    if "depth" not in bounds:
        nearest = loaded.depths(RAW, direction="down", **bounds)  # type: ignore[arg-type]
        assert nearest == {node.id: node.depth for node in shown.nodes if node.depth}


def test_a_continued_lineage_counts_once(loaded: Store) -> None:
    """What an answer left out stays left out, and counted, where it is continued."""
    part = loaded.lineage(RAW, direction="down", depth=2)
    rest = loaded.lineage(RAW, direction="down", before=part)
    assert (part.left_out, rest.left_out) == (6, 9)
    assert set(rest.nodes) == set(loaded.lineage(RAW, direction="down").nodes)


def test_a_limit_counts_what_is_shown(loaded: Store) -> None:
    """As many nodes as the limit says, or all: bookkeeping takes no place of those."""
    whole = loaded.lineage(RAW, direction="down")
    last = len(whole.nodes) - 1
    for limit in (1, 2, 5, 8, last - 1, last, last + 1):
        shown = loaded.lineage(RAW, direction="down", limit=limit)
        assert len(shown.nodes) - 1 == min(limit, last)
        assert shown.complete is (limit >= last)
        continued = loaded.lineage(RAW, direction="down", before=shown)
        assert (set(continued.nodes), continued.left_out) == (set(whole.nodes), whole.left_out)
        everything = loaded.lineage(RAW, direction="down", limit=limit, all_entities=True)
        assert len(everything.nodes) - 1 == limit
    assert shown == whole


def test_a_limit_counts_what_is_asked_for_later(store: Store) -> None:
    """A configuration that was left out counts once another relation shows it."""
    store.load(CONFIGURED, name="configured.provn")
    whole = store.lineage("ex:a0", follow="all")
    shapes = []
    for limit in range(1, 6):
        shown = store.lineage("ex:a0", follow="all", limit=limit)
        shapes.append((len(shown.nodes) - 1, shown.left_out, shown.complete))
        assert store.lineage("ex:a0", follow="all", before=shown) == whole
        everything = store.lineage("ex:a0", follow="all", limit=limit, all_entities=True)
        assert len(everything.nodes) - 1 == min(limit, 4)
    assert shapes == [(1, 1, False), (2, 1, False), (3, 0, False), (4, 0, True), (4, 0, True)]
    nearer = store.lineage("ex:a0", follow="all", depth=2)
    assert store.lineage("ex:a0", follow="all", depth=2, limit=9) == nearer


def test_find_leaves_out_bookkeeping(loaded: Store) -> None:
    """Pages hold none and say how many there are; a type or a role asks for it by name."""
    first = loaded.find(kind="entity", limit=7)
    second = loaded.find(kind="entity", limit=7, after=first.next)
    everything = loaded.find(kind="entity", all_entities=True)
    assert first.left_out == second.left_out == everything.count - first.count > 9
    assert everything.left_out == 0
    assert "status" not in {each.label for each in (*first.found, *second.found)}
    assert loaded.find(name="status").left_out == 9
    assert loaded.find(type="ValueEntity").count == 9
    for where in ("type=ValueEntity", "prov:type=voprov:ValueEntity"):
        assert loaded.find(where=[where]).count == 9
    assert loaded.find(where=["type!=DatasetEntity"]).left_out > 9
    assert loaded.find(role="status", kind="entity").count == 9
    assert loaded.find(kind="activity").left_out == 0


@pytest.mark.usefixtures("loaded", "environment")
def test_ids_say_what_they_leave_out() -> None:
    """What is given to the next command is without bookkeeping: stderr says so."""
    answer = CliRunner().invoke(main, ["find", "--kind", "entity", "--ids"])
    assert "bookkeeping entities are left out: --all-entities" in answer.stderr
    assert "left out" not in answer.stdout
    everything = CliRunner().invoke(main, ["find", "--kind", "entity", "--ids", "--all-entities"])
    assert everything.stderr == ""


def test_ends_leave_out_bookkeeping(store: Store) -> None:
    """Roots name what they leave out; what lies between two elements stays in a lineage."""
    store.load(SESSION, name="session.provn")
    roots = store.roots("ex:r0_to_dl1")
    assert [each.label for each in roots.ends] == ["run.fits", "fit"]
    assert (roots.left_out, roots.unspecified) == (1, 1)
    assert store.roots("ex:r0_to_dl1", all_entities=True).left_out == 0
    shown = store.lineage("ex:r0_to_dl1")
    assert [node.label for node in shown.nodes if node.depth == 1] == ["run.fits", "derived"]
    assert shown.left_out == 1


@pytest.mark.parametrize(
    "cut", [{"depth": 1}, {"limit": 1}, {"limit": 2}, {"until": ["type=Parameters"]}]
)
def test_a_continued_lineage_is_the_whole(cut: dict[str, Any], store: Store) -> None:
    """Wherever an answer is cut, also at bookkeeping that leads on, it can be continued."""
    store.load(SESSION, name="session.provn")
    part = store.lineage("ex:r0_to_dl1", **cut)
    assert (part.complete, bool(part.frontier)) == (False, True)
    for everything in (False, True):
        whole = store.lineage("ex:r0_to_dl1", all_entities=everything)
        assert store.lineage("ex:r0_to_dl1", before=part, all_entities=everything) == whole


def test_impact_keeps_what_leads_on(store: Store) -> None:
    """Impact, depths and lineage have the same elements."""
    store.load(SESSION, name="session.provn")
    shown = store.impact("ex:fit")
    assert [each.label for each in shown.touched] == ["derived", "r0_to_dl1"]
    assert {each.id: each.depth for each in shown.touched} == store.depths(
        "ex:fit", direction="down"
    )
    assert {each.id for each in store.lineage("ex:fit", direction="down").nodes} == {
        *shown.start,
        *(each.id for each in shown.touched),
    }
    assert (shown.left_out, store.impact("ex:set").left_out) == (0, 0)


def test_common_leaves_out_bookkeeping(store: Store) -> None:
    """Shared parameters that come from nothing are left out and counted; what leads on is not."""
    store.load(SESSION, name="session.provn")
    store.load(SESSION.replace(b":r0_to_dl1", b":again"), name="again.provn")
    pair = ("ex:r0_to_dl1", "ex:again")
    shown, whole = store.common(*pair), store.common(*pair, all_entities=True)
    assert [each.label for each in shown.nearest] == ["run.fits", "derived"]
    assert (shown.total, shown.left_out) == (3, 1)
    assert {each.label for each in whole.nearest} == {"run.fits", "derived", "Parameters"}
    assert (whole.total, whole.left_out) == (4, 0)
    assert "3 common ancestors" in str(store.path(*pair).reason)
    assert store.common("ex:set", "ex:again").nearest[0].label == "Parameters"


def test_only_bookkeeping_in_common(store: Store) -> None:
    """Then there is no ancestor to name, and the answers say why, also where a circle is."""
    store.load(ONLY_PARAMETERS, name="session.provn")
    shown = store.common("ex:one", "ex:two")
    assert (shown.total, shown.left_out, shown.nearest) == (0, 1, ())
    assert "only bookkeeping in common" in str(store.path("ex:one", "ex:two").reason)
    store.load(CIRCLE, name="circle.provn")
    circle = store.common("ex:one", "ex:two")
    assert (circle.total, circle.left_out) == (2, 1)
    assert {each.id for each in circle.nearest} == {EX + "a", EX + "b"}


def test_leaves_leave_out_statuses(loaded: Store) -> None:
    """A job that wrote nothing but its status is the end of the lineage."""
    leaves = loaded.leaves(RAW)
    assert [each.label for each in leaves.ends] == [PRODUCT]
    assert leaves.left_out == 9
    assert len(loaded.leaves(RAW, all_entities=True).ends) == 10
