"""Stores that earlier schema versions wrote are opened: the dumps of `tools/dump_store.py`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from neo4j.time import DateTime

import provgraph
from provgraph.graph import batching, schema
from provgraph.graph.connection import Connection
from tests.support.graphs import elements, graph, relations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provgraph.graph.connection import Target, Transaction
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DUMPS = sorted((Path(__file__).parents[1] / "data" / "upgrade").glob("schema-*.jsonl.gz"))
EXAMPLES = Path(__file__).parents[2] / "examples"
SHARED = {
    "Store",
    "Schema",
    "Prefix",
    "DeclaredPrefix",
    "Filesystem",
    "Filesystems",
    "TableKeys",
    "TableKey",
}
"""What no document holds, and stays when the last one goes."""
LINKED = {"described", "shared"}
"""Documents that go with others."""


PAGES = (
    "graph.migrations._ELEMENTS",
    "graph.migrated_arguments._ELEMENTS",
    "graph.migrated_software._ACTIVITIES",
    "graph.migrated_scopes._DOCUMENTS",
    "ctapipe.migrations._LISTED",
    "ctapipe.migrations._STORED",
)
"""How much one transaction of a migration does."""


@pytest.fixture(params=DUMPS, ids=lambda path: path.name.split(".")[0])
def old(
    request: pytest.FixtureRequest, store: Store, cypher: Cypher, target: Target
) -> Iterator[Path]:
    """Put a dump into the server, schema and all; leave a store of today."""
    assert store is not None
    _restore(request.param, cypher)
    yield request.param
    cypher("MATCH (n) DETACH DELETE n")
    connection = Connection(target)
    schema.prepare(connection, connection.verify())
    connection.close()


def test_an_old_store_answers_like_a_new_one(
    old: Path, cypher: Cypher, target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened, it has today's schema, and its graph and answers are those of a fresh load.

    That its migrations are interrupted between their pages, again and again, changes nothing.
    """
    assert cypher("MATCH (s:Schema) RETURN s.version AS v")[0]["v"] == int(old.name[7])
    assert _interrupt(target, monkeypatch) > len(PAGES)
    with _opened(target) as store:
        assert cypher("MATCH (s:Schema) RETURN s.version AS v")[0]["v"] == schema.VERSION
        store.unmark("gamma_run101.dl2.h5")
        found = _content(store, cypher)
        cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        _load(store, tmp_path)
        assert found == _content(store, cypher)
        assert len(found[2]) > len(list(EXAMPLES.glob("ctapipe/*")))


def test_a_bundle_without_prefixes_of_its_own(store: Store, cypher: Cypher, target: Target) -> None:
    """An earlier version's scope has no prefixes at all: its store is opened like any other."""
    text = b"document prefix e <http://e/> bundle e:b entity(e:x) endBundle endDocument"
    store.load(text, name="bundle.provn")
    assert cypher("MATCH (s:Scope) WHERE s.prefixes IS NULL RETURN count(s) AS n") == [{"n": 1}]
    cypher("MATCH (s:Schema) SET s.version = 1")
    with _opened(target) as opened:
        assert [one.id for one in opened.find(kind="entity").found] == ["http://e/x"]


@pytest.mark.parametrize("old", DUMPS[:1], indirect=True, ids=lambda path: path.name.split(".")[0])
def test_an_old_store_goes_on(old: Path, cypher: Cypher, target: Target) -> None:
    """What it holds is unchanged when it is loaded again, and deleted without a rest."""
    assert old.is_file()
    with _opened(target) as store:
        before = graph(cypher)
        again = store.load_all(store.files([str(EXAMPLES / "ctapipe")]))
        assert {one.status for one in again} == {"unchanged"}
        assert graph(cypher) == before
        while rest := [one for one in store.documents() if one.format not in LINKED]:
            store.delete(rest[0].id)
    left = cypher("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")
    assert {row["label"] for row in left} <= SHARED


def test_a_migration_shows_its_progress(
    store: Store, cypher: Cypher, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page, each migration counts as many as it says that there are."""
    store.load(EXAMPLES / "primer.provn")
    store.load(next(EXAMPLES.glob("ctapipe/10_*")))
    shown: list[tuple[str, int, int]] = []

    def track(numbers: Iterable[int], total: int, doing: str, unit: str) -> Iterator[int]:
        done = list(numbers)
        shown.append((f"{doing} {unit}", len(done), total))
        yield from done

    monkeypatch.setattr(batching, "track", track)
    _make_pages_small(monkeypatch)
    cypher("MATCH (s:Schema) SET s.version = 1")
    _opened(target).close()
    assert len(shown) == len(PAGES)
    assert all(done == total for _, done, total in shown)
    assert {doing for doing, done, _ in shown if done} == {
        f"migrating {unit}" for unit in ("elements", "activities", "documents", "jobs")
    }


def _make_pages_small(monkeypatch: pytest.MonkeyPatch) -> None:
    for pages in PAGES:
        monkeypatch.setattr(f"provgraph.{pages}", 7)
    # Of files' facts, three jobs have more.
    monkeypatch.setattr("provgraph.ctapipe.migrations.FACTS_PER_PAGE", 5_000)


def _interrupt(target: Target, monkeypatch: pytest.MonkeyPatch) -> int:
    """Open a store until it is migrated, each time for more transactions; return how many."""
    _make_pages_small(monkeypatch)
    allowed, write = 1, Connection.write
    with monkeypatch.context() as patch:
        while True:
            left = iter(range(allowed))

            def writing(self: Connection, work: Callable[[Transaction], Any]) -> Any:  # noqa: ANN401  # as the method it stands for
                if next(left, None) is None:  # noqa: B023  # it is of this round
                    raise KeyboardInterrupt
                return write(self, work)

            patch.setattr(Connection, "write", writing)
            try:
                _opened(target).close()
            except KeyboardInterrupt:
                allowed += 1 + allowed // 2
            else:
                return allowed


def _opened(target: Target) -> Store:
    return provgraph.connect(target.uri, username=target.username, password=target.password)


def _load(store: Store, folder: Path) -> None:
    """Load what `schema-1` was made of, but for its mark."""
    store.add_filesystem("/data", "site")
    list(store.load_all(store.files([str(EXAMPLES / "ctapipe"), str(EXAMPLES / "primer.provn")])))
    own = folder / "primer.provn"
    own.write_text((EXAMPLES / "primer.provn").read_text().replace("Derek", "Derik"))
    store.load(str(own), isolated=True)
    store.describe(EXAMPLES / "descriptions" / "ctapipe-display-muons.yaml")
    for job in sorted((EXAMPLES / "ctadirac").iterdir()):
        store.add_job(
            job / "provDict.txt",
            inputs=[str(job / "input_lfns.txt")],
            outputs=[str(job / "output_lfns.txt")],
            catalogue=str(job / "catalogue.json"),
        )


def _content(store: Store, cypher: Cypher) -> tuple[Any, ...]:
    """Return the graph but for its documents, whose ids depend on where their files lay."""
    jobs = store.jobs(sort="name").jobs
    graph_ = elements(cypher), relations(cypher, documents=False)
    return *graph_, _parameters(store), jobs, _shared_parts(cypher)


def _shared_parts(cypher: Cypher) -> set[tuple[Any, ...]]:
    """Return what records and configurations have in common, and how it hangs together."""
    rows = cypher(
        "MATCH (a)-[r:HOLDS|SETS]->(b) RETURN coalesce(a.sha256, a.key, a.id) AS start,"
        " type(r) AS type, coalesce(b.sha256, b.key) AS end, b.text AS text, b.value AS value"
    )
    return {tuple(row.values()) for row in rows}


def _parameters(store: Store) -> dict[str, Any]:
    """Return the parameters of each activity that has some."""
    elements = store.find(kind="activity", limit=1000).found
    return {node.id: own for node in elements if (own := store.parameters(node.id))}


def _restore(dump: Path, cypher: Cypher) -> None:
    nodes, relations = [], []
    cypher("MATCH (n) DETACH DELETE n")
    _drop_schema(cypher)
    for line in gzip.decompress(dump.read_bytes()).splitlines():
        match json.loads(line, object_hook=_value):
            case str(text):
                cypher(text)
            case [labels, props]:
                nodes.append({"labels": labels, "props": props})
            case [start, reltype, props, end]:
                relations.append({"start": start, "type": reltype, "props": props, "end": end})
    made = cypher(
        "UNWIND $nodes AS row CREATE (n:$(row.labels)) SET n = row.props"
        " RETURN collect(elementId(n)) AS ids",
        nodes=nodes,
    )[0]["ids"]
    for row in relations:
        row |= {"start": made[row["start"]], "end": made[row["end"]]}
    cypher(
        "UNWIND $relations AS row MATCH (a) WHERE elementId(a) = row.start"
        " MATCH (b) WHERE elementId(b) = row.end CREATE (a)-[r:$(row.type)]->(b) SET r = row.props",
        relations=relations,
    )


def _drop_schema(cypher: Cypher) -> None:
    for kind in ("CONSTRAINT", "INDEX"):
        for row in cypher(f"SHOW {kind} YIELD name WHERE name STARTS WITH 'provgraph_'"):
            cypher(f"DROP {kind} {row['name']} IF EXISTS")


def _value(value: dict[str, Any]) -> Any:  # noqa: ANN401  # properties, or a time
    return DateTime.from_iso_format(value["datetime"]) if "datetime" in value else value
