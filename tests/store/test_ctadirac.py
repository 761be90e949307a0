"""CTADIRAC jobs in the store: their last step, complete or not at all, in any order."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click import UsageError
from click.testing import CliRunner, Result

import provgraph
from provgraph.cli import main
from provgraph.cli.ctadirac import add as add_command
from provgraph.errors import CatalogueError, ReadError
from tests.support.bookkeeping import WIPE, bookkeeping
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Target
    from provgraph.results.documents import FileResult
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).parents[2]
JOBS = [ROOT / "examples" / "ctadirac" / f"job{number}" for number in range(1, 5)]
PROTONS = "urn:uuid:1c1a6113-481a-c0e9-adf3-26a9e3f19ac6"
MUONS = "urn:uuid:9cd2d6f0-e512-7ed3-0825-271b083201c1"
ACTIVITIES = [
    "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996",
    "urn:uuid:5dc245d2-aa16-4026-9da9-8c763b148a2c",
    "urn:uuid:993734a7-52b7-496a-a9ed-87dbbf79f697",
    "urn:uuid:a4342513-329d-4d3d-806b-20d08b6164ad",
]
EMPTY = [{"n": 0}]
COUNT = "MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n"


@dataclass(frozen=True)
class Job:
    """A job's directory, and what the catalogue answered."""

    folder: Path
    catalogue: Path

    def add(self, store: Store) -> FileResult:
        """Add it."""
        lists = {key: [str(self.folder / f"{key[:-1]}_lfns.txt")] for key in ("inputs", "outputs")}
        log = self.folder / "provDict.txt"
        return store.add_job(log, **lists, catalogue=str(self.catalogue))  # type: ignore[arg-type]

    def words(self) -> list[str]:
        """Return the words that add it on the command line."""
        lists = [f"--{k}s={self.folder / f'{k}_lfns.txt'}" for k in ("input", "output")]
        return [
            "--prov",
            str(self.folder / "provDict.txt"),
            *lists,
            "--catalogue",
            str(self.catalogue),
        ]


def job(number: int) -> Job:
    """Return a job with its own catalogue's answers."""
    return Job(JOBS[number - 1], JOBS[number - 1] / "catalogue.json")


def without(folder: Path, file: Path, *names: str) -> Job:
    """Return a job of whose files the catalogue lacks those whose name contains one of these."""
    answers = json.loads((folder / "catalogue.json").read_text())
    for answer in answers.values():
        value = answer["Value"]
        for lfn in [lfn for lfn in value["Successful"] if any(name in lfn for name in names)]:
            del value["Successful"][lfn]
            value["Failed"][lfn] = "No such file or directory"
    file.write_text(json.dumps(answers))
    return Job(folder, file)


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["ctadirac", *arguments], catch_exceptions=False)


def state(cypher: Cypher) -> object:
    """Return all that the store holds."""
    jobs = cypher("MATCH (r:Record) RETURN r.id AS id, r.job AS job ORDER BY id")
    return graph(cypher), bookkeeping(cypher), jobs


def test_four_jobs_are_what_the_tables_held(store: Store, cypher: Cypher) -> None:
    """One proton file, used four times; one muon file, generated four times; four statuses."""
    assert [job(n).add(store).status for n in range(1, 5)] == ["loaded"] * 4
    used = cypher("MATCH (a:Activity)-[u:USED]->(e) RETURN a.uri AS a, u.role AS r, e.uri AS e")
    assert sorted(row["a"] for row in used) == ACTIVITIES
    assert {(row["r"], row["e"]) for row in used} == {("dl0.sub.evt", PROTONS)}
    rows = cypher(
        "MATCH (e:DatasetEntity)-[g:WAS_GENERATED_BY]->(a)"
        " RETURN a.uri AS a, g.role AS r, e.uri AS e"
    )
    assert sorted(row["a"] for row in rows) == ACTIVITIES
    assert {(row["r"], row["e"]) for row in rows} == {("dl1.tel.evt.muon", MUONS)}
    status = cypher("MATCH (e:ValueEntity)-[:WAS_GENERATED_BY {role: 'status'}]->(a) RETURN e, a")
    assert {row["e"]["value"] for row in status} == {"completed"}
    assert sorted(row["e"]["uri"] for row in status) == [f"{a}_status" for a in ACTIVITIES]


def test_the_catalogue_describes_the_files(store: Store, cypher: Cypher) -> None:
    """GUID as it is spelt there, LFN, creation, size, checksum, storage element, replica."""
    job(2).add(store)
    (row,) = cypher("MATCH (e {uri: $u}) RETURN properties(e) AS e", u=MUONS)
    found = row["e"]
    assert found["name"] == "muons_22.hdf5"
    assert found["lfn"].startswith("/vo.cta.in2p3.fr/user/s/sanguillon/LaPalma/")
    assert found["provgraph:guid"] == "9CD2D6F0-E512-7ED3-0825-271B083201C1"
    assert found["voprov:generatedAtTime"].isoformat() == "2020-09-03T11:02:03.000000000+00:00"
    assert (found["provgraph:size"], found["provgraph:checksum"]) == (81212, "0a91be77")
    assert found["provgraph:checksumType"] == "Adler32"
    assert found["location"] == "DESY-ZN-Disk"
    assert "root://dcache.example.org/" in found["provgraph:replica"]
    assert "scratch" not in str(found)


def test_the_observatory_is_said(store: Store, cypher: Cypher) -> None:
    """The activity was associated with CTAO, its files attributed to it, as before."""
    job(2).add(store)
    rows = cypher(
        "MATCH (n)-[r:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]->(a:Organization)"
        " RETURN n.uri AS n, a.label AS a ORDER BY n"
    )
    assert [row["n"] for row in rows] == sorted([ACTIVITIES[0], PROTONS, MUONS])
    assert {row["a"] for row in rows} == {"CTA Observatory"}


def test_adding_again_changes_nothing(store: Store, cypher: Cypher) -> None:
    """The second time every job is unchanged, and so is the store."""
    for number in range(1, 5):
        job(number).add(store)
    expected = state(cypher)
    assert {job(n).add(store).status for n in range(1, 5)} == {"unchanged"}
    assert state(cypher) == expected


def test_a_hub_is_written_once(store: Store, cypher: Cypher) -> None:
    """Each further job that reads the proton file asserts it exactly as the first did."""
    for number in range(1, 5):
        job(number).add(store)
    rows = cypher(
        "MATCH (:Document)-[a]->({uri: $u}) RETURN type(a) AS t, count(*) AS n", u=PROTONS
    )
    assert rows == [{"t": "ASSERTS", "n": 4}]


def test_every_order_makes_the_same_graph(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Four jobs, each plainly loaded, added with nothing, half and all in the catalogue.

    In 15 random orders, some steps twice, the store ends as with the catalogue at once.
    """
    for number in range(1, 5):
        job(number).add(store)
    expected = state(cypher)
    steps: list[Callable[[], object]] = []
    for folder in JOBS:
        log = folder / "provDict.txt"
        bare = without(folder, tmp_path / f"{folder.name}-bare.json", "muons", "proton")
        half = without(folder, tmp_path / f"{folder.name}-half.json", "muons")
        whole = Job(folder, folder / "catalogue.json")
        steps += [lambda log=log: store.load(log)]  # type: ignore[misc]
        steps += [lambda one=one: one.add(store) for one in (bare, half, whole)]  # type: ignore[misc]
    for seed in range(15):
        cypher(WIPE)
        order = random.Random(seed)  # noqa: S311  # not for secrets
        for step in order.sample(steps, len(steps)) + order.sample(steps, 3):
            step()
        assert state(cypher) == expected, seed


def test_what_is_not_in_the_catalogue_is_said_and_completed(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """An output without GUID is its LFN, typed as uncatalogued, until its job is added again."""
    one = without(JOBS[1], tmp_path / "c.json", "muons").add(store)
    assert "muons_22.hdf5: not in the catalogue (No such file or directory)" in " ".join(one.notes)
    (row,) = cypher("MATCH (e)-[:WAS_GENERATED_BY {role: 'dl1.tel.evt.muon'}]->() RETURN e")
    assert row["e"]["uri"].startswith("lfn:/vo.cta.in2p3.fr/")
    assert "Uncatalogued" in str(row["e"]["type"])
    assert job(2).add(store).status == "updated"
    (row,) = cypher("MATCH (e)-[:WAS_GENERATED_BY {role: 'dl1.tel.evt.muon'}]->() RETURN e")
    assert (row["e"]["uri"], "Uncatalogued" in str(row["e"]["type"])) == (MUONS, False)


def test_another_job_completes_it_too(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Job 3 made the same LFN and found its GUID: job 2's file is that file, and catalogued."""
    without(JOBS[1], tmp_path / "c.json", "muons").add(store)
    job(3).add(store)
    rows = cypher("MATCH (e:DatasetEntity) WHERE e.name = 'muons_22.hdf5' RETURN e")
    assert [row["e"]["uri"] for row in rows] == [MUONS]
    assert "Uncatalogued" not in str(rows[0]["e"]["type"])


def test_a_job_can_be_deleted(store: Store, cypher: Cypher) -> None:
    """Without its last jobs the store is what it was."""
    job(1).add(store)
    expected = state(cypher)
    job(2).add(store)
    store.delete(ACTIVITIES[0])
    assert state(cypher) == expected


def test_empty_files_are_not_one(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """The GUID of nothing is kept as an attribute, and identifies no file."""
    answers = json.loads(job(2).catalogue.read_text())
    for lfn, known in answers["getFileMetadata"]["Value"]["Successful"].items():
        if "muons" in lfn:
            known |= {"Size": 0, "GUID": "D41D8CD9-8F00-B204-E980-0998ECF8427E"}
    file = tmp_path / "c.json"
    file.write_text(json.dumps(answers))
    Job(JOBS[1], file).add(store)
    (row,) = cypher("MATCH (e)-[:WAS_GENERATED_BY {role: 'dl1.tel.evt.muon'}]->() RETURN e")
    assert row["e"]["uri"].startswith("lfn:/")
    assert row["e"]["provgraph:guid"] == "D41D8CD9-8F00-B204-E980-0998ECF8427E"


ERROR = {"OK": False, "Message": "Cannot connect to DataManagement/FileCatalog"}
FAILED = {"OK": True, "Value": {"Successful": {}, "Failed": {"/vo/x": "Database is locked"}}}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("<html>", "not JSON"),
        ([], "getFileMetadata: expected an S_OK or S_ERROR dictionary"),
        ({"getFileMetadata": ERROR}, "getFileMetadata.*Cannot connect to DataManagement"),
        ({"getFileMetadata": FAILED}, "getFileMetadata.*/vo/x: Database is locked"),
        ({"getReplicas": ERROR}, "getReplicas.*Cannot connect to DataManagement"),
        ({"getReplicas": {"OK": True}}, "expected Successful and Failed"),
        ({"getReplicas": {"OK": True, "Value": {"Failed": {}}}}, "Successful and Failed"),
    ],
    ids=["html", "list", "error", "failed", "replicas", "no value", "no success"],
)
def test_a_catalogue_that_fails_leaves_the_store(
    answers: Any,  # noqa: ANN401
    words: str,
    store: Store,
    cypher: Cypher,
    tmp_path: Path,
) -> None:
    """S_ERROR, or an unknown answer, is an error that names the call; nothing is loaded."""
    file = tmp_path / "catalogue.json"
    if isinstance(answers, dict):
        answers = json.loads(job(2).catalogue.read_text()) | answers
    file.write_text(answers if isinstance(answers, str) else json.dumps(answers))
    with pytest.raises(CatalogueError, match=words):
        Job(JOBS[1], file).add(store)
    assert cypher(COUNT) == EMPTY


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("CreationDate", "yesterday", "CreationDate: 'yesterday' is not a date"),
        ("Size", "large", "Size: 'large' is not a number of bytes"),
        ("GUID", 7, "GUID: 7 is not a string"),
    ],
)
def test_a_wrong_value_is_named(  # noqa: PLR0913, PLR0917  # three of them are the case
    field: str, value: object, words: str, store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """File, field and value stand in the message; nothing is loaded."""
    answers = json.loads(job(2).catalogue.read_text())
    for known in answers["getFileMetadata"]["Value"]["Successful"].values():
        known[field] = value
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(answers))
    with pytest.raises(CatalogueError, match=rf"getFileMetadata: /vo\.cta.*: {words}"):
        Job(JOBS[1], file).add(store)
    assert cypher(COUNT) == EMPTY


def test_half_a_job_never_appears(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Of a log with one broken activity nothing is loaded; the message says which."""
    good = JOBS[1].joinpath("provDict.txt").read_text().splitlines()[-1]
    bad = good.replace("4ed870fb", "no-uuid-", 1)
    file = tmp_path / "provDict.txt"
    file.write_text(f"{good[:-1]}, {bad[1:]}\n")
    with pytest.raises(ReadError, match=r"activity 2 .*activity_uuid: expected a UUID"):
        store.add_job(file, catalogue=str(job(2).catalogue))
    assert cypher(COUNT) == EMPTY


WRAP = ROOT / "tests" / "data" / "cases" / "jobs" / "dirac" / "wrap"


def wrapped(store: Store, *logs: str) -> FileResult:
    """Add the job of the folder `wrap` from these of its logs."""
    inputs, outputs = ([str(WRAP / f"{side}_lfns.txt")] for side in ("input", "output"))
    files = [WRAP / log for log in logs]
    catalogue = str(WRAP / "catalogue.json")
    return store.add_job(*files, inputs=inputs, outputs=outputs, catalogue=catalogue)


def lfns_in(cypher: Cypher) -> list[tuple[str, str]]:
    """Return the LFN of each file that an activity wrote, with the activity."""
    rows = cypher("MATCH (e:Entity)-[:WAS_GENERATED_BY]->(a) WHERE e.lfn IS NOT NULL RETURN e, a")
    return sorted((row["e"]["lfn"], row["a"]["uri"][9:17]) for row in rows)


OUTPUTS = [("/vo.example/p/s1.DL2.h5", "00005001"), ("/vo.example/p/s2.DL2.h5", "00005002")]


@pytest.mark.parametrize(
    "logs",
    [
        ["both.prov.log"],
        ["s1.DL2.prov.log", "s2.DL2.prov.log"],
        ["s2.DL2.log_and_prov.tgz", "s1.DL2.log_and_prov.tgz"],
        ["s1.DL2.log_and_prov.tgz", "both.prov.log", "s1.DL2.prov.log", "s1.DL2.prov.log"],
    ],
    ids=lambda logs: f"{len(logs)} {logs[0]}",
)
def test_logs_and_bundles_of_one_job(store: Store, cypher: Cypher, logs: list[str]) -> None:
    """In one log or several, in bundles or not, in any order: the same activities and files."""
    result = wrapped(store, *logs)
    assert (result.status, result.format) == ("loaded", "ctapipe")
    assert result.file == ", ".join(dict.fromkeys(str(WRAP / log) for log in logs))
    assert lfns_in(cypher) == OUTPUTS
    assert not [note for note in result.notes if "no LFN" in note or "no file" in note]
    assert wrapped(store, *reversed(logs)).status == "unchanged"


def test_several_logs_are_added_together_or_not_at_all(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """The second of two is broken: nothing of the first is there."""
    broken = tmp_path / "broken.prov.log"
    broken.write_bytes((WRAP / "s2.DL2.prov.log").read_bytes()[:-30])
    with pytest.raises(ReadError, match=r"broken\.prov\.log: array 1, activity 1, line"):
        store.add_job(WRAP / "s1.DL2.prov.log", broken, catalogue=str(WRAP / "catalogue.json"))
    assert cypher(COUNT) == EMPTY


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing.log", "no such file"),
        ("primer.provn", "this is PROV-N, not the log of a job"),
        ("stdout.log", "this is text that begins with 'hello"),
    ],
)
def test_a_mistake_in_the_log_is_said_before_dirac_is_looked_for(
    store: Store, tmp_path: Path, name: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No Python has DIRAC here; the message is about the file."""
    for variable in ("PROVGRAPH_DIRAC_PYTHON", "DIRAC", "DIRACOS"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "primer.provn").write_text("document\nentity(prov:a)\nendDocument\n")
    (tmp_path / "stdout.log").write_text("hello\n")
    with pytest.raises(ReadError, match=reason):
        store.add_job(tmp_path / name, catalogue="dirac")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_part_of_a_text(
    store: Store, cypher: Cypher, tmp_path: Path, codec: str
) -> None:
    """Log, lists and catalogue, as Windows' tools write them."""
    for name in ("both.prov.log", "input_lfns.txt", "output_lfns.txt", "catalogue.json"):
        (tmp_path / name).write_bytes((WRAP / name).read_text().encode(codec))
    lists = {f"{side}s": [str(tmp_path / f"{side}_lfns.txt")] for side in ("input", "output")}
    catalogue = str(tmp_path / "catalogue.json")
    result = store.add_job(tmp_path / "both.prov.log", **lists, catalogue=catalogue)  # type: ignore[arg-type]
    assert result.status == "loaded"
    assert lfns_in(cypher) == OUTPUTS


RETRIES = [WRAP.parent / f"retry{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_a_retry_is_the_only_maker_of_its_file(
    store: Store, cypher: Cypher, order: tuple[int, ...]
) -> None:
    """A failed job, its retry, and a reader, added in any order: one of them made the file."""
    for number in order:
        Job(RETRIES[number], RETRIES[number] / "catalogue.json").add(store)
    rows = cypher(
        "MATCH (e:DatasetEntity {name: 'a.DL2.h5'})-[:WAS_GENERATED_BY]->(a:Activity)"
        " OPTIONAL MATCH (r:Activity)-[:USED]->(e)"
        " RETURN e.uri AS uri, e.lfn AS lfn, e['provgraph:guid'] AS guid, e.type AS type,"
        " a.uri AS maker, r.uri AS reader ORDER BY maker"
    )
    failed, retried = rows
    assert failed["uri"] == "file://wn1/wn/1/a.DL2.h5#00001001-0000-4000-8000-000000000000"
    assert (failed["lfn"], failed["guid"], failed["reader"]) == (None, None, None)
    assert "Unfinished" in str(failed["type"])
    assert "Uncatalogued" not in str(failed["type"])
    assert retried["uri"] == "urn:uuid:22222222-0000-0000-0000-000000000002"
    assert (retried["maker"][9:17], retried["reader"][9:17]) == ("00001002", "00001003")
    assert "Unfinished" not in str(retried["type"])
    lineage = store.lineage("m.h5")
    assert [node.id[9:17] for node in lineage.nodes if node.kind == "activity"] == [
        "00001003",
        "00001002",
    ]


def test_lfns_on_the_command_line(environment: None, cypher: Cypher) -> None:  # noqa: ARG001
    """LFNs themselves are taken, several after one option; the answer fits load's schema."""
    lfns = [(JOBS[1] / f"{side}_lfns.txt").read_text().strip() for side in ("input", "output")]
    result = run(
        *("add", "--json", "--prov", str(JOBS[1] / "provDict.txt")),
        *("--inputs", f"LFN:{lfns[0]}", "/vo/other.simtel.gz", "--outputs", lfns[1]),
        *("--catalogue", str(job(2).catalogue)),
    )
    schema = json.loads((ROOT / "docs" / "schemas" / "load.json").read_text())
    found = json.loads(result.stdout)
    jsonschema.validate(found, schema)
    assert (result.exit_code, found["files"][0]["status"]) == (0, "loaded")
    assert "input /vo/other.simtel.gz: no file of the log has this name" in result.stderr
    assert len(cypher("MATCH (e:DatasetEntity) RETURN e")) == 2


def test_lists_end_at_the_next_option() -> None:
    """Words after --inputs and --outputs are theirs; after any other option they are not."""
    words = ["--inputs", "/a", "/b", "--prov", "p", "--outputs=/c", "/d", "--catalogue", "c"]
    with add_command.make_context("add", words) as context:
        assert (context.params["inputs"], context.params["outputs"]) == (("/a", "/b"), ("/c", "/d"))
    with pytest.raises(UsageError, match="unexpected extra argument"):
        add_command.make_context("add", ["--inputs", "/a", "--catalogue", "c", "d", "--prov", "p"])


@pytest.mark.parametrize("words", [["--prov", "a", "--prov", "b"], ["--prov", "a", "b"]])
def test_no_log_replaces_another(words: list[str]) -> None:
    """Several logs are all taken, each after an option of its own or all after one."""
    with add_command.make_context("add", [*words, "--catalogue", "c"]) as context:
        assert context.params["logs"] == ("a", "b")


def test_last_steps_at_once(store: Store, cypher: Cypher, target: Target) -> None:
    """Four jobs that end together make what they make one after another."""
    for number in range(1, 5):
        job(number).add(store)
    expected = state(cypher)
    cypher(WIPE)

    def step(number: int) -> str:
        with provgraph.connect(
            target.uri, username=target.username, password=target.password
        ) as own:
            return job(number).add(own).status

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(step, range(1, 5))) == ["loaded"] * 4
    assert state(cypher) == expected


@pytest.mark.parametrize("option", ["--prov", "--inputs", "--catalogue"])
def test_what_is_not_there_is_named(option: str, environment: None, cypher: Cypher) -> None:  # noqa: ARG001
    """One line names the file; the exit status is 1 and nothing is loaded."""
    result = run("add", *job(2).words(), option, "no/such/file")
    assert result.exit_code == 1
    assert "no/such/file" in result.stderr
    assert result.stderr.count("\n") == 1
    assert cypher(COUNT) == EMPTY


def test_a_job_added_after_its_log_was_loaded(store: Store, cypher: Cypher) -> None:
    """A printed list loads as any log does; adding the job completes it."""
    job(2).add(store)
    expected = state(cypher)
    cypher(WIPE)
    assert store.load(JOBS[1] / "provDict.txt").status == "loaded"
    assert cypher("MATCH (o:Organization) RETURN count(o) AS n") == EMPTY
    assert job(2).add(store).status == "updated"
    assert state(cypher) == expected
