"""Bulk: one fill by neo4j-admin is the graph that loads make, node by node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import neo4j
import pytest
from click.testing import CliRunner

import provgraph
from provgraph import neo4j_local
from provgraph.bulk.import_layout import COMMAND
from provgraph.cli import main
from provgraph.runtime.progress import Counter, count_in
from tests.support.corpus import corpus
from tests.support.data_files import data_file, products
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DATA = Path(__file__).parents[1] / "data"
JOBS = [
    file for name in ("snap_*", "fork_*", "failover*") for file in DATA.glob(f"cases/jobs/{name}")
]
"""Jobs of whose activities there are several records, or that failed."""
PACKAGE = DATA / "ctadirac" / "package.json"
LOGS = [*sorted(DATA.glob("ctapipe/*.log")), *sorted(JOBS), PACKAGE]

_CLASHES = {
    "shared.provn": """document
  prefix ex <http://example.org/a/>
  prefix long <http://example.org/long#>
  entity(ex:e, [ex:n=1, ex:t="a", long:x="1.5" %% xsd:double, prov:label="first"])
  agent(ex:nobody)
  wasDerivedFrom(ex:e, ex:only-named)
  used(ex:a, -, 2012-03-31T09:21:00.5+02:00)
  bundle ex:b
    entity(ex:e, [ex:t=""])
  endBundle
endDocument""",
    "again.provn": """document
  prefix ex <http://example.org/b/>
  prefix a <http://example.org/a/>
  entity(a:e, [a:n="one", a:n=2, a:n="2.5" %% xsd:double, ex:t="b", prov:label="second",
    prov:type='prov:Plan'])
  entity(a:only-named, [prov:value="two\\nlines, \\"quoted\\""])
  activity(a:a, 2011-11-16T16:05:00, 2011-11-16T16:06:00Z)
  wasDerivedFrom(a:e, a:only-named)
  wasAttributedTo(a:elsewhere, a:nobody)
endDocument""",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return documents in all formats, some of which say the same, logs and data files of jobs."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in _CLASHES.items():
        (folder / name).write_text(text)
    (folder / "copy.provn").write_text(_CLASHES["shared.provn"])
    (folder / "broken.json").write_text('{"entity": 7}')
    sample = corpus()[::50]
    for name, header in products(DATA / "ctapipe" / "11_chain_merge.provenance.log").items():
        data_file(folder / name, header)
    data_file(folder / "run7.dl2.h5", dl1_to_dl2=json.loads(JOBS[0].read_text())[0])
    logs = [*LOGS, *sorted(EXAMPLES.glob("ctapipe/*")), EXAMPLES / "primer.provn"]
    return [str(file) for file in (*sample, *sorted(folder.iterdir()), *logs)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the home of a local server of this module's own."""
    home = tmp_path_factory.mktemp("home")
    yield home
    neo4j_local.stop(home)


@pytest.fixture(scope="module")
def filled(home: Path, files: list[str]) -> Result:
    """Return the answer of the command that fills the server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROVGRAPH_HOME", str(home))
        neo4j_local.ensure_running()
        words = ["bulk", *files, "--into", "local", "--processes", "2", "--json"]
        return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture
def bulk_cypher(filled: Result, home: Path) -> Iterator[Cypher]:
    """Return a function that runs a statement on the filled server."""
    assert filled.stdout
    address = neo4j_local.ensure_running(home)
    auth = (address.username, address.password)
    with neo4j.GraphDatabase.driver(address.uri, auth=auth) as driver:

        def run(text: str, **parameters: object) -> list[dict[str, Any]]:
            return [dict(row) for row in driver.execute_query(text, parameters).records]

        yield run


def _is_shared(props: dict[str, Any]) -> bool:
    return str(props.get("id")).startswith("urn:provgraph:")


def bookkeeping(cypher: Cypher) -> list[str]:
    """Return what the store keeps beside the graph of elements."""
    # A claim that no record makes any more is left behind by loads; by a File, a load only knows
    # sooner that it need not read it again, and bulk writes none.
    nodes = cypher(
        "MATCH (n:Store) WHERE NOT n:Schema AND NOT n:File AND (NOT n:Claim OR EXISTS { (n)--() })"
        " RETURN labels(n) AS labels, properties(n) AS props"
    )
    ends = cypher(
        "MATCH (a:Store)-[r]->(b:Store) WHERE NOT a:File"
        " RETURN type(r) AS type, properties(r) AS props,"
        " coalesce(a.id, a.key, a.sha256) AS start,"
        " coalesce(b.id, b.key, b.sha256, toString(b.position) + b.scope) AS end"
    )
    # What was new depends, for jobs, on what was joined to what by which load.
    own = {"lock", "loaded", "newElements", "newRelations"}
    # Which of the logs loaded together brought what jobs share is chance.
    shared = {"sources"}
    kept = [
        {
            key: value
            for key, value in sorted(row["props"].items())
            if key not in (own | shared if _is_shared(row["props"]) else own)
        }
        for row in nodes
    ]
    labels = [sorted(row["labels"]) for row in nodes]
    return sorted(map(repr, [*zip(labels, kept, strict=True), *ends]))


def test_bulk_makes_the_graph_that_loads_make(
    store: Store, cypher: Cypher, bulk_cypher: Cypher, files: list[str]
) -> None:
    """Elements, relations, assertions: all labels, properties and documents are equal."""
    for _ in store.load_all(store.files(files)):
        pass
    for bulk, loaded in zip(graph(bulk_cypher), graph(cypher), strict=True):
        assert set(bulk) - set(loaded) == set(loaded) - set(bulk) == set()
        assert len(bulk) == len(loaded) > 50
    bulk, loaded = bookkeeping(bulk_cypher), bookkeeping(cypher)
    assert set(bulk) - set(loaded) == set(loaded) - set(bulk) == set()
    assert len(bulk) == len(loaded)


def test_what_failed_is_named_and_leaves_nothing(filled: Result, files: list[str]) -> None:
    """The broken file is in the answer, the command ends with 1, the others are counted."""
    answer = json.loads(filled.stdout)
    jsonschema.validate(answer, json.loads((ROOT / "docs" / "schemas" / "bulk.json").read_text()))
    broken = next(file for file in files if file.endswith("broken.json"))
    assert filled.exit_code == 1
    assert any(line.startswith(f"{broken}: ") for line in answer["failed"])
    assert not [line for line in answer["failed"] if ".provn" in line and "documents" in line]
    assert answer["files"] == len(files) == answer["loaded"] + len(answer["failed"])
    assert f"provgraph: {broken}: " in filled.stderr


def test_the_filled_store_goes_on(bulk_cypher: Cypher, home: Path, files: list[str]) -> None:
    """All indexes are there, a document is known, another one joins what was filled."""
    address = neo4j_local.ensure_running(home)
    with provgraph.connect(
        address.uri, username=address.username, password=address.password
    ) as store:
        known = next(file for file in files if file.endswith("again.provn"))
        assert store.load(known).status == "unchanged"
        before = len(store.documents())
        assert store.export(all=True).get_records()
        store.delete(known)
        assert len(store.documents()) == before - 1
        assert store.load(known).new_relations == 1
    assert not bulk_cypher("SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name")


@pytest.mark.usefixtures("filled")
def test_a_store_that_holds_something_is_refused(
    home: Path, bulk_cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read or changed, and the reason is one line."""
    monkeypatch.setenv("PROVGRAPH_HOME", str(home))
    before = bulk_cypher("MATCH (n) RETURN count(n) AS n")
    result = CliRunner().invoke(main, ["bulk", str(EXAMPLES / "primer.provn"), "--into", "local"])
    assert result.exit_code == 1
    assert result.stderr.startswith("provgraph: the local server's store is not empty")
    assert bulk_cypher("MATCH (n) RETURN count(n) AS n") == before


def test_a_folder_says_how_to_import_it(tmp_path: Path) -> None:
    """The sheets, their headers and the arguments are there, nothing else."""
    folder = tmp_path / "import"
    words = ["bulk", str(EXAMPLES / "ctapipe"), "--into", str(folder), "--processes", "1"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stdout.endswith(f"in {folder}:\n{COMMAND}\n")
    named = (folder / "arguments.txt").read_text().replace("=", ",").replace("\n", ",").split(",")
    there = {file.name for file in folder.iterdir()}
    assert there - set(named) == {"arguments.txt"}
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 1
    assert "already exists" in again.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["import"]


_IMPLYING = """document
  prefix ex <http://example.org/>
  wasDerivedFrom(ex:b, ex:a, ex:run, -, -)
  wasStartedBy(ex:run, ex:trigger, ex:starter, -)
  actedOnBehalfOf(ex:student, ex:professor, ex:run)
  wasGeneratedBy(ex:b, ex:run, -)
endDocument"""


def test_the_counts_are_those_of_a_load(store: Store, tmp_path: Path) -> None:
    """Relations that follow from others are written, and counted by neither."""
    for name in ("one.provn", "two.provn"):
        (tmp_path / name).write_text(_IMPLYING.replace("endDoc", f"entity(ex:{name[:3]})\nendDoc"))
    words = ["bulk", str(tmp_path), "--into", str(tmp_path / "import"), "--processes", "1"]
    answer = CliRunner().invoke(main, [*words, "--json"], catch_exceptions=False).stdout
    loaded = list(store.load_all(store.files([str(tmp_path / "one.provn")])))
    loaded += store.load_all(store.files([str(tmp_path / "two.provn")]))
    counts = {name: json.loads(answer)[name] for name in ("elements", "relations")}
    assert counts["relations"] == sum(result.new_relations for result in loaded) == 4
    assert counts["elements"] == sum(result.new_elements for result in loaded)


def test_a_document_from_standard_input(tmp_path: Path) -> None:
    """`-` is read by the command itself, beside files that its processes read."""
    words = ["bulk", "-", str(EXAMPLES / "primer.provn"), "--into", str(tmp_path / "import")]
    given = _IMPLYING.encode()
    count_in(shown := Counter(2))
    try:
        words += ["--processes", "2"]
        result = CliRunner().invoke(main, words, given, catch_exceptions=False)
    finally:
        count_in(None)
    assert shown.done == shown.total
    assert result.stdout.startswith("2 of 2 files: 2 documents, 15 elements")
    sheets = (tmp_path / "import").glob("documents*")
    assert any('"-"' in sheet.read_text() for sheet in sheets)


def test_an_attribute_that_no_header_holds_fails_its_file_only(tmp_path: Path) -> None:
    """A name with brackets is refused by name; the other file is there."""
    bad = tmp_path / "bad.json"
    bad.write_text('{"prefix": {"x": "http://x/"}, "entity": {"x:e": {"x:a(b)": 1}}}')
    folder = tmp_path / "import"
    words = [
        "bulk",
        str(bad),
        str(EXAMPLES / "primer.provn"),
        "--into",
        str(folder),
        "--processes",
        "1",
    ]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 1
    assert f"{bad}: " in result.stderr
    assert "1 of 2 files, 1 failed: 1 document, 8 elements" in result.stdout


@pytest.mark.parametrize(("texts", "least"), [([5_000_000], 5_000_000), ([700] * 8_000, 4 << 20)])
def test_the_buffer_fits_the_longest_value(tmp_path: Path, texts: list[int], least: int) -> None:
    """It is eight bytes of Java's memory for each of its own, for each reader: not the file's."""
    document = tmp_path / "long.json"
    entities = {f"x:e{n}": {"x:text": "a\n" * (size // 2)} for n, size in enumerate(texts)}
    document.write_text(json.dumps({"prefix": {"x": "http://x/"}, "entity": entities}))
    folder = tmp_path / "import"
    words = ["bulk", str(document), "--into", str(folder), "--processes", "1"]
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    *_, last = (folder / "arguments.txt").read_text().splitlines()
    size = int(last.removeprefix("--read-buffer-size="))
    assert size == least or least < size < 3 * least
    assert max(file.stat().st_size for file in folder.iterdir()) > 5_000_000
