"""The job's step and `provgraph push` against a manager, and jobs that DIRAC runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.ctadirac import provgraph_step
from provgraph.ctadirac.catalogue import DIRAC_PYTHON
from provgraph.manager.inbox.worker import Worker
from tests.support.job_packages import JOBS

if TYPE_CHECKING:
    from provgraph.graph.connection import Target
    from provgraph.store import Store
    from tests.support.manager import LiveManager

ROOT = Path(__file__).parents[2]
ACTIVITY = "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that an example job left, and a writer's token."""
    folder = tmp_path / "job"
    folder.mkdir()
    for name in ("provDict.txt", "input_lfns.txt", "output_lfns.txt"):
        (folder / name).write_bytes((JOBS[1] / name).read_bytes())
    return folder


def run_step(folder: Path, manager: LiveManager, *arguments: str, token: str | None = None) -> str:
    """Run the step in a folder; return the last line of its log."""
    subprocess.run(  # noqa: S603  # our own script
        [sys.executable, provgraph_step.__file__, *arguments],
        cwd=folder,
        env={
            "PROVGRAPH_MANAGER": manager.url,
            "PROVGRAPH_TOKEN": token or manager.tokens["writer"],
            "JOBID": "4711",
            "DIRACSITE": "LCG.IN2P3-CC.fr",
        },
        check=True,
        timeout=60,
    )
    return (folder / provgraph_step.LOG).read_text().splitlines()[-1]


def load(manager: LiveManager, target: Target) -> None:
    """Let a worker load what waits."""
    with Worker(manager.services.inbox, lambda: target) as worker:
        assert worker.load_waiting()


def test_a_job_is_handed_in_and_listed(
    folder: Path, manager: LiveManager, store: Store, target: Target
) -> None:
    """From the step to the list of jobs: id, site, exit code and production are there."""
    line = run_step(folder, manager, "--exit-code", "0", "--production", "prod6")
    assert "accepted by" in line
    load(manager, target)
    (job,) = store.jobs(job_id="4711").jobs
    assert (job.id, job.site, job.production) == (ACTIVITY, "LCG.IN2P3-CC.fr", "prod6")
    (receipt,) = manager.services.inbox.receipts().receipts
    assert receipt.id in line
    assert (receipt.name, receipt.production, receipt.status) == ("job 4711", "prod6", "loaded")


def test_a_token_of_a_production_names_it(
    folder: Path, manager: LiveManager, store: Store, target: Target
) -> None:
    """A job whose step does not name the production is of the token's, in the list, too."""
    token = manager.services.tokens.create("prod7", "writer", production="prod7").secret
    run_step(folder, manager, token=token)
    load(manager, target)
    assert store.jobs(production="prod7").count == 1


def test_what_is_refused_can_be_pushed(
    folder: Path, manager: LiveManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader's token is refused in words; with a writer's, `push` hands the package in."""
    line = run_step(folder, manager, token=manager.tokens["reader"])
    assert "not sent: the manager answers 403" in line
    monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["writer"])
    monkeypatch.setenv("PROVGRAPH_MANAGER", manager.url)
    result = CliRunner().invoke(main, ["push", str(folder)])
    assert (result.exit_code, list(folder.glob("ProvenancePending*"))) == (0, [])
    assert manager.services.inbox.status().waiting == 1


@pytest.fixture
def dirac(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a Python with DIRAC 9, set up without servers."""
    python = os.environ.get(DIRAC_PYTHON)
    if not python:
        pytest.skip(f"{DIRAC_PYTHON} does not name a Python with DIRAC 9")
    (folder / "dirac.cfg").write_text("LocalSite\n{\n  Site = LCG.Test.org\n}\n")
    monkeypatch.setenv("DIRACSYSCONFIG", str(folder / "dirac.cfg"))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", f"{Path(python).parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("JOBID", "0")
    return python


@pytest.mark.dirac
@pytest.mark.parametrize("kind", ["Job", "CTAJob"])
@pytest.mark.parametrize("status", [0, 3])
def test_dirac_runs_a_job_with_the_step(
    folder: Path, manager: LiveManager, dirac: str, kind: str, status: int
) -> None:
    """The workflow ends with the step; DIRAC's local execution hands in, after a failure, too."""
    (folder / "token").write_text(manager.tokens["writer"])
    script = folder / "run.sh"
    script.write_text(f"#!/bin/sh\ncp '{folder}/provDict.txt' .\nexit {status}\n")
    script.chmod(0o755)
    result = subprocess.run(  # noqa: S603  # a script of the tests
        [
            dirac,
            str(ROOT / "tests" / "support" / "dirac_job.py"),
            kind,
            manager.url,
            str(folder / "token"),
            str(script),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    steps = json.loads(next(line for line in result.stdout.splitlines() if line.startswith("[[")))
    assert [step[1] for step in steps] == ["Script" if kind == "Job" else "cta_script", "Script"]
    assert steps[-1][0] == "Step_AddProvData"
    (receipt,) = manager.services.inbox.receipts().receipts
    assert receipt.production == ("prod 6" if kind == "Job" else None)
    (left,) = folder.glob("Local_*")
    assert "accepted by" in (left / "AddProvData_Log.txt").read_text()
    assert not list(left.glob("ProvenancePending*"))
