"""Documents by pages: each once, newest first, found by an index, and counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import NotFoundError, SelectorError
from provgraph.graph import statements
from provgraph.render import text

if TYPE_CHECKING:
    import neo4j

    from provgraph.results.documents import DocumentPage
    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
SMALL = "document\nprefix e <http://e/>\nentity(e:{})\nendDocument"


@pytest.fixture
def seven(store: Store) -> Store:
    """Return a store that holds seven documents, of one file each."""
    for number in range(7):
        store.load(SMALL.format(number).encode(), name=f"{number}.provn")
    return store


def _pages(store: Store, limit: int, selector: str | None = None) -> list[DocumentPage]:
    pages = [store.document_page(selector, limit=limit)]
    while pages[-1].next:
        pages.append(store.document_page(selector, limit=limit, after=pages[-1].next))
    return pages


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_are_the_whole_list(seven: Store, limit: int) -> None:
    """Each document once, in the order of the list; the number of all is in each page."""
    pages = _pages(seven, limit)
    assert [d for page in pages for d in page.documents] == seven.documents()
    assert {(page.count, page.count_complete) for page in pages} == {(7, True)}
    assert pages[-1].next is None


def test_documents_of_one_time_are_told_apart(seven: Store, driver: neo4j.Driver) -> None:
    """A bulk import loads all of its documents at one time."""
    driver.execute_query("MATCH (d:Document) SET d.loaded = datetime('2026-01-01T00:00:00.5Z')")
    pages = _pages(seven, 2)
    assert [d for page in pages for d in page.documents] == seven.documents()
    assert len({d.id for d in seven.documents()}) == 7


def test_what_arrives_meanwhile_shifts_nothing(seven: Store) -> None:
    """A document that is loaded after the first page is on no later one."""
    first = seven.document_page(limit=4)
    expected = seven.documents()[4:]
    seven.load(SMALL.format("new").encode(), name="new.provn")
    following = seven.document_page(limit=10, after=first.next)
    assert list(following.documents) == expected


def test_the_documents_of_a_file_are_paged(seven: Store) -> None:
    """A file may hold many documents; what matches none is an error, a cursor of nothing, too."""
    assert [page.count for page in _pages(seven, 1, "3.provn")] == [1]
    with pytest.raises(NotFoundError):
        seven.document_page("nowhere")
    for cursor in ("nonsense", "W10"):
        with pytest.raises(SelectorError, match="not the cursor"):
            seven.document_page(after=cursor)


def test_documents_of_a_production_are_counted_to_a_limit(
    seven: Store, driver: neo4j.Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of all is known; that of a production is counted as far as counts go."""
    driver.execute_query("MATCH (d:Document) SET d.productions = ['prod6']")
    assert seven.document_page(production="prod6", limit=2).count == 7
    monkeypatch.setattr("provgraph.queries.documents.COUNT_LIMIT", 3)
    page = seven.document_page(production="prod6", limit=2)
    assert (page.count, page.count_complete, len(page.documents)) == (3, False, 2)
    assert seven.document_page(production="prod7").documents == ()


@pytest.mark.usefixtures("seven", "environment")
def test_the_command_says_how_the_list_goes_on() -> None:
    """A page, how many there are, and the cursor of the next one."""
    shown = CliRunner().invoke(main, ["documents", "list", "--limit", "5"]).stdout.splitlines()
    assert (len(shown), shown[-2]) == (8, "5 of 7")
    after = shown[-1].removeprefix("more: --after ")
    further = CliRunner().invoke(main, ["documents", "--after", after]).stdout.splitlines()
    assert (len(further), further[-1]) == (4, "2 of 7")
    for words in (["list", "--limit", "5"], ["show", "3.provn"], ["--json", "--after", after]):
        answer = json.loads(CliRunner().invoke(main, ["documents", *words, "--json"]).stdout)
        schema = json.loads((ROOT / "docs/schemas/documents.json").read_text())
        jsonschema.validate(answer, schema)


def test_what_jobs_share_is_left_out(store: Store) -> None:
    """A file is a line of its own; what comes with it is counted, and listed when asked for."""
    store.load(ROOT / "examples/ctapipe/11_chain_merge.provenance.log")
    page = store.document_page()
    assert [each.id for each in page.documents] == ["urn:uuid:e80a120c-4f5a-42b7-b7ef-43fdbe5f9ce3"]
    everything = store.document_page(shared=True)
    assert list(everything.documents) == store.documents()
    assert (page.count, everything.left_out) == (1, 0)
    assert page.left_out == everything.count - 1 > 2
    files = store.loaded_files()
    assert (files.count, files.left_out, files.files[0].id) == (
        1,
        page.left_out,
        page.documents[0].id,
    )
    lines = list(text.loaded_files(files))
    assert lines[1].split()[0].endswith("11_chain_merge.provenance.log")
    assert lines[2].endswith("left out: --shared")
    shown = store.loaded_files(shared=True)
    assert (shown.count, shown.left_out) == (everything.count, 0)
    assert "urn:provgraph:software:ctapipe-0.28.0" in "\n".join(text.loaded_files(shown))


@pytest.fixture
def interleaved(seven: Store, driver: neo4j.Driver) -> Store:
    """Return a store whose documents, all of one time, come from three files in turn."""
    driver.execute_query(
        "MATCH (d:Document) WITH d ORDER BY d.id WITH collect(d) AS ds "
        "UNWIND range(0, size(ds) - 1) AS n WITH ds[n] AS d, n "
        "SET d.loaded = datetime('2026-01-01T00:00:00.5Z'), "
        "d.sources = [toString(n % 3) + '.log'], "
        "d.productions = CASE WHEN n < 3 THEN ['prod6'] END"
    )
    return seven


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_files_are_whole_on_any_page(interleaved: Store, limit: int) -> None:
    """However documents are mixed, each file is shown once, with all that it has."""
    pages = [interleaved.loaded_files(limit=limit)]
    while pages[-1].next:
        pages.append(interleaved.loaded_files(limit=limit, after=pages[-1].next))
    files = {file.sources: file.documents for page in pages for file in page.files}
    assert files == {("0.log",): 3, ("1.log",): 2, ("2.log",): 2}
    assert sum(len(page.files) for page in pages) == 3
    assert {page.count for page in pages} == {3}
    assert {file.id for page in pages for file in page.files} == {None}


def test_files_of_a_production(interleaved: Store) -> None:
    """Its documents alone are counted; one alone is shown with its id."""
    page = interleaved.loaded_files(production="prod6")
    assert [file.documents for file in page.files] == [1, 1, 1]
    assert {file.id for file in page.files} < {d.id for d in interleaved.documents()}
    assert interleaved.loaded_files(production="prod7").files == ()
    with pytest.raises(SelectorError, match="not the cursor"):
        interleaved.loaded_files(after="nonsense")


def test_files_are_listed_in_little_memory(store: Store, driver: neo4j.Driver) -> None:
    """Rows that hold the list of all files took 14 MB for 2,000 files, and the square for more."""
    driver.execute_query(
        "UNWIND range(1, 2000) AS n CREATE (:Document:Store {id: 'urn:x:' + n, number: n, "
        "sources: [n + '.log'], format: 'ctapipe', status: 'complete', records: 1, "
        "loaded: datetime()})"
    )
    assert store.loaded_files(limit=5).count == 2000
    given = {
        "production": None,
        "shared": ["urn:y:"],
        "beginning": "urn:",
        "listed": False,
        "loaded": "9999-01-01T00:00:00Z",
        "id": "",
        "limit": 5,
    }
    text = statements.statement("documents/files").text
    profile = driver.execute_query(f"PROFILE {text}", given).summary.profile
    assert profile is not None
    assert profile["args"]["GlobalMemory"] < 4_000_000


def test_an_index_serves(store: Store, driver: neo4j.Driver) -> None:
    """The plan begins with the index in the order of the list, and sorts nothing."""
    assert store is not None
    statement = statements.statement("documents/list").text
    given = {
        "production": None,
        "hidden": ["urn:x"],
        "loaded": "2026-01-01T00:00:00Z",
        "id": "",
        "limit": 10,
    }
    plan = json.dumps(driver.execute_query(f"EXPLAIN {statement}", given).summary.plan)
    assert "NodeIndexSeek" in plan
    assert "Sort" not in plan
    assert "Top" not in plan
