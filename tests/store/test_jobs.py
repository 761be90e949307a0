"""Jobs: the list of executions, its pages in every order, its conditions and its counts."""

from __future__ import annotations

import base64
import random
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import SelectorError
from provgraph.graph import statements
from provgraph.model.jobs import JOB_COLUMNS, LISTED_VALUES, SELECTORS, job_columns
from provgraph.model.times import timestamp
from provgraph.queries import job_facets, jobs
from provgraph.results.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import neo4j

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SORTS = sorted(jobs.SORTS)
_TEXTS = ("", "a", "b", "Älpha", "😀")
_NUMBERS = (None, -3, 0, 0.5, 7, 1e12)


def _some_jobs(seed: int, count: int) -> list[dict[str, Any]]:
    """Return rows of jobs with few different values, so that many are equal."""
    chooser = random.Random(seed)  # noqa: S311
    return [_some_job(chooser, f"urn:job:{seed}:{number}") for number in range(count)]


def _some_job(chooser: random.Random, key: str) -> dict[str, Any]:
    values: dict[str, object] = {}
    for column in JOB_COLUMNS:
        if column.kind == "number":
            values[column.name] = chooser.choice(_NUMBERS)
        elif column.kind == "time":
            values[column.name] = timestamp(FIRST + timedelta(hours=chooser.randrange(5)))
        else:
            values[column.name] = chooser.choice(_TEXTS)
    start = chooser.choice([None, *(FIRST + timedelta(hours=h) for h in range(20))])
    return {"id": key, **job_columns(key, timestamp(start), values)}


def _put(cypher: Cypher, rows: list[dict[str, Any]]) -> None:
    cypher("UNWIND $rows AS row CREATE (j:Job:Store) SET j = row", rows=rows)


def _pages(store: Store, **question: Any) -> Iterator[Job]:  # noqa: ANN401  # as Store.jobs takes it
    """Yield the jobs of all pages."""
    after = None
    while True:
        page = store.jobs(**question, after=after)
        yield from page.jobs
        after = page.next
        if after is None:
            return


def _order(job: Job, sort: str) -> tuple[bool, Any]:
    """Return what sorts a job, without its place among equal ones."""
    value = getattr(job, sort)
    return value is not None, value if value is not None else 0


def test_a_job_is_what_its_log_says(store: Store) -> None:
    """Name, status, times, exit code, software and numbers of files are those of the record."""
    store.load(EXAMPLES / "ctapipe" / "13_chain_apply_models.provenance.log")
    (job,) = store.jobs().jobs
    shown = {field.name: getattr(job, field.name) for field in fields(Job)}
    assert {name: value for name, value in shown.items() if value is not None} == {
        "id": "urn:uuid:8601ecd7-c2fe-4126-9bad-7ed7a697b2f2",
        "name": "ctapipe-apply-models",
        "status": "completed",
        "start": "2026-11-22T06:16:01.988000Z",
        "end": "2026-11-22T06:16:06.811000Z",
        "duration": 4.823,
        "exit_code": 0,
        "host": "worker01",
        "software": "ctapipe",
        "version": "0.28.0",
        "inputs": 2,
        "outputs": 1,
    }


def test_a_deleted_document_is_no_job(store: Store) -> None:
    """When the document of an activity is deleted, its job goes."""
    store.load(EXAMPLES / "ctapipe" / "13_chain_apply_models.provenance.log")
    (job,) = store.jobs().jobs
    store.delete(str(job.id))
    assert store.jobs().count == 0


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("ascending", [False, True])
def test_pages_list_each_job_once(
    store: Store, cypher: Cypher, sort: str, *, ascending: bool
) -> None:
    """In every order the pages have all jobs, each once, sorted, those without a value lowest."""
    _put(cypher, _some_jobs(1, 60))
    listed = list(_pages(store, sort=sort, ascending=ascending, limit=7))
    assert sorted(str(job.id) for job in listed) == sorted(f"urn:job:1:{n}" for n in range(60))
    values = [_order(job, sort) for job in listed]
    assert values == sorted(values, reverse=not ascending)


@pytest.mark.parametrize("sort", ["start", "status", "duration"])
def test_pages_hold_while_jobs_arrive(store: Store, cypher: Cypher, sort: str) -> None:
    """Jobs that arrive between two pages neither repeat nor hide one that was there before."""
    _put(cypher, _some_jobs(1, 60))
    before = {job.id for job in _pages(store, sort=sort, limit=60)}
    listed, after, number = [], None, 1
    while True:
        page = store.jobs(sort=sort, limit=7, after=after)
        listed += [job.id for job in page.jobs]
        after = page.next
        if after is None:
            break
        number += 1
        _put(cypher, _some_jobs(number, 5))
    assert before <= set(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("few", [0, 5, 2_000])
@pytest.mark.parametrize("seed", range(3))
def test_conditions_choose_what_they_say(
    store: Store, cypher: Cypher, monkeypatch: pytest.MonkeyPatch, seed: int, few: int
) -> None:
    """By each index, the jobs that meet all conditions are listed and counted, and no others."""
    monkeypatch.setattr(jobs, "_FEW", few)
    _put(cypher, _some_jobs(seed, 80))
    everything = list(_pages(store, limit=50))
    chooser = random.Random(seed)  # noqa: S311
    for _ in range(12):
        chosen = {
            column.name: [chooser.choice(_TEXTS) for _ in range(chooser.randrange(1, 3))]
            for column in chooser.sample(SELECTORS, chooser.randrange(3))
        }
        since = chooser.choice([None, "2026-01-01T05:00"])
        until = chooser.choice([None, "2026-01-01T12:00"])
        text = chooser.choice([None, None, "ÄLPHA", "job"])
        version = chosen.pop("version", None)
        expected = [
            job.id
            for job in everything
            if all((getattr(job, name) or "") in values for name, values in chosen.items())
            and (since is None or (job.start or "") >= since)
            and (until is None or "0" < (job.start or "") < until)
            and (text != "ÄLPHA" or "Älpha" in _searched(job))
        ]
        if version is not None:
            name, wanted = chosen.get("software", ["a"])[0], version[0]
            chosen["software"] = [f"{name}={wanted}"]
            expected = [
                job.id
                for job in everything
                if job.id in expected and (job.software or "", job.version or "") == (name, wanted)
            ]
        sort, ascending = chooser.choice(SORTS), chooser.random() < 0.5
        question: dict[str, Any] = {**chosen, "since": since, "until": until, "text": text}
        listed = list(_pages(store, **question, sort=sort, ascending=ascending, limit=3))
        assert sorted(str(job.id) for job in listed) == sorted(map(str, expected)), question
        page = store.jobs(**question, limit=1)
        assert (page.count, page.count_complete) == (len(expected), True)


def _searched(job: Job) -> set[str | None]:
    names = ("name", "job_id", "job_name", "job_group", "production", "host", "site", "owner")
    return {getattr(job, name) for name in names}


def test_a_count_has_an_end(store: Store, cypher: Cypher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under conditions jobs are counted up to a limit, and the answer says that there are more."""
    monkeypatch.setattr(jobs, "COUNT_LIMIT", 10)
    monkeypatch.setattr(jobs, "_FEW", 3)
    _put(cypher, _some_jobs(1, 40))
    page = store.jobs(since="2026-01-01", limit=2)
    assert (page.count, page.count_complete) == (10, False)
    page = store.jobs(limit=2)
    assert (page.count, page.count_complete) == (40, True)


def test_values_are_counted_under_the_other_conditions(store: Store, cypher: Cypher) -> None:
    """A condition on a column restricts the counts of the others, not its own."""
    _put(cypher, _some_jobs(1, 80))
    everything = list(_pages(store))
    facets = {facet.column: facet for facet in store.job_facets(status="a").facets}
    assert list(facets) == [column.name for column in LISTED_VALUES]
    for name, facet in facets.items():
        counted = [job for job in everything if name == "status" or job.status == "a"]
        values = [getattr(job, name) for job in counted]
        assert {item.value: item.count for item in facet.values} == {
            value: values.count(value) for value in values
        }
        assert facet.complete
        counts = [item.count for item in facet.values]
        assert counts == sorted(counts, reverse=True)


def test_values_that_took_long_are_kept(
    store: Store, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that took long is given again; it says when it was counted."""
    monkeypatch.setattr(job_facets, "_SECONDS_WORTH_KEEPING", 0)
    monkeypatch.setattr(job_facets, "_KEPT_FOR", 1e6)
    first = store.job_facets()
    _put(cypher, _some_jobs(1, 3))
    assert store.job_facets() is first
    assert store.job_facets(status="a") is not first
    monkeypatch.setattr(job_facets, "_kept", {})


_BY_DURATION = base64.urlsafe_b64encode(b'["duration", false, "x", "y"]').decode()
"""A cursor with a text where the order has numbers."""


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ({"sort": "colour"}, "no column 'colour'"),
        ({"since": "yesterday"}, "not a valid time"),
        ({"after": "xyz"}, "not the cursor"),
        ({"after": "WzEsMl0"}, "not the cursor"),
        (
            {"after": "WyJkdXJhdGlvbiIsIGZhbHNlLCAieCIsICJ5Il0", "sort": "duration"},
            "not the cursor",
        ),
        ({"after": "WyJkdXJhdGlvbiIsIGZhbHNlLCAieCIsICJ5Il0"}, "another order"),
        ({"after": "é"}, "not the cursor"),
    ],
)
def test_what_cannot_be_asked_is_explained(
    store: Store, question: dict[str, str], reason: str
) -> None:
    """An unknown column, a text that is no time, and a wrong cursor are errors in words."""
    with pytest.raises(SelectorError, match=reason):
        store.jobs(**question)  # type: ignore[arg-type]


PAGES = [
    name
    for name in statements.names()
    if name.startswith(("jobs/by_", "jobs/of_", "jobs/count_of_", "jobs/beginnings_of_"))
    and not name.endswith("of_text")
]


@pytest.fixture
def poor_statistics(store: Store, cypher: Cypher) -> None:
    """Let all jobs have a place and no more: a planner without hints scans an index then."""
    assert store is not None
    cypher("UNWIND range(1, 100) AS n CREATE (:Job {position: 'p' + n})")
    cypher("CALL db.clearQueryCaches()")


@pytest.mark.usefixtures("poor_statistics")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_from_an_index(driver: neo4j.Driver, name: str) -> None:
    """No plan scans all jobs or sorts them: a page's rows come in order from an index."""
    statement = statements.statement(name)
    parameters: dict[str, Any] = dict.fromkeys(statement.used, "x")
    conditions: dict[str, object] = {"columns": [], "text": None, "since": "", "until": "x"}
    parameters |= {"limit": 50, "conditions": conditions}
    plan = driver.execute_query(f"EXPLAIN {statement.text}", parameters).summary.plan
    assert plan is not None
    kinds = set(_operators(plan))
    assert any(kind.startswith("NodeIndexSeek") for kind in kinds)
    scans = ("Sort", "Top", "Union", "NodeByLabel", "NodeIndexScan")
    assert not {kind for kind in kinds if kind.startswith(scans)}


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"]
    for child in plan.get("children", []):
        yield from _operators(child)
