"""DIRAC's jobs: what its monitoring knows is listed with the executions, and kept up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.ctadirac import monitoring
from provgraph.errors import CatalogueError, ConfigError
from tests.support.job_packages import package_bytes

if TYPE_CHECKING:
    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "examples" / "dirac-jobs.json"
ACTIVITY = "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996"


def answers(file: Path, job: str, **attributes: object) -> str:
    """Write the answers of the example, one job of it changed; return the file's name."""
    value = json.loads(ANSWERS.read_text())
    value["jobs"][job].update(attributes)
    file.write_text(json.dumps(value))
    return str(file)


def listed(store: Store) -> list[Any]:
    """Return all jobs, in order of their ids."""
    return list(store.jobs(sort="job_id", ascending=True).jobs)


def test_jobs_are_listed_with_their_executions(store: Store) -> None:
    """A job whose log is there has one row with both; the others are listed by themselves."""
    store.load(package_bytes(2), name="job")
    update = store.update_dirac_jobs(answers=str(ANSWERS))
    assert (update.since, update.received, update.changed, update.joined) == (None, 3, 3, 1)
    done, running, waiting = listed(store)
    assert (done.id, done.status, done.job_status) == (ACTIVITY, "completed", "Done")
    assert (done.owner, done.job_group, done.job_name) == (
        "sanguillon",
        "00002811",
        "00002811_00000002",
    )
    assert done.submitted == "2020-09-03T10:55:00.000000Z"
    assert (running.id, running.name, running.job_status) == (None, None, "Running")
    assert (running.start, running.site) == ("2020-09-03T11:01:00.000000Z", "LCG.IN2P3-CC.fr")
    assert (waiting.start, waiting.site, waiting.minor_status) == (
        None,
        None,
        "Pilot Agent Submission",
    )
    assert [job.job_id for job in store.jobs(text="SANGUILLON", owner="sanguillon").jobs] == [
        "102",
        "105",
        "106",
    ]


def test_the_order_does_not_matter(store: Store) -> None:
    """DIRAC first or the log first: the list is the same, and updates in any order."""
    store.load(package_bytes(2), name="job")
    store.update_dirac_jobs(answers=str(ANSWERS))
    expected = listed(store)
    for job in expected[:1]:
        store.delete(str(job.id))
    assert [job.id for job in listed(store)] == [None, None, None]
    store.load(package_bytes(2), name="job")
    assert listed(store) == expected


def test_later_updates_count(store: Store, tmp_path: Path) -> None:
    """An older answer that comes later changes nothing; the same one neither."""
    file = tmp_path / "jobs.json"
    later = {"LastUpdateTime": "2020-09-03 13:00:00", "Status": "Failed"}
    store.update_dirac_jobs(answers=answers(file, "105", **later))
    assert store.update_dirac_jobs(answers=str(ANSWERS)).changed == 0
    assert store.jobs(job_status="Failed").count == 1
    assert store.jobs(job_status="Running").count == 0


def test_a_running_job_is_replaced_by_its_log(store: Store) -> None:
    """When the log of a listed job comes, there is one row for it."""
    store.update_dirac_jobs(answers=str(ANSWERS))
    store.load(package_bytes(2, job_id="105"), name="job")
    assert store.jobs(job_id="105").count == 1
    (job,) = store.jobs(job_id="105").jobs
    assert (job.id, job.job_status) == (ACTIVITY, "Running")
    store.load(package_bytes(2, job_id="105"), name="job")
    assert store.jobs(job_id="105").count == 1


def test_a_job_that_is_added_is_joined(store: Store, environment: None) -> None:
    """`ctadirac add` takes the job's id and site from DIRAC's environment."""
    assert environment is None
    store.update_dirac_jobs(answers=str(ANSWERS))
    folder = ROOT / "examples" / "ctadirac" / "job2"
    words = ["ctadirac", "add", "--prov", str(folder / "provDict.txt")]
    words += ["--catalogue", str(folder / "catalogue.json")]
    variables = {"JOBID": "102", "DIRACSITE": "LCG.X.fr"}
    assert CliRunner().invoke(main, words, env=variables).exit_code == 0
    (job,) = store.jobs(job_id="102").jobs
    assert (job.id, job.site, job.job_status) == (ACTIVITY, "LCG.X.fr", "Done")


def test_a_job_of_slurm_is_another(store: Store) -> None:
    """A number that Slurm gave is not that of DIRAC's job."""
    store.load(package_bytes(2, batch={"system": "slurm"}), name="job")
    assert store.update_dirac_jobs(answers=str(ANSWERS)).joined == 0
    assert store.jobs(job_id="102").count == 2


def test_what_changed_since(store: Store, tmp_path: Path) -> None:
    """DIRAC is asked from ten minutes before the latest known change on, or since a given time."""
    called = tmp_path / "called"
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$3" >> {called}\ncat {ANSWERS}\n')
    python.chmod(0o755)
    store.update_dirac_jobs(since="2020-09-01T02:00+02:00", dirac_python=str(python))
    update = store.update_dirac_jobs(dirac_python=str(python))
    assert update.since == "2020-09-03 12:00:00"
    assert called.read_text().splitlines() == ["2020-09-01 00:00:00", "2020-09-03 12:00:00"]
    with pytest.raises(ConfigError, match="not a valid time"):
        store.update_dirac_jobs(since="yesterday")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[", "not JSON"),
        ("[]", "jobs: expected an object"),
        ('{"jobs": {"1": 2}}', "jobs: expected an object"),
        ('{"jobs": {"1": {"Status": 2}}}', "job 1: Status: 2 is not a string"),
        ('{"jobs": {"1": {"EndExecTime": "x"}}}', "job 1: EndExecTime: 'x' is not a date"),
    ],
)
def test_answers_that_are_not_understood(
    store: Store, tmp_path: Path, text: str, reason: str
) -> None:
    """The error names the job and the attribute; the store is as it was."""
    file = tmp_path / "jobs.json"
    file.write_text(text)
    with pytest.raises(CatalogueError, match=reason):
        store.update_dirac_jobs(answers=str(file))
    assert store.jobs().count == 0


def test_the_command(store: Store, environment: None) -> None:
    """`provgraph ctadirac jobs` says how many jobs changed."""
    assert store is not None
    assert environment is None
    result = CliRunner().invoke(main, ["ctadirac", "jobs", "--answers", str(ANSWERS)])
    assert result.stdout == "3 jobs: 3 changed, 0 with executions in the store\n"
    words = ["--json", "ctadirac", "jobs", "--answers"]
    for answers, given in ((str(ANSWERS), b""), ("-", ANSWERS.read_bytes())):
        result = CliRunner().invoke(main, [*words, answers], input=given)
        assert json.loads(result.stdout)["changed"] == 0
    result = CliRunner().invoke(main, [*words, "-"], input=b"no JSON")
    assert (result.exit_code, result.stderr[:22]) == (1, "provgraph: -: not JSON")


def test_many_jobs_are_several_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small batch gives the same list."""
    monkeypatch.setattr(monitoring, "_ROWS", 2)
    update = store.update_dirac_jobs(answers=str(ANSWERS))
    assert (update.changed, store.jobs().count) == (3, 3)


def test_an_owner_is_forgotten(store: Store) -> None:
    """`forget` replaces the owner of DIRAC's jobs, in the list and in what is searched."""
    store.load(package_bytes(2), name="job")
    store.update_dirac_jobs(answers=str(ANSWERS))
    store.forget("sanguillon")
    owners = {job.owner for job in store.jobs().jobs}
    assert len(owners) == 1
    assert "sanguillon" not in owners
    assert store.jobs(text="sanguillon").count == 0
