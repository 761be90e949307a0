"""ctapipe's logs in the store: separate jobs are one history, whatever the order of loading."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.resolution import resolve
from provgraph.ctapipe.identity.update import update
from provgraph.errors import LoadError, ReadError
from provgraph.graph.connection import Connection
from provgraph.ingest import batch
from provgraph.ingest.batch import LoadOptions
from tests.support.bookkeeping import WIPE, bookkeeping
from tests.support.ctapipe_histories import histories
from tests.support.ctapipe_reference import resolve_all
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Target
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
JOBS = DATA.parent / "cases" / "jobs"
CHAIN = sorted(DATA.glob("1*"))
APPLIED = "urn:uuid:c66222ec-4b09-413d-8f77-fbe3a556ead3"


def load(connection: Connection, *files: Path) -> list[batch.FileResult]:
    """Load files."""
    return [batch.load_file(connection, str(file), LoadOptions()) for file in files]


def test_the_chain_is_one_history(store: Store) -> None:
    """From the applied file back: 9 activities, 12 entities, the merged file in both roles."""
    for file in CHAIN:
        store.load(file)
    answer = store.lineage("gamma_applied.DL2.h5")
    kinds = [node.kind for node in answer.nodes if node.depth]
    assert (kinds.count("activity"), kinds.count("entity"), len(kinds)) == (9, 12, 21)
    names = sorted(n.label for n in answer.nodes if n.kind == "entity" and n.depth)
    assert names == sorted(
        [
            "history_meta_75.simtel.zst",
            "energy_model.pkl",
            "gamma_merged6.DL2.h5",
            *(f"gamma_run10{n}.dl2.h5" for n in range(1, 7)),
            "base_config.yaml",
            "ml_preprocessing_config.yaml",
            "train_energy_regressor.yaml",
        ]
    )
    merged = next(node.id for node in answer.nodes if node.label == "gamma_merged6.DL2.h5")
    apply = next(node.id for node in answer.nodes if node.label == "ctapipe-apply-models")
    roles = {r.role for r in answer.relations if (r.start, r.end) == (apply, merged)}
    assert roles == {("Event data",), ("data product to merge",)}
    assert answer.nodes[0].id == APPLIED


def test_every_order_makes_the_same_graph(connection: Connection, cypher: Cypher) -> None:
    """The chain in 20 random orders, each twice: one graph, and the second time nothing changes."""
    expected = None
    for seed in range(20):
        cypher(WIPE)
        files = list(CHAIN)
        random.Random(seed).shuffle(files)  # noqa: S311  # not for secrets
        load(connection, *files)
        found = graph(cypher), bookkeeping(cypher)
        expected = expected or found
        assert found == expected
        again = load(connection, *files)
        assert {result.status for result in again} == {"unchanged"}
        assert (graph(cypher), bookkeeping(cypher)) == expected


SNAPSHOTS = [JOBS / f"snap_{n}.json" for n in (1, 2, 3)]
FORKS = [JOBS / f"fork_{name}.prov.log" for name in ("child0", "child1", "parent")]


def outputs(cypher: Cypher, activity: str) -> list[str]:
    """Return the names of the files that an activity wrote."""
    rows = cypher(
        "MATCH (e:DatasetEntity)-[:WAS_GENERATED_BY]->(:Activity {uri: $a}) RETURN e.name AS name",
        a=f"urn:uuid:{activity}",
    )
    return sorted(row["name"] for row in rows)


RETRIES = [JOBS / "dirac" / f"retry{n}" for n in (1, 2, 3)]


def add(store: Store, connection: Connection, what: Path) -> batch.FileResult:
    """Load a log, or add the job in a directory."""
    if what.is_file():
        return load(connection, what)[0]
    lists = {f"{side}s": [str(what / f"{side}_lfns.txt")] for side in ("input", "output")}
    catalogue = str(what / "catalogue.json")
    return store.add_job(what / "provDict.txt", **lists, catalogue=catalogue)  # type: ignore[arg-type]


def test_records_of_one_activity_make_one_graph_in_every_order(
    store: Store, connection: Connection, cypher: Cypher
) -> None:
    """Snapshots, forks and retries in 20 random orders: one graph, in which no output is lost."""
    expected = None
    for seed in range(20):
        cypher(WIPE)
        files = [*SNAPSHOTS, *FORKS, *RETRIES, JOBS / "failover.prov.log"]
        random.Random(seed).shuffle(files)  # noqa: S311  # not for secrets
        for file in files:
            add(store, connection, file)
        found = graph(cypher), bookkeeping(cypher)
        expected = expected or found
        assert found == expected
        assert {add(store, connection, file).status for file in files} == {"unchanged"}
    assert (graph(cypher), bookkeeping(cypher)) == expected
    snapshots = outputs(cypher, "0a0a0a0a-1111-4222-8333-444444444444")
    assert snapshots == [f"dl2_LST-1.Run1300{n}.h5" for n in (1, 2, 3)]
    assert outputs(cypher, "00000901-0000-4000-8000-000000000000") == ["out0.h5", "out1.h5"]


def test_what_a_record_replaces_is_said(connection: Connection) -> None:
    """Of forked workers what is joined, of snapshots which is kept; a repetition says nothing."""
    results = load(connection, *FORKS, *FORKS)
    assert [result.status for result in results] == [
        "loaded",
        "updated",
        "updated",
        *["unchanged"] * 3,
    ]
    name = (
        "activity urn:uuid:00000901-0000-4000-8000-000000000000 (pool): the inputs and outputs of"
    )
    assert [result.notes for result in results[1:]] == [
        (f"{name} 2 records of it are joined; stop is that of the last one",),
        (f"{name} 3 records of it are joined; stop is that of the last one",),
        *[()] * 3,
    ]
    earlier = load(connection, *SNAPSHOTS[::-1])[1]
    (note,) = earlier.notes
    assert note.startswith("activity urn:uuid:0a0a0a0a-1111-4222-8333-444444444444 (lstchain_dl1")
    assert note.endswith("): there is a later record of it; that one is kept")


def test_joined_records_come_back_as_they_were_logged(
    connection: Connection, store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """The export has each of them; loaded again they are the same graph."""
    load(connection, *FORKS)
    expected = graph(cypher)
    values = [json.loads(file.read_text())[0] for file in FORKS]
    exported = list(store.records(all=True))
    assert exported == values
    batch.delete(connection, f"urn:uuid:{values[0]['activity_uuid']}")
    rows = cypher("MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix RETURN labels(n) AS l")
    assert rows == []
    again = tmp_path / "again.prov.log"
    again.write_text(json.dumps(exported))
    load(connection, again)
    assert graph(cypher) == expected


def test_a_late_writer_takes_its_readers_along(connection: Connection, cypher: Cypher) -> None:
    """The model read before its training is known gets the version that the training wrote."""
    train, apply = (next(DATA.glob(f"{n}_*")) for n in (12, 13))
    load(connection, apply)
    used = (
        "MATCH (:Activity {label: 'ctapipe-apply-models'})-[:USED {role: 'reconstructor'}]->(m)"
        " RETURN m.uri AS uri, labels(m) AS labels, m.type AS type"
    )
    before = cypher(used)[0]
    assert before["uri"] == "file://worker01/data/cta/run/energy_model.pkl"
    assert "UnversionedFile" in str(before["type"])
    notes = load(connection, train)[0].notes
    after = cypher(used)[0]
    assert after["uri"] == before["uri"] + "#3d1aacac-5e50-4f9e-ac97-1fe815f03ddf"
    assert "UnversionedFile" not in str(after["type"])
    assert "1 activity loaded before is now joined" in " ".join(notes)
    assert cypher("MATCH (e {uri: $u}) RETURN count(e) AS n", u=before["uri"]) == [{"n": 0}]


def test_deleting_a_writer_gives_its_readers_back(connection: Connection, cypher: Cypher) -> None:
    """Without the training the store is what it was before; without anything it is empty."""
    train, apply = (next(DATA.glob(f"{n}_*")) for n in (12, 13))
    load(connection, apply)
    expected = graph(cypher), bookkeeping(cypher)
    trained = load(connection, train)[0].documents[0]
    batch.delete(connection, trained)
    assert (graph(cypher), bookkeeping(cypher)) == expected
    for name in load(connection, apply)[0].documents:
        batch.delete(connection, name)
    rows = cypher("MATCH (n) WHERE NOT n:Schema|Prefix|DeclaredPrefix RETURN labels(n) AS l")
    assert rows == []


def test_three_runs_in_one_log(connection: Connection, cypher: Cypher) -> None:
    """Three arrays appended without separator are all read."""
    one = load(connection, next(DATA.glob("21_*")))[0]
    assert (one.status, len(one.documents)) == ("loaded", 3)
    assert cypher("MATCH (a:Activity) RETURN count(a) AS n") == [{"n": 3}]


def test_a_failed_job_is_kept_as_such(connection: Connection, cypher: Cypher) -> None:
    """An error without configuration or output loads with its status and exit code."""
    load(connection, next(DATA.glob("30_*")))
    rows = cypher("MATCH (a:Activity) RETURN a['ctapipe:status'] AS s, a['ctapipe:exit_code'] AS c")
    assert rows == [{"s": "error", "c": 1}]
    status = cypher(
        "MATCH (e:ValueEntity)-[:WAS_GENERATED_BY {role: 'status'}]->() RETURN e.value AS v"
    )
    assert status == [{"v": "error"}]


def test_a_finished_record_replaces_a_running_one(
    connection: Connection, cypher: Cypher, tmp_path: Path
) -> None:
    """Whichever comes first, the finished record stays; a note names the other."""
    record = json.loads(next(DATA.glob("12_*")).read_text())[0]
    finished, running = tmp_path / "finished.json", tmp_path / "running.json"
    finished.write_text(json.dumps([record]))
    open_record = {key: value for key, value in record.items() if key not in {"stop", "exit_code"}}
    running.write_text(json.dumps([{**open_record, "status": "running", "output": []}]))
    seen = []
    for order in ((finished, running), (running, finished)):
        cypher(WIPE)
        result = load(connection, *order)
        rows = cypher("MATCH (a:Activity) RETURN a['ctapipe:status'] AS s")
        assert rows == [{"s": "completed"}]
        seen.append(([one.status for one in result], [bool(one.notes) for one in result]))
    assert seen == [
        (["loaded", "unchanged"], [False, True]),
        (["loaded", "updated"], [False, False]),
    ]


def test_a_broken_activity_loads_nothing(
    connection: Connection, cypher: Cypher, tmp_path: Path
) -> None:
    """One bad activity in the middle: the message says which and what; the store is untouched."""
    records = [json.loads(file.read_text())[0] for file in CHAIN[:3]]
    records[1]["start"] = {"time_utc": "yesterday"}
    file = tmp_path / "log.json"
    file.write_text(json.dumps(records))
    with pytest.raises(ReadError, match=r"ctapipe-process.*start\.time_utc.*yesterday"):
        load(connection, file)
    assert cypher("MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n") == [{"n": 0}]


def test_isolated_makes_no_sense(connection: Connection) -> None:
    """Activities have global ids; keeping them apart is refused."""
    with pytest.raises(LoadError, match="--isolated"):
        batch.load_file(connection, str(CHAIN[0]), LoadOptions(isolated=True))


def test_a_dry_run_leaves_nothing(connection: Connection, cypher: Cypher) -> None:
    """The counts are those of the load that follows."""
    said = batch.load_file(connection, str(CHAIN[0]), LoadOptions(dry_run=True))
    assert cypher("MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n") == [{"n": 0}]
    assert load(connection, CHAIN[0])[0] == said


def test_repeated_content_is_stored_once(connection: Connection, cypher: Cypher) -> None:
    """Six alike jobs of 22 kB keep their JSON in little more than one."""
    load(connection, *CHAIN[:6])
    rows = cypher(
        "MATCH (r:Record) WITH sum(size(r.skeleton)) AS own"
        " MATCH (c:Content) RETURN own, sum(size(c.text)) AS shared"
    )
    assert rows[0]["own"] + rows[0]["shared"] < 6 * 22_000 / 3


def test_loaders_at_once_make_the_same_graph(
    connection: Connection, cypher: Cypher, target: Target
) -> None:
    """Four loaders of the same files at the same time miss nothing and double nothing."""
    load(connection, *CHAIN)
    expected = graph(cypher), bookkeeping(cypher)
    cypher(WIPE)

    def one(seed: int) -> None:
        files = list(CHAIN)
        random.Random(seed).shuffle(files)  # noqa: S311  # not for secrets
        own = Connection(target)
        load(own, *files)
        own.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    assert (graph(cypher), bookkeeping(cypher)) == expected


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(histories())
def test_the_index_in_the_graph_gives_the_same_identities(
    connection: Connection,
    cypher: Cypher,
    steps: Any,  # noqa: ANN401
) -> None:
    """Random histories, record by record, resolve in the store as the plain definition says."""
    cypher(WIPE)
    resolved: dict[str, Any] = {}
    final: dict[str, Any] = {}
    for number, facts in steps:
        activity = f"urn:uuid:{number}"
        final[activity] = facts

        def work(tx: Any, change: Any = (activity, facts)) -> Any:  # noqa: ANN401
            index = GraphIndex(tx)
            return resolve(index, update(index, dict([change])))

        resolved |= connection.write(work)
        if facts is None:
            resolved.pop(activity, None)
    assert resolved == resolve_all([facts for facts in final.values() if facts is not None])
