"""Implied relations: followed like stated ones, never exported, deleted with their document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """Elements that only a third argument names are neither unconnected nor lost."""
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
