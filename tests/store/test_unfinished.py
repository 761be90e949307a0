"""Files that a failed job rewrote: every answer says that they are unfinished."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from provgraph.cli import main

if TYPE_CHECKING:
    from provgraph.store import Store

LOG = Path(__file__).parents[1] / "data" / "cases" / "jobs" / "failover.prov.log"
FAILED, WHOLE = (f"file://w01/fefs/f/c.fits#0000050{n}-0000-4000-8000-000000000000" for n in (2, 1))

ANSWERS = {
    "lineage d.fits": f"used c.fits  [entity {FAILED}]  ! unfinished",
    "lineage d.fits --format table": "2      unfinished entity  c.fits",
    "lineage d.fits --format dot": r'label="c.fits\nunfinished"',
    "lineage d.fits --format html": '"mark":"unfinished"',
    f"impact {FAILED}": f"{FAILED} is unfinished: no activity that wrote it completed",
    f"impact --json {FAILED}": f'"unfinished": [\n    "{FAILED}"',
    f"show {FAILED}": "  unfinished: no activity that wrote it completed",
    "find --name c.fits": "c.fits  unfinished entity  2026-11-01T11:10:00",
    "find --name c.fits --json": '"https://provgraph.readthedocs.io/ns#Unfinished"',
    "why d.fits": f"from c.fits  [{FAILED}]  ! unfinished",
    "why d.fits --json": '"unfinished": true',
    f"why {FAILED}": f"c.fits  [entity {FAILED}]  ! unfinished",
    f"path d.fits {FAILED}": f"c.fits  [entity {FAILED}]  ! unfinished",
    f"common d.fits {FAILED}": f"c.fits  [entity {FAILED}]  ! unfinished",
    f"diff d.fits {FAILED}": f"c.fits  [entity {FAILED}]  ! unfinished",
}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("command", ANSWERS)
def test_every_answer_says_that_a_file_is_unfinished(store: Store, command: str) -> None:
    """A path was written, rewritten by a job that failed, and then read."""
    store.load(LOG)
    answer = CliRunner().invoke(main, command.split())
    assert answer.exit_code == 0, answer.output
    assert ANSWERS[command] in answer.stdout


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("command", ["show", "impact", "why", "lineage"])
def test_the_version_before_is_finished(store: Store, command: str) -> None:
    """What the first job wrote at that path is a file of its own, which completed."""
    store.load(LOG)
    answer = CliRunner().invoke(main, [command, WHOLE])
    assert answer.exit_code == 0, answer.output
    assert "unfinished" not in answer.stdout


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("command", ["show", "lineage", "impact", "why", "lineage --down"])
@pytest.mark.parametrize("name", ["c.fits", "/fefs/f/c.fits", "f/c.fits"])
def test_a_list_of_candidates_says_which_are_unfinished(
    store: Store, command: str, name: str
) -> None:
    """A name, path or ending of both versions is ambiguous; only the failed one is unfinished."""
    store.load(LOG)
    answer = CliRunner().invoke(main, [*command.split(), name])
    assert answer.exit_code != 0
    lines = {line.split()[0]: line for line in answer.stderr.splitlines() if "file://" in line}
    assert "(unfinished entity" in lines[FAILED]
    assert "(entity" in lines[WHOLE]
