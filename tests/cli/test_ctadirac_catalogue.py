"""DIRAC's file catalogue from the command line: recorded answers, and DIRAC's own clients."""

from __future__ import annotations

import json
import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from provgraph.cli import main
from provgraph.ctadirac import catalogue
from provgraph.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parents[1] / "data" / "ctadirac"
RECORDED = DATA / "dirac-9.1.22.json"
JOB = ROOT / "examples" / "ctadirac" / "job2"
LISTS = [str(JOB / f"{side}_lfns.txt") for side in ("input", "output")]
NOT_THERE = "LFN:/vo.cta.in2p3.fr/user/s/sanguillon/not_there.hdf5"


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, ["ctadirac", *arguments], catch_exceptions=False)


def program(file: Path, *lines: str) -> str:
    """Write a program of the shell."""
    file.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


S_ERROR = {"OK": False, "Message": "Connection timed out", "CallStack": ["…"]}


def test_recorded_answers_of_dirac(store: Store, tmp_path: Path) -> None:
    """What DIRAC 9 answered through the script loads the job."""
    python = program(tmp_path / "python", "cat > /dev/null", f"cat '{RECORDED}'")
    step = partial(store.add_job, JOB / "provDict.txt", inputs=LISTS[:1], outputs=LISTS[1:])
    one = step(catalogue="dirac", dirac_python=python)
    assert (one.status, one.notes) == ("loaded", ())
    again = step(catalogue=str(JOB / "catalogue.json"))
    assert again.status == "unchanged"


def test_saving_answers(tmp_path: Path) -> None:
    """They are written as they are, to a file or to standard output."""
    python = program(tmp_path / "python", "cat > /dev/null", f"cat '{RECORDED}'")
    words = ["catalogue", *LISTS, NOT_THERE, "--dirac-python", python]
    assert json.loads(run(*words).stdout) == json.loads(RECORDED.read_text())
    file = tmp_path / "catalogue.json"
    assert run(*words, "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text()) == json.loads(RECORDED.read_text())


def test_failed_answers_are_not_saved(tmp_path: Path) -> None:
    """DIRAC's own message is shown, and no file is left."""
    answer = json.dumps({"getFileMetadata": S_ERROR, "getReplicas": S_ERROR})
    python = program(tmp_path / "python", "cat > /dev/null", f"echo '{answer}'", "exit 1")
    file = tmp_path / "catalogue.json"
    result = run("catalogue", "/vo/a", "--dirac-python", python, "-o", str(file))
    assert result.exit_code == 1
    assert "Connection timed out" in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["echo 'No module named DIRAC' >&2", "exit 2"], "No module named DIRAC"),
        (["exit 3"], "exit status 3"),
        (["echo banner"], "DIRAC failed"),
        (["sleep 9"], "did not answer within 1 s"),
    ],
    ids=["no DIRAC", "silent", "no JSON", "hangs"],
)
def test_a_python_that_is_not_diracs(
    lines: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names it and says what it said."""
    monkeypatch.setattr(catalogue, "TIME_LIMIT", 1)
    python = program(tmp_path / "python", *lines)
    with pytest.raises(CatalogueError, match=words):
        catalogue.DiracCatalogue(python).files(["/vo/a"])


def test_which_python_has_dirac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named, in the environment, on the path of a sourced set-up; else the ways are said."""
    for name in (catalogue.DIRAC_PYTHON, "DIRAC", "DIRACOS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CatalogueError, match="--dirac-python, set PROVGRAPH_DIRAC_PYTHON"):
        catalogue.dirac_python()
    with pytest.raises(CatalogueError, match="no/such/python: cannot be run"):
        catalogue.DiracCatalogue("no/such/python").files(["/vo/a"])
    sourced = program(tmp_path / "python", "true")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DIRACOS", str(tmp_path))
    assert catalogue.dirac_python() == sourced
    monkeypatch.setenv(catalogue.DIRAC_PYTHON, "/its/python")
    assert catalogue.dirac_python() == "/its/python"
    assert catalogue.dirac_python("/named") == "/named"


@pytest.fixture
def dirac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """Return a function that gives a Python whose DIRAC has our service, failing so often."""
    python = os.environ.get(catalogue.DIRAC_PYTHON)
    if not python:
        pytest.skip(f"{catalogue.DIRAC_PYTHON} does not name a Python with DIRAC 9")
    configuration = tmp_path / "dirac.cfg"
    servers = "Servers = dips://catalogue.invalid:9135/Configuration/Server"
    configuration.write_text(f"DIRAC {{\n Configuration {{\n {servers}\n }}\n}}\n")
    monkeypatch.setenv("DIRACSYSCONFIG", str(configuration))
    monkeypatch.setenv("HOME", str(tmp_path))

    def program_with(fails: int) -> str:
        known = json.loads((DATA / "files.json").read_text())
        files = tmp_path / "files.json"
        jobs = json.loads((ROOT / "examples" / "dirac-jobs.json").read_text())["jobs"]
        files.write_text(json.dumps({**known, "fails": fails, "jobs": jobs}))
        service = Path(__file__).parents[1] / "support" / "dirac_service.py"
        return program(tmp_path / "python", f"exec '{python}' '{service}' '{files}' \"$@\"")

    return program_with


@pytest.mark.dirac
@pytest.mark.parametrize("fails", [0, 1])
def test_diracs_clients_answer_as_recorded(dirac: Callable[[int], str], fails: int) -> None:
    """The script under DIRAC's Python, its real clients, our service; also if it fails once."""
    result = run("catalogue", *LISTS, NOT_THERE, "--dirac-python", dirac(fails))
    assert (result.exit_code, result.stdout) == (0, RECORDED.read_text())


@pytest.mark.dirac
def test_a_job_added_with_dirac(dirac: Callable[[int], str], store: Store) -> None:
    """`--catalogue dirac` from the log to the store."""
    step = partial(store.add_job, JOB / "provDict.txt", inputs=LISTS[:1], outputs=LISTS[1:])
    assert step(catalogue="dirac", dirac_python=dirac(0)).status == "loaded"
    saved = step(catalogue=str(RECORDED))
    assert saved.status == "unchanged"


@pytest.mark.dirac
def test_diracs_s_error(dirac: Callable[[int], str]) -> None:
    """A call that fails for half a minute is reported in DIRAC's words."""
    result = run("catalogue", "/vo/a", "--dirac-python", dirac(99))
    assert result.exit_code == 1
    assert "Cannot connect to the database" in result.stderr


@pytest.mark.dirac
def test_diracs_jobs(dirac: Callable[[int], str], store: Store) -> None:
    """The job monitoring's real client answers for the jobs that changed since a time."""
    python = dirac(0)
    update = store.update_dirac_jobs(since="2020-09-03T12:05", dirac_python=python)
    assert (update.received, update.changed) == (1, 1)
    assert [job.job_id for job in store.jobs().jobs] == ["105"]
    update = store.update_dirac_jobs(since="2020-09-01", dirac_python=python)
    assert (update.received, update.changed) == (3, 2)
