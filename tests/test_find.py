"""Find and stats: the right elements, by an index where one serves; the right counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner
from prov.model import ProvDocument
from test_lineage import EX, load

from provgraph.cli import main
from provgraph.errors import SelectorError
from provgraph.graph import statements
from provgraph.queries.find import Wanted, find

if TYPE_CHECKING:
    import neo4j

    from provgraph.graph.connection import Connection
    from provgraph.store import Store

ROOT = Path(__file__).parents[1]
GIVEN: dict[str, Any] = {
    "kind": None,
    "types": None,
    "name": None,
    "role": None,
    "status": None,
    "since": "2026-01-01",
    "until": "2026-01-02",
    "where": [],
    "agents": ["x"],
    "sort": "time",
    "skip": 0,
    "limit": 10,
    "exact": "x",
    "beginning": "x",
    "among": ["x"],
}


@pytest.fixture
def library(connection: Connection) -> Connection:
    """Load three runs of different days with a file each, and an agent."""
    told = ProvDocument()
    told.add_namespace("ex", EX)
    told.add_namespace("ctapipe", "http://example.org/ctapipe#")
    plan = told.valid_qualified_name("prov:Plan")
    for number, status in enumerate(("completed", "error", "completed")):
        start, end = f"2026-01-0{number + 1}T10:00:00Z", f"2026-01-0{number + 1}T11:00:00Z"
        told.activity(f"ex:run{number}", start, end, {"ctapipe:status": status})
        told.entity(f"ex:file{number}.h5", {"ex:size": number * 100, "prov:type": plan})
        told.generation(f"ex:file{number}.h5", f"ex:run{number}", None, None, {"prov:role": "out"})
    told.agent("ex:me")
    told.association("ex:run1", "ex:me")
    told.usage("ex:run2", "ex:file0.h5")
    told.activity("ex:naive", "2026-01-02T10:30:00")
    load(connection, told)
    return connection


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(kind="agent"), ["me"]),
        (Wanted(name="file1.h5"), ["file1.h5"]),
        (Wanted(name="file*"), ["file2.h5", "file1.h5", "file0.h5"]),
        (Wanted(name="*1.h5", kind="entity"), ["file1.h5"]),
        (Wanted(name="*", kind="agent"), ["me"]),
        (Wanted(status="error"), ["run1"]),
        (Wanted(role="out", name="run?"), ["run2", "run1", "run0"]),
        (Wanted(kind="activity", since="2026-01-02"), ["run2", "naive", "run1"]),
        (Wanted(kind="activity", since="2026-01-02", until="2026-01-03"), ["naive", "run1"]),
        (Wanted(kind="entity", until="2026-01-02"), ["file0.h5"]),
        (Wanted(where=("ex:size>=100",)), ["file2.h5", "file1.h5"]),
        (Wanted(where=("ex:size=100",)), ["file1.h5"]),
        (Wanted(where=("ex:size!=100", "ex:size<150")), ["file0.h5"]),
        (Wanted(type="prov:Plan", where=("ex:size<1",)), ["file0.h5"]),
        (Wanted(type="Plan", where=("ex:size>150",)), ["file2.h5"]),
        (Wanted(agents=(EX + "me",)), ["run1"]),
        (Wanted(among=(EX + "run0", EX + "me"), kind="activity"), ["run0"]),
        (Wanted(name="nothing"), []),
    ],
)
def test_what_is_wanted_is_found(wanted: Wanted, found: list[str], library: Connection) -> None:
    """Each condition alone and some together, newest first."""
    page = find(library, wanted)
    assert [hit.node.id.removeprefix(EX) for hit in page.hits] == found
    assert not page.more


def test_pages_and_orders(library: Connection) -> None:
    """Pages follow each other; the order is by time, name or id."""
    wanted = Wanted(kind="entity")
    pages = [find(library, wanted, sort="name", limit=2, page=page) for page in (1, 2)]
    assert [[hit.node.label for hit in page.hits] for page in pages] == [
        ["file0.h5", "file1.h5"],
        ["file2.h5"],
    ]
    assert [page.more for page in pages] == [True, False]
    with pytest.raises(SelectorError, match="is no time"):
        find(library, Wanted(since="soon"))
    with pytest.raises(SelectorError, match="is no condition"):
        find(library, Wanted(where=("size",)))


@pytest.mark.parametrize(
    ("name", "operator"),
    [
        ("named", "NodeIndexSeek"),
        ("beginning", "NodeIndexSeekByRange"),
        ("among", "NodeUniqueIndexSeek"),
        ("bound", "NodeUniqueIndexSeek"),
        ("started", "NodeIndexSeekByRange"),
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
    assert "LabelScan" not in plan


@pytest.mark.usefixtures("environment")
def test_found_and_counted_on_the_command_line(store: Store, tmp_path: Path) -> None:
    """The answers for programs keep to their schemas; the picture has a bar for each day."""
    for file in sorted((ROOT / "examples" / "ctapipe").iterdir()):
        store.load(file)
    picture = tmp_path / "starts.svg"
    answer = _answer("stats", "--svg", str(picture))
    assert answer["kinds"]["activity"] == 9
    assert answer["starts"] == {"2026-11-22": 9}
    assert {one["name"]: one["count"] for one in answer["activities"]}["ctapipe-process"] == 6
    assert picture.read_text().count("<rect") == 1
    found = _answer("find", "--software", "ctapipe=0.28", "--kind", "activity", "--limit", "5")
    assert (len(found["found"]), found["more"]) == (5, True)
    text = CliRunner().invoke(main, ["stats"]).stdout
    assert "2026-11-22  ████" in text


def test_what_is_odd_is_counted(library: Connection, store: Store) -> None:
    """Failed activities, elements without relations, and what is declared nowhere."""
    told = ProvDocument()
    told.add_namespace("ex", EX)
    told.derivation("ex:file0.h5", "ex:lost")
    load(library, told, "two")
    found = store.stats(per="month")
    assert found.starts == {"2026-01": 4}
    assert (found.orphans, found.undeclared, found.unfinished) == (1, 1, 0)
    assert sum(one.failed for one in found.activities) == 1
    assert {one.median for one in found.activities if one.median} == {3600.0}


def _answer(name: str, *words: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, [name, *words, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    jsonschema.validate(answer, schema)
    return answer
