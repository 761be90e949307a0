"""Times: instants in every answer, days of UTC, and each of several times counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.render import why as render

if TYPE_CHECKING:
    from provgraph.store import Store

CASES = Path(__file__).parents[1] / "data" / "cases" / "questions"
EX = "http://example.org/"


def test_documents_that_disagree_on_the_offset(store: Store) -> None:
    """The activity is found by its time, counted on its day, and has a duration, in any order."""
    for names in (("disagree1", "disagree2"), ("disagree2", "disagree1")):
        for name in names:
            store.load(CASES / f"{name}.provn")
        page = store.find(kind="activity", since="2026-04-01", until="2026-04-02")
        assert [(found.label, found.time) for found in page.found] == [
            ("run", "2026-04-01T10:00:00Z")
        ]
        assert store.find(kind="activity", since="2026-04-02").found == ()
        answer = store.stats()
        assert answer.starts == {"2026-04-01": 1}
        assert [activity.median for activity in answer.activities] == [600]
        step = store.why(f"{EX}disagree/run").makers[0]
        assert (step.start, step.end) == ("2026-04-01T10:00:00+00:00", "2026-04-01T10:10:00+00:00")
        for document in store.documents():
            store.delete(document.id)


def test_several_times_of_one_activity_all_count(store: Store) -> None:
    """It is found by each, counted on each day, and ran from the first start to the last end."""
    for number, (start, end) in enumerate(
        [
            ("2026-04-01T23:30:00-05:00", "2026-04-02T05:00:00"),
            ("2026-04-01T10:00:00", "2026-04-01T10:10:00"),
            ("2026-04-03T10:00:00.123456789Z", "-"),
        ]
    ):
        text = f"document prefix ex <{EX}> activity(ex:run, {start}, {end}) endDocument"
        store.load(text.encode(), name=f"{number}.provn")
    for day in ("2026-04-01", "2026-04-02", "2026-04-03"):
        page = store.find(kind="activity", since=f"{day}T00:00Z", until=f"{day}T23:59Z")
        assert [found.label for found in page.found] == ["run"], day
    answer = store.stats()
    assert answer.starts == {"2026-04-01": 1, "2026-04-02": 1, "2026-04-03": 1}
    assert answer.activities[0].median == 19 * 3600
    step = store.why(f"{EX}run").makers[0]
    assert (step.start, step.end) == ("2026-04-01T10:00:00+00:00", "2026-04-02T05:00:00+00:00")
    assert step.attributes["startTime"].endswith("2026-04-03T10:00:00.123456789+00:00")


def test_times_with_offsets(store: Store) -> None:
    """Days are UTC's, durations those of instants, offsets are shown, the earlier comes first."""
    store.load(CASES / "zones.provn")
    answer = store.stats()
    assert answer.starts == {"2026-03-02": 1, "2026-03-05": 1, "2026-03-07": 2}
    medians = {activity.name: activity.median for activity in answer.activities}
    assert (medians["late"], medians["mixed"]) == (600, 300)
    elements = store.find(kind="activity", since="2026-03-02", until="2026-03-03").found
    assert [(each.label, each.time) for each in elements] == [("late", "2026-03-01T23:30:00-05:00")]
    explained = store.why(f"{EX}zones/x")
    assert [step.label for step in explained.recipe] == ["first", "second"]
    text = "\n".join(render.why(explained))
    assert "2026-03-07T09:00:00+02:00 to ?" in text
