"""Find and stats: the right elements, by an index where one serves; the right counts."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner
from prov.constants import XSD
from prov.model import Literal, ProvDocument

from provgraph.cli import main
from provgraph.errors import SelectorError
from provgraph.graph import statements
from provgraph.graph.connection import Connection
from provgraph.model.namespaces import PROVGRAPH
from provgraph.queries.find import FindFilter, find
from provgraph.render.text import hits
from tests.support.lineages import EX, load

if TYPE_CHECKING:
    import neo4j

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
GIVEN: dict[str, Any] = {
    "conditions": {
        "kind": None,
        "types": None,
        "name": None,
        "furtherName": None,
        "role": None,
        "status": None,
        "since": "2026-01-01",
        "until": "2026-01-02",
        "where": [],
        "agents": ["x"],
        "software": ["x"],
        "production": None,
        "bookkeeping": ["x"],
        "without": [],
    },
    "order": {
        "sort": "time",
        "after": {"time": "2026-01-01T00:00:00Z", "name": "x", "uri": "x", "key": "x"},
    },
    "leftOut": False,
    "skip": 0,
    "limit": 10,
    "part": "x",
    "settings": ["x"],
}


@pytest.fixture
def library(connection: Connection) -> Connection:
    """Load three runs of different days with a file each, and an agent."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.add_namespace("ctapipe", "https://provgraph.readthedocs.io/ns/ctapipe#")
    plan = document.valid_qualified_name("prov:Plan")
    for number, status in enumerate(("completed", "error", "completed")):
        start, end = f"2026-01-0{number + 1}T10:00:00Z", f"2026-01-0{number + 1}T11:00:00Z"
        document.activity(f"ex:run{number}", start, end, {"ctapipe:status": status})
        document.entity(f"ex:file{number}.h5", {"ex:size": number * 100, "prov:type": plan})
        document.generation(
            f"ex:file{number}.h5", f"ex:run{number}", None, None, {"prov:role": "out"}
        )
    document.agent("ex:me")
    document.association("ex:run1", "ex:me")
    document.usage("ex:run2", "ex:file0.h5")
    document.activity("ex:naive", "2026-01-02T10:30:00")
    load(connection, document)
    return connection


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (FindFilter(kind="agent"), ["me"]),
        (FindFilter(name="file1.h5"), ["file1.h5"]),
        (FindFilter(name="file*"), ["file2.h5", "file1.h5", "file0.h5"]),
        (FindFilter(name="*1.h5", kind="entity"), ["file1.h5"]),
        (FindFilter(name="*", kind="agent"), ["me"]),
        (FindFilter(status="error"), ["run1"]),
        (FindFilter(role="out", name="run?"), ["run2", "run1", "run0"]),
        (FindFilter(kind="activity", since="2026-01-02"), ["run2", "naive", "run1"]),
        (FindFilter(kind="activity", since="2026-01-02", until="2026-01-03"), ["naive", "run1"]),
        (FindFilter(kind="entity", until="2026-01-02"), ["file0.h5"]),
        (FindFilter(where=("ex:size>=100",)), ["file2.h5", "file1.h5"]),
        (FindFilter(where=("ex:size=100",)), ["file1.h5"]),
        (FindFilter(where=("ex:size!=100", "ex:size<150")), ["file0.h5"]),
        (FindFilter(type="prov:Plan", where=("ex:size<1",)), ["file0.h5"]),
        (FindFilter(type="Plan", where=("ex:size>150",)), ["file2.h5"]),
        (FindFilter(agents=(EX + "me",)), ["run1"]),
        (FindFilter(agents=(EX + "me",), kind="agent"), []),
        (FindFilter(name="*.h5", since="2026-01-02", until="2026-01-03"), ["file1.h5"]),
        (FindFilter(name="*un*", kind="activity", status="completed"), ["run2", "run0"]),
        (FindFilter(name="*[02].h5"), ["file2.h5", "file0.h5"]),
        (FindFilter(name="f*[!02].h?"), ["file1.h5"]),
        (FindFilter(where=("prov:startTime>=2026-01-03T12:00+02:00",)), ["run2"]),
        (FindFilter(name="nothing"), []),
    ],
)
def test_what_is_wanted_is_found(wanted: FindFilter, found: list[str], library: Connection) -> None:
    """Each condition alone and some together, newest first."""
    page = find(library, wanted)
    assert [hit.id.removeprefix(EX) for hit in page.found] == found
    assert not page.more


def test_pages_and_orders(library: Connection) -> None:
    """Pages follow each other; the order is by time, name or id."""
    expected = FindFilter(kind="entity")
    pages = [find(library, expected, sort="name", limit=2, page=page) for page in (1, 2)]
    assert [[hit.label for hit in page.found] for page in pages] == [
        ["file0.h5", "file1.h5"],
        ["file2.h5"],
    ]
    assert [page.more for page in pages] == [True, False]
    with pytest.raises(SelectorError, match="is not a valid time"):
        find(library, FindFilter(since="soon"))
    with pytest.raises(SelectorError, match="is not a condition"):
        find(library, FindFilter(where=("size",)))


@pytest.mark.parametrize(
    ("name", "operator"),
    [
        ("by_name", "NodeIndexContainsScan"),
        ("by_setting", "NodeUniqueIndexSeek"),
        ("by_software", "NodeUniqueIndexSeek"),
        ("by_agent", "NodeUniqueIndexSeek"),
        ("by_start_time", "NodeIndexSeekByRange"),
    ],
)
def test_an_index_serves(name: str, operator: str, driver: neo4j.Driver, store: Store) -> None:
    """The plan begins with the index, and nothing scans all nodes."""
    assert store is not None
    text = statements.statement(f"find/{name}").text
    result = driver.execute_query(f"EXPLAIN {text}", GIVEN)
    plan = json.dumps(result.summary.plan)
    assert operator in plan
    assert "AllNodesScan" not in plan
    assert "ByLabel" not in plan


def test_other_conditions_need_no_other_plan(
    library: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neo4j plans a text again for other types of its parameters: conditions are one map."""
    read_page = Connection.read_page
    kinds = set()

    def recorded(connection: Connection, page: str, count: str, /, **parameters: object) -> object:
        kinds.add((page, *((name, type(value)) for name, value in sorted(parameters.items()))))
        return read_page(connection, page, count, **parameters)

    monkeypatch.setattr(Connection, "read_page", recorded)
    first = find(library, FindFilter(), limit=1)
    find(library, FindFilter(), limit=1, after=first.next)
    find(library, FindFilter(role="x", status="completed", since="2026-01-01"), sort="name")
    find(library, FindFilter(type="File", where=("ex:x=1",), without=("use",), production="x"))
    assert len(kinds) == 1


def test_a_scan_would_be_noticed(driver: neo4j.Driver, store: Store) -> None:
    """The check above can fail: what no index serves is planned as a scan of a label."""
    assert store is not None
    text = statements.statement("find/any").text
    plan = json.dumps(driver.execute_query(f"EXPLAIN {text}", GIVEN).summary.plan)
    assert "ByLabel" in plan


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("ex:decimal=1.10", True),
        ("ex:decimal=1.1", True),
        ("ex:decimal<10", True),
        ("ex:decimal>10", False),
        ("ex:uri=http://example.org/y?z=1", True),
        ("ex:spoken=chat", True),
        ('ex:quoted=say "no"', True),
        ("ex:quoted=say", False),
        ("ex:term=ex:thing", True),
        ("ex:term=http://example.org/thing", True),
        ("ex:term!=ex:thing", False),
        ("ex:when=2026-03-04T05:06:07+01:00", True),
        ("ex:when=2026-03-04T04:06:07Z", True),
        ("ex:when<2026-03-04", False),
        ("ex:when>=2026-03-04", True),
        ("ex:yes=true", True),
        ("ex:version=0.10", True),
        ("ex:version=0.1", False),
        ("ex:large=9007199254740993", True),
        ("ex:large=9007199254740992", False),
        ("ex:none=1", False),
        ("ex:none!=1", False),
    ],
)
def test_a_condition_meets_a_value_as_people_write_it(
    condition: str,
    found: bool,  # noqa: FBT001  # the case's expected answer
    connection: Connection,
) -> None:
    """Numbers, times, URIs, names and texts are compared as what they are, however kept."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.entity(
        "ex:one",
        {
            "ex:decimal": Literal("1.10", XSD["decimal"]),
            "ex:uri": Literal("http://example.org/y?z=1", XSD["anyURI"]),
            "ex:spoken": Literal("chat", langtag="fr"),
            "ex:quoted": Literal('say "no"', langtag="en"),
            "ex:term": document.valid_qualified_name("ex:thing"),
            "ex:when": datetime.fromisoformat("2026-03-04T05:06:07+01:00"),
            "ex:yes": True,
            "ex:version": "0.10",
            "ex:large": 9007199254740993,
        },
    )
    load(connection, document)
    assert bool(find(connection, FindFilter(where=(condition,))).found) is found


@pytest.mark.parametrize("kind", [None, "activity"])
@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-01-01", "2026-01-02", {"east", "twice"}),
        ("2026-01-02", "2026-01-03", {"west", "twice"}),
        ("2026-01-02T00:30+02:00", None, {"west", "east", "twice"}),
        ("2026-01-01T22:30:01", "2026-01-02", set()),
        (None, "2026-01-01", set()),
    ],
)
def test_times_are_compared_as_instants(
    kind: str | None,
    since: str | None,
    until: str | None,
    found: set[str],
    connection: Connection,
) -> None:
    """Offsets count, whichever index is used; any of several starts may be in the interval."""
    for number, second in enumerate(("2026-01-02T00:30:00+02:00", "2026-01-03T00:30:00+02:00")):
        document = ProvDocument()
        document.add_namespace("ex", EX)
        document.activity("ex:twice", second)
        document.activity("ex:east", "2026-01-02T00:30:00+02:00")
        document.activity("ex:west", "2026-01-01T23:30:00-02:00")
        load(connection, document, str(number))
    page = find(connection, FindFilter(kind=kind, since=since, until=until))
    assert {hit.label for hit in page.found} == found


@pytest.mark.usefixtures("environment")
def test_an_activity_of_two_times_hinders_nothing(connection: Connection) -> None:
    """Documents may disagree on times: the activity is found, counted, and named by commands."""
    for number, day in enumerate(("2026-01-02", "2026-01-03")):
        document = ProvDocument()
        document.add_namespace("ex", EX)
        document.activity("ex:run", f"{day}T10:00:00Z", f"{day}T11:00:00Z")
        document.entity("ex:file")
        document.generation("ex:file", "ex:run")
        load(connection, document, str(number))
    calls = [["find"], ["stats"], *([one, "latest:file"] for one in ("show", "why", "roots"))]
    calls += [
        ["leaves", EX + "run"],
        ["impact", EX + "run"],
        ["query", "steps", "name=file"],
        ["query", "durations"],
    ]
    for words in [*calls, ["query", "activities_per_day"]]:
        result = CliRunner().invoke(main, words)
        assert (result.exit_code, result.stderr) == (0, ""), words
        assert result.stdout, words


@pytest.mark.usefixtures("environment")
def test_software_and_parameters_together(store: Store) -> None:
    """What ran with a software and was configured so: both, and a version's beginning."""
    for file in sorted((ROOT / "examples" / "ctapipe").iterdir()):
        store.load(file)
    merged = "MergeTool.HDF5Merger.append=false"
    assert [h.label for h in store.find(parameter=merged).found] == ["ctapipe-merge"]
    assert len(store.find(parameter=merged, software="ctapipe=0.28").found) == 1
    assert not store.find(parameter=merged, software="ctapipe=0.2").found
    assert len(store.find(software="ctapipe").found) == 9
    assert not store.find(software="nothing").found
    with pytest.raises(SelectorError, match="not a parameter with its value"):
        store.find(parameter="append")


@pytest.mark.usefixtures("environment")
def test_found_and_counted_on_the_command_line(store: Store, tmp_path: Path) -> None:
    """The answers for programs keep to their schemas; the picture has a bar for each day."""
    for file in sorted((ROOT / "examples" / "ctapipe").iterdir()):
        store.load(file)
    picture = tmp_path / "starts.svg"
    answer = _answer("stats", "--svg", str(picture))
    assert answer["kinds"]["activity"] == 9
    assert answer["starts"] == {"2026-11-22": 9}
    assert {activity["name"]: activity["count"] for activity in answer["activities"]}[
        "ctapipe-process"
    ] == 6
    assert picture.read_text().count("<rect") == 1
    result = _answer("find", "--software", "ctapipe=0.28", "--kind", "activity", "--limit", "5")
    assert (len(result["found"]), result["more"]) == (5, True)
    misspelt = CliRunner().invoke(main, ["find", "--software", "ctapip"])
    assert (misspelt.exit_code, misspelt.stdout) == (1, "")
    assert "no software is called 'ctapip': did you mean ctapipe" in misspelt.stderr
    ids = CliRunner().invoke(main, ["find", "--where", "level=DL2", "--ids"]).stdout.split()
    assert len(ids) == 8
    jobs = CliRunner().invoke(main, ["jobs", "--software", "ctapipe=9", "--name", "ctapipe-merg"])
    assert jobs.exit_code == 1
    assert "name 'ctapipe-merg': did you mean ctapipe-merge" in jobs.stderr
    assert "version '9': the store has 0.28.0" in jobs.stderr
    text = CliRunner().invoke(main, ["stats"]).stdout
    assert "2026-11-22  ████" in text


def test_what_is_odd_is_counted(library: Connection, store: Store) -> None:
    """Failed activities, elements without relations, and what is declared nowhere."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.derivation("ex:file0.h5", "ex:lost")
    load(library, document, "two")
    statistics = store.stats(per="month")
    assert statistics.starts == {"2026-01": 4}
    assert (statistics.orphans, statistics.undeclared, statistics.unfinished) == (1, 1, 0)
    assert sum(activity.failed for activity in statistics.activities) == 1
    assert {activity.median for activity in statistics.activities if activity.median} == {3600.0}


def test_offsets_are_shown(library: Connection) -> None:
    """A time that is not UTC's says so."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.activity("ex:east", "2026-01-09T00:30:00+02:00")
    load(library, document, "east")
    lines = list(hits(find(library, FindFilter(kind="activity"))))
    assert "2026-01-09T00:30:00+02:00" in lines[1]
    assert "2026-01-03T10:00:00 " in lines[2]


def test_what_runs_did_not_fail(connection: Connection, store: Store) -> None:
    """Nor did what ctapipe calls by its own name; an error and an interruption are failures."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.add_namespace("ctapipe", "https://provgraph.readthedocs.io/ns/ctapipe#")
    for number, status in enumerate(("running", "success", "tool", "error", "interrupted")):
        given = {"ctapipe:status": status, "provgraph:name": "tool"}
        document.add_namespace("provgraph", PROVGRAPH)
        document.activity(f"ex:run{number}", None, None, given)
    load(connection, document)
    assert [(activity.count, activity.failed) for activity in store.stats().activities] == [(5, 2)]


@pytest.mark.parametrize("sort", ["time", "name", "id"])
def test_pages_by_cursor_are_the_whole_list(store: Store, sort: str) -> None:
    """Every element once, in the order of one long page: of equal times and names, or without."""
    text = "document\nprefix ex <http://e.org/>\nprefix prov <http://www.w3.org/ns/prov#>\n"
    for number in range(4):
        for place in ("a", "b"):
            time = f"2026-01-0{number // 2 + 1}T00:00:00+0{number % 2}:00"
            text += (
                f"activity(ex:{place}/run{number}, {time}, -)\nentity(ex:{place}/file{number})\n"
            )
    store.load(f"{text}endDocument".encode())
    whole = store.find(sort=sort, limit=100).found
    assert len(whole) == 16
    pages = [store.find(sort=sort, limit=3)]
    while pages[-1].next:
        pages.append(store.find(sort=sort, limit=3, after=pages[-1].next))
    assert tuple(element for page in pages for element in page.found) == whole
    assert [page.page for page in pages] == [1, 2, 3, 4, 5, 6]
    assert [page.more for page in pages] == [True] * 5 + [False]
    assert {(page.count, page.count_complete) for page in pages} == {(16, True)}


def test_what_is_found_is_counted(store: Store) -> None:
    """However it is looked up, the number is that of all pages together, up to a limit."""
    for file in sorted((ROOT / "examples" / "ctapipe").glob("1*")):
        store.load(file)
    set_to = store.parameters("latest:ctapipe-merge")[0]
    for conditions in (
        {},
        {"kind": "entity"},
        {"kind": "activity"},
        {"kind": "agent"},
        {"kind": "activity", "since": "2020-01-01"},
        {"name": "*ctapipe*"},
        {"software": "ctapipe"},
        {"agents": ["urn:provgraph:software:ctapipe-0.28.0"]},
        {"parameter": f"{set_to.path}={set_to.value}"},
    ):
        everything = store.find(limit=10_000, **conditions)
        assert everything.count == len(everything.found) > 0, conditions
        assert (everything.count_complete, everything.more) == (True, False)
        for number in (1, 2):
            page = store.find(limit=1, page=number, **conditions)
            assert (page.count, page.count_complete) == (everything.count, True)


def test_counting_ends_at_a_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the answer says that there are more; the text, too."""
    monkeypatch.setattr("provgraph.queries.find.COUNT_LIMIT", 3)
    entities = "".join(f"entity(ex:a{number})\n" for number in range(5))
    store.load(f"document\nprefix ex <http://e.org/>\n{entities}endDocument".encode())
    page = store.find(limit=2)
    assert (page.count, page.count_complete) == (3, False)
    assert list(hits(page))[-2:] == ["2 of more than 3", "more: --page 2"]
    assert store.find(limit=2, after=page.next).count == 3


def test_what_arrives_meanwhile_shifts_nothing(store: Store) -> None:
    """A new element before the cursor's place is not an old one seen twice."""
    load = "document\nprefix ex <http://e.org/>\n{}endDocument"
    store.load(load.format("entity(ex:b)\nentity(ex:c)\nentity(ex:d)\n").encode())
    first = store.find(sort="id", limit=2)
    store.load(load.format("entity(ex:a)\n").encode())
    second = store.find(sort="id", limit=2, after=first.next)
    assert [element.label for element in second.found] == ["d"]


@pytest.mark.parametrize("cursor", ["x", "", "W10", "WyJ0aW1lIiwxLDIsMyw0LDVd", "é"])
def test_a_cursor_of_nothing_is_refused(store: Store, cursor: str) -> None:
    """Only what a page gave is a cursor, and only for the order of that page."""
    if cursor:
        with pytest.raises(SelectorError, match="not the cursor"):
            store.find(after=cursor)
    store.load(b"document\nprefix ex <http://e.org/>\nentity(ex:a)\nentity(ex:b)\nendDocument")
    following = store.find(sort="id", limit=1).next
    with pytest.raises(SelectorError, match="another order"):
        store.find(sort="name", limit=1, after=following)


def _answer(name: str, *words: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, [name, *words, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    jsonschema.validate(answer, schema)
    return answer
