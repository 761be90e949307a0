"""Shell completion: IDs from the store, and silence where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import BashComplete

from provgraph.cli import complete, main

if TYPE_CHECKING:
    from provgraph.store import Store

CASES = Path(__file__).parents[1] / "data" / "cases" / "jobs"
EXAMPLES = Path(__file__).parents[2] / "examples"


def completed(words: str, **environment: str) -> list[str]:
    """Return what a shell would offer for the last word of a command line."""
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    process = subprocess.run(  # our own interpreter
        [sys.executable, "-m", "provgraph"],
        env={**os.environ, "_PROVGRAPH_COMPLETE": "bash_complete", **asked, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stderr == ""
    return [line.partition(",")[2] for line in process.stdout.splitlines() if line]


@pytest.fixture
def loaded(store: Store, environment: None) -> Store:  # noqa: ARG001  # the command line's
    """Return a store that holds the examples, where the command line finds it."""
    for file in sorted(EXAMPLES.glob("ctapipe/*")):
        store.load(file)
    return store


@pytest.mark.usefixtures("loaded")
def test_ids_come_from_the_store() -> None:
    """Names, paths and URIs are completed; a command is completed as ever."""
    assert completed("provgraph lineage gamma_m") == ["gamma_merged6.DL2.h5"]
    assert completed("provgraph show energy_m") == ["energy_model.pkl"]
    paths = completed("provgraph export /data/cta/run/gamma_run")
    assert len(paths) == 6
    assert "/data/cta/run/gamma_run101.dl2.h5" in paths
    assert completed("provgraph show urn:uuid:c66222ec") == [
        "urn:uuid:c66222ec-4b09-413d-8f77-fbe3a556ead3"
    ]
    assert completed("provgraph lin") == ["lineage"]


@pytest.mark.usefixtures("loaded")
def test_values_come_from_the_store() -> None:
    """Software and versions, parameters and roles; the values of a named question's parameters."""
    assert completed("provgraph software ctap") == ["ctapipe"]
    assert completed("provgraph find --software ctapipe=")[0].startswith("ctapipe=0.")
    assert "override_obs_id=" in completed("provgraph parameters --where override_o")
    assert "override_obs_id=" in completed("provgraph find --parameter override_o")
    assert completed("provgraph check --severity generated-once=w") == ["generated-once=warning"]
    assert "duration" in completed("provgraph jobs --sort dur")
    assert completed("provgraph query made_by name=energy_m") == ["name=energy_model.pkl"]


CONDITIONS = {
    "jobs --name ctapipe-me": ["ctapipe-merge"],
    "jobs --host w": ["worker01"],
    "jobs --text c": [],
    "config clock set --host w": ["worker01"],
    "find --status comp": ["completed"],
    "find --type ValueE": ["ValueEntity"],
    "impact --only act": ["activity"],
    "impact --only sof": ["software="],
    "impact --only software=ctapi": ["software=ctapipe"],
    "lineage --until software=": [],
    "lineage --until status=c": ["status=completed"],
    "find --where t": ["type="],
    "find --where kind=a": ["kind=activity", "kind=agent"],
    "find --where level=DL2": ["level=DL2"],
    "find --where type=ValueE": ["type=ValueEntity"],
    "find --where ctapipe:stat": ["ctapipe:status="],
    "find --where ctapipe:status=comp": ["ctapipe:status=completed"],
}
"""What is offered for the last word of a command line."""


@pytest.mark.usefixtures("loaded")
def test_conditions_come_from_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of conditions and attributes, after the equals sign their values; columns of jobs."""
    monkeypatch.setattr(complete, "_SECONDS", 60)
    shell = BashComplete(main, {}, "provgraph", "_PROVGRAPH_COMPLETE")
    for line, expected in CONDITIONS.items():
        *words, last = line.split(" ")
        assert [item.value for item in shell.get_completions(words, last)] == expected, line


def test_kinds_need_no_store(tmp_path: Path) -> None:
    """What all stores have is completed where none answers."""
    silent = {"PROVGRAPH_HOME": str(tmp_path / "home"), "NEO4J_URI": ""}
    assert completed("provgraph find --where ki", **silent) == ["kind="]


@pytest.mark.usefixtures("environment")
def test_former_names_are_completed(store: Store) -> None:
    """A renamed file by its first name and path; a name in several lists is offered once."""
    for number in (1, 2):
        store.load(CASES / f"renamed_{number}.prov.log")
    assert completed("provgraph show tmp_") == ["tmp_output.h5"]
    assert completed("provgraph show /scratch/job/t") == ["/scratch/job/tmp_output.h5"]


def test_no_server_is_started_and_nothing_said(tmp_path: Path) -> None:
    """Without a server there are no IDs, no words and no folder, at once."""
    home = tmp_path / "home"
    begin = time.monotonic()
    assert completed("provgraph show x", PROVGRAPH_HOME=str(home), NEO4J_URI="") == []
    assert completed("provgraph show x", NEO4J_URI="bolt://127.0.0.1:9") == []
    assert completed("provgraph show x", NEO4J_URI="no address") == []
    assert time.monotonic() - begin < 15
    assert not home.exists()


@pytest.mark.usefixtures("environment")
def test_what_a_shell_would_run_is_not_offered(store: Store, tmp_path: Path) -> None:
    """A name with a shell's signs is left out: bash puts completions into the line as they are."""
    names = ["fine", "a;touch x", "$(touch x)", "`touch x`", "a b", "a&b", "*", "it's", "x|y"]
    entities: dict[str, object] = {f"e:{name}": {} for name in names}
    file = tmp_path / "names.json"
    file.write_text(json.dumps({"prefix": {"e": "http://e/"}, "entity": entities}))
    store.load(file)
    assert completed("provgraph show http://e/") == ["http://e/fine"]
