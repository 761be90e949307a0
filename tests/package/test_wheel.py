"""The wheel in an environment of its own, with nothing but what it requires: it runs."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import provgraph
from tests.support.requirements import distributions, needed_for

if TYPE_CHECKING:
    from importlib.metadata import Distribution

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
_NOT_INHERITED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


@pytest.fixture(scope="session")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment in which the wheel is installed.

    What it requires is linked from here, and nothing else: a requirement that is not declared
    is missing there, as for a user, without downloads.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    here = distributions(Path(pytest.__file__).parents[1])
    for name, extra in needed_for(here).items():
        if not extra:
            _link(here[name], packages)
    words = ["-m", "pip", f"--python={folder}", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, *words, str(wheel)], check=True)  # noqa: S603
    return folder / "bin"


def _link(distribution: Distribution, packages: Path) -> None:
    for file in distribution.files or ():
        top = file.parts[0]
        if top not in {"..", "__pycache__"} and not (packages / top).exists():
            (packages / top).symlink_to(Path(str(distribution.locate_file(top))))


def run(programs: Path, folder: Path, *words: str) -> str:
    """Run a program of the environment in a folder, and return what it prints."""
    environment = {key: value for key, value in os.environ.items() if key not in _NOT_INHERITED}
    environment["PATH"] = f"{programs}:{environment['PATH']}"
    finished = subprocess.run(  # noqa: S603  # our own programs
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_command_line_runs(programs: Path, tmp_path: Path) -> None:
    """It is the installed package, of this version; its help needs no extra."""
    program = str(programs / "provgraph")
    where = run(programs, tmp_path, "python", "-c", "import provgraph; print(provgraph.__file__)")
    assert Path(where.strip()).is_relative_to(programs.parent)
    assert f"version {provgraph.__version__}" in run(programs, tmp_path, program, "--version")
    assert "lineage" in run(programs, tmp_path, program, "--help")
    assert "provgraph[local]" in run(programs, tmp_path, program, "--version")
    assert (programs.parent / "share" / "man" / "man1" / "provgraph.1").exists()


@pytest.mark.usefixtures("environment")
def test_the_tutorial_can_be_followed(programs: Path, tmp_path: Path, store: Store) -> None:
    """Its command copies the examples out of the package; they are loaded, and asked about."""
    text = (ROOT / "docs" / "tutorial.md").read_text()
    copying = next(line for line in text.splitlines() if line.startswith("cp -r "))
    run(programs, tmp_path, "bash", "-euc", copying)
    program = str(programs / "provgraph")
    assert "9 loaded" in run(programs, tmp_path, program, "load", "examples/ctapipe")
    asked = next(line for line in text.splitlines() if line.startswith("provgraph lineage"))
    answer = run(programs, tmp_path, program, *shlex.split(asked)[1:])
    assert answer.startswith("gamma_applied.DL2.h5")
    assert not store.is_empty()


def test_a_missing_requirement_is_noticed(programs: Path, tmp_path: Path) -> None:
    """The environment has the wheel's requirements alone: what an extra brings is missing."""
    code = "import importlib.util as u; print([n for n in ('prov', 'fastapi') if u.find_spec(n)])"
    assert run(programs, tmp_path, "python", "-c", code).strip() == "['prov']"
