"""Job packages in the store: what a step hands in is what the job's last step would add."""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import LoadError, ReadError
from tests.support.graphs import graph
from tests.support.job_packages import JOBS, package, package_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

NOT_OF_THE_JOB: dict[str, object] = {
    "job_id": None,
    "site": None,
    "batch": {},
    "environment": {},
    "exit_code": None,
}
EMPTY = "MATCH (n) WHERE NOT n:Schema DETACH DELETE n"


def _add(store: Store, number: int) -> None:
    folder = JOBS[number - 1]
    store.add_job(
        folder / "provDict.txt",
        inputs=[str(folder / "input_lfns.txt")],
        outputs=[str(folder / "output_lfns.txt")],
        catalogue=str(folder / "catalogue.json"),
    )


def test_a_package_is_what_the_last_step_adds(store: Store, cypher: Cypher) -> None:
    """Without what only the step knows, the graph is that of `ctadirac add`."""
    for number in range(1, 5):
        _add(store, number)
    expected = graph(cypher)
    cypher(EMPTY)
    for number in range(1, 5):
        result = store.load(package_bytes(number, **NOT_OF_THE_JOB), name=f"job {number}")
        assert (result.status, result.format, result.notes) == ("loaded", "job-package", ())
    assert graph(cypher) == expected


def test_what_the_step_knows_is_on_the_activity(store: Store, cypher: Cypher) -> None:
    """Job id, site, batch system, environment and exit code are attributes, and in the list."""
    store.load(package_bytes(2), name="job")
    rows = cypher("MATCH (a:Activity) RETURN properties(a) AS props")
    own = {k: v for k, v in rows[0]["props"].items() if k.startswith("provgraph:")}
    assert own == {
        "provgraph:jobId": "102",
        "provgraph:site": "LCG.IN2P3-CC.fr",
        "provgraph:jobExitCode": 0,
        "provgraph:batch.system": "dirac",
        "provgraph:batch.name": "muons_2",
        "provgraph:environment.CTAPIPE_SVC_PATH": "/data",
    }
    (job,) = store.jobs(job_id="102").jobs
    assert (job.site, job.job_name, job.exit_code) == ("LCG.IN2P3-CC.fr", "muons_2", 0)


@pytest.mark.parametrize("system", ["dirac", "slurm"])
def test_only_jobs_of_dirac_are_of_the_observatory(
    store: Store, cypher: Cypher, system: str
) -> None:
    """What another batch system ran is not associated with the CTA Observatory."""
    store.load(package_bytes(2, batch={"system": system}), name="job")
    rows = cypher("MATCH (a:Agent {uri: 'urn:provgraph:agent:CTAO'}) RETURN count(a) AS n")
    assert rows[0]["n"] == (1 if system == "dirac" else 0)


def test_the_order_does_not_matter(store: Store, cypher: Cypher) -> None:
    """The package, the log alone and the last step's call give one graph in every order."""
    steps: list[Callable[[], object]] = [
        lambda: store.load(package_bytes(2), name="job"),
        lambda: store.load(JOBS[1] / "provDict.txt"),
        lambda: _add(store, 2),
    ]
    graphs = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
        cypher(EMPTY)
        for place in order:
            steps[place]()
        graphs.append((graph(cypher), store.jobs().jobs))
    assert graphs[0] == graphs[1] == graphs[2]


def test_the_same_package_twice_changes_nothing(store: Store) -> None:
    """A package that was handed in again is unchanged."""
    store.load(package_bytes(2), name="job")
    assert store.load(package_bytes(2), name="job").status == "unchanged"


def test_many_packages_are_one_transaction(store: Store, tmp_path: Path) -> None:
    """Packages and logs are loaded together, and each has its own result."""
    files = []
    for number in range(1, 5):
        file = tmp_path / f"{number}.json"
        file.write_bytes(gzip.compress(package_bytes(number)))
        files.append(str(file))
    results = list(store.load_all([*files, JOBS[0].parents[1] / "ctapipe"]))
    assert [result.status for result in results[:4]] == ["loaded"] * 4
    assert store.jobs(job_id="103").count == 1
    assert [r.status for r in store.load_all(files)] == ["unchanged"] * 4


def test_a_dry_run_writes_nothing(store: Store) -> None:
    """The result says what would be loaded; the store stays empty."""
    assert store.load(package_bytes(2), name="job", dry_run=True).status == "loaded"
    assert store.is_empty()


def test_isolated_is_refused(store: Store) -> None:
    """As for logs: the ids of activities are global."""
    with pytest.raises(LoadError, match="do not use --isolated"):
        store.load(package_bytes(2), name="job", isolated=True)


def test_logs_in_an_archive(store: Store) -> None:
    """A member can be a job's archive in base64; an activity in two members is one."""
    text = (JOBS[1] / "provDict.txt").read_bytes()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("job.provenance.log")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    members = [
        {"name": "job.log_and_prov.tgz", "base64": base64.b64encode(packed.getvalue()).decode()},
        {"name": "provDict.txt", "text": text.decode()},
    ]
    result = store.load(package_bytes(2, provenance=members), name="job")
    assert (result.status, len(result.documents)) == ("loaded", 1)


def test_what_only_completes_a_job_does_not_refuse_it(store: Store) -> None:
    """Lines that are no LFN, a failed catalogue, unknown members and text logs become notes."""
    failed = {"OK": False, "Message": "Connection timed out"}
    result = store.load(
        package_bytes(
            2,
            inputs=["# inputs", "", "not a name"],
            catalogue={"getFileMetadata": failed, "getReplicas": failed},
            later="x",
            logs=[{"name": "std.out", "base64": "", "size": 0}],
        ),
        name="job",
    )
    assert result.status == "loaded"
    text = "\n".join(result.notes)
    assert "inputs[2]: 'not a name' is not a logical file name" in text
    assert "the catalogue's answers are not used" in text
    assert "Connection timed out" in text
    assert "the member 'later' is not known" in text
    assert "text logs are kept by a manager only: std.out" in text


def test_a_job_without_provenance(store: Store) -> None:
    """It is loaded, and a note says that there is nothing."""
    result = store.load(package_bytes(2, provenance=[]), name="job")
    assert (result.status, result.records) == ("unchanged", 0)
    assert "the job handed in no provenance" in result.notes


def test_salvage_loads_the_whole_records(store: Store) -> None:
    """A broken log refuses the package; with `salvage` the rest of it is loaded."""
    log = (JOBS[0].parents[1] / "ctapipe" / "11_chain_merge.provenance.log").read_text()
    members = [{"name": "a.prov.log", "text": log + '\n[{"activity_name": "x", '}]
    with pytest.raises(ReadError, match=r"job!a\.prov\.log.*--salvage loads the 1 whole record"):
        store.load(package_bytes(2, provenance=members), name="job")
    result = store.load(package_bytes(2, provenance=members), name="job", salvage=True)
    assert result.records > 0


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"version": 2}, "version: expected the number 1"),
        ({"version": True}, "version: expected the number 1"),
        ({"provenance": {}}, "provenance: expected a list"),
        ({"provenance": ["x"]}, r"provenance\[0\]: expected an object, not \"x\""),
        ({"provenance": [{"text": "[]"}]}, r"provenance\[0\]\.name: expected a string"),
        ({"provenance": [{"name": "a"}]}, r"provenance\[0\]\.text: expected a string"),
        (
            {"provenance": [{"name": "a", "base64": "?"}]},
            r"provenance\[0\]\.base64: expected base64",
        ),
        ({"provenance": [{"name": "a.log", "text": "x"}]}, "job!a.log"),
        ({"provenance": [{"name": "a.provn", "text": "document\nendDocument"}]}, "job!a.provn"),
        ({"inputs": [1]}, r"inputs\[0\]: expected a string, not 1"),
        ({"outputs": "x"}, "outputs: expected a list"),
        ({"batch": []}, "batch: expected an object"),
        ({"environment": {"A": 1}}, r"environment\.A: expected a string"),
        ({"exit_code": "0"}, "exit_code: expected an integer"),
        ({"site": []}, "site: expected a string"),
        ({"logs": [{}]}, r"logs\[0\]\.name: expected a string"),
    ],
)
def test_errors_name_the_member(store: Store, members: dict[str, Any], place: str) -> None:
    """What is wrong in a package is named by its place; the store is as it was."""
    with pytest.raises(ReadError, match=place):
        store.load(package_bytes(2, **members), name="job")
    assert store.is_empty()


@pytest.mark.parametrize(
    "text", ['{"format": "provgraph-job", "version": 1', '{"format": "provgraph-job"}']
)
def test_what_is_no_package(store: Store, text: str) -> None:
    """A package that breaks off, or has no version, is refused in words."""
    with pytest.raises(ReadError, match="job"):
        store.load(text.encode(), name="job", format="job-package")


def test_the_order_of_members_does_not_matter(store: Store) -> None:
    """A package is recognised wherever its `format` stands."""
    text = json.dumps(dict(reversed(package(2).items())))
    assert store.load(text.encode(), name="job").format == "job-package"
