"""Implied relations: followed like stated ones, never exported, deleted with their document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph.graph import schema
from provgraph.graph.connection import Connection
from provgraph.model.namespaces import XSD
from provgraph.serialisers import serialise
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Target
    from provgraph.store import Store

CASES = Path(__file__).parents[1] / "data" / "cases" / "questions"
EX = "http://example.org/"


def test_the_activity_of_a_derivation(store: Store) -> None:
    """It made the one file and used the other; `why` names it, `impact` reaches through it."""
    outcome = store.load(CASES / "derivation_activity.provn")
    assert (outcome.records, outcome.elements, outcome.relations) == (4, 3, 1)
    explained = store.why(f"{EX}deriv/article2")
    assert [(maker.label, [f.label for f in maker.inputs]) for maker in explained.makers] == [
        ("correct", ["article1"])
    ]
    assert [step.label for step in explained.recipe] == ["correct"]
    assert {each.label for each in store.impact(f"{EX}deriv/correct").touched} == {"article2"}
    assert store.stats().orphans == 0
    assert dict(store.stats().relations) == {"wasDerivedFrom": 1}


def test_the_starter_of_an_activity(store: Store) -> None:
    """It made the trigger: from the starter down, the ticket and the job."""
    store.load(CASES / "started_by_starter.provn")
    answer = store.lineage(f"{EX}start/scheduler", direction="down")
    assert {node.label: node.depth for node in answer.nodes} == {
        "scheduler": 0,
        "ticket": 1,
        "job": 2,
    }
    assert store.path(f"{EX}start/job", f"{EX}start/scheduler").length == 2
    assert [end.label for end in store.roots(f"{EX}start/job").ends] == ["scheduler"]
    assert store.stats().orphans == 0


def test_plans_and_starters_are_connected(store: Store) -> None:
    """Elements that only a third argument names are not unconnected or lost."""
    store.load(CASES / "export_third_arguments.provn")
    assert store.stats().orphans == 0


def test_what_is_implied_goes_with_its_last_document(
    store: Store, cypher: Callable[..., list[dict[str, object]]]
) -> None:
    """Two documents imply the same; the second deletion leaves nothing."""
    names = []
    for number in range(2):
        text = f"""document prefix ex <{EX}> entity(ex:other{number})
            wasDerivedFrom(ex:b, ex:a, ex:run, -, -) actedOnBehalfOf(ex:p, ex:q, ex:run)
            wasStartedBy(ex:run, ex:ticket, ex:boss, -) wasAssociatedWith(ex:run, ex:p, ex:plan)
            endDocument"""
        names.append(store.load(text.encode(), name=f"{number}.provn").documents[0])
    implied = "MATCH ()-[r]->() WHERE type(r) STARTS WITH 'IMPLIED_' RETURN count(r) AS n"
    count = cypher(implied)[0]["n"]
    store.delete(names[0])
    assert cypher(implied)[0]["n"] == count
    assert store.lineage(f"{EX}boss", direction="down").nodes[-1].label == "b"
    store.delete(names[1])
    assert cypher(implied)[0]["n"] == 0
    assert cypher("MATCH (e:Element) RETURN count(e) AS n")[0]["n"] == 0


@pytest.mark.parametrize("form", ["provn", "json", "xml", "turtle"])
def test_the_export_of_a_selection_is_closed_and_equal(form: str, store: Store) -> None:
    """Plan and starter are declared; loaded again, the same selection gives the same export."""
    store.load(CASES / "export_third_arguments.provn")
    text = serialise(store.export(f"{EX}third/job"), form).text
    first = set(serialise(store.export(f"{EX}third/job"), "provn").text.splitlines())
    joined = "\n".join(first)
    assert "entity(ex:script, [prov:type='provgraph:Outside'])" in joined
    assert "activity(ex:cron, -, -, [prov:type='provgraph:Outside'])" in joined
    assert "wasGeneratedBy" not in joined
    for document in store.documents():
        store.delete(document.id)
    store.load(text.encode(), name=f"again.{form}")
    again = serialise(store.export(all=True), "provn").text.splitlines()
    assert set(again) == first


def test_the_export_declares_what_no_document_does(store: Store) -> None:
    """Chosen elements that are only referred to, in each place, have the kind of that place."""
    text = f"""document prefix ex <{EX}>
        wasDerivedFrom(ex:b, ex:a, ex:run, -, -) actedOnBehalfOf(ex:p, ex:q, ex:run)
        wasAssociatedWith(ex:run, ex:p, ex:plan) wasEndedBy(ex:run, ex:a, ex:boss, -)
        endDocument"""
    store.load(text.encode(), name="undeclared.provn")
    lines = serialise(store.export(f"{EX}b", f"{EX}run", f"{EX}p"), "provn").text.splitlines()
    lines = [line.strip() for line in lines]
    for kind, names, mark in (
        ("entity", ("b",), "Undeclared"),
        ("agent", ("p",), "Undeclared"),
        ("entity", ("a", "plan"), "Outside"),
        ("agent", ("q",), "Outside"),
    ):
        for name in names:
            assert f"{kind}(ex:{name}, [prov:type='provgraph:{mark}'])" in lines
    for name, mark in (("run", "Undeclared"), ("boss", "Outside")):
        assert f"activity(ex:{name}, -, -, [prov:type='provgraph:{mark}'])" in lines


def test_a_store_of_schema_1_gets_them_when_it_is_opened(
    store: Store, cypher: Callable[..., list[dict[str, object]]], target: Target
) -> None:
    """Without what later versions add, opening makes the graph of a fresh load."""
    for name in ("derivation_activity", "started_by_starter", "export_third_arguments"):
        store.load(CASES / f"{name}.provn")
    text = f"document prefix ex <{EX}> wasDerivedFrom(ex:b, ex:a, ex:run, -, -) endDocument"
    store.load(text.encode(), name="isolated.provn", isolated=True)
    for name in ("disagree1", "disagree2"):
        store.load(CASES / f"{name}.provn")
    fresh = graph(cypher)
    cypher("MATCH ()-[r]->() WHERE type(r) STARTS WITH 'IMPLIED_' DELETE r")
    cypher(
        "MATCH (e:Element) WHERE NOT EXISTS { (e)--(:Element) } AND NOT e:Activity "
        "AND NOT e:Entity AND NOT e:Agent DETACH DELETE e"
    )
    times = [f'"2026-04-01T10:00:00{offset}"^^<{XSD}dateTime>' for offset in ("", "+00:00")]
    cypher("MATCH (e:Activity {name: 'run'}) SET e.startTime = $times", times=times)
    cypher("MATCH (s:Schema) SET s.version = 1")
    connection = Connection(target)
    schema.prepare(connection, connection.verify())
    connection.close()
    assert graph(cypher) == fresh
