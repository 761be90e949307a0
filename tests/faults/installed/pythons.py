"""The tests under every version of Python that pyproject.toml names and the machine has."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.installed.environment import PACKAGE, ROOT, fresh, run_tests
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CLASSIFIER = "Programming Language :: Python :: "


def versions() -> list[str]:
    """Return the versions of Python that pyproject.toml names, such as `3.12`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [
        text.removeprefix(_CLASSIFIER)
        for text in project["classifiers"]
        if text.startswith(_CLASSIFIER)
    ]


def measure(tests: Sequence[str], chosen: Sequence[str] = ()) -> tuple[Report, list[str]]:
    """Return the counts for each version, and the output of the runs that failed."""
    report = Report("pythons: the tests under each version of Python")
    faults: list[str] = []
    for version in chosen or versions():
        python = interpreter(version)
        if python is None:
            report.note(f"Python {version}", "missing on this machine, not tested")
        else:
            faults += _run(report, python, tests)
    return report, faults


def _run(report: Report, python: str, tests: Sequence[str]) -> list[str]:
    what = f"Python {_version(python)}"
    with fresh(python) as environment:
        environment.install("-e", PACKAGE)
        result = run_tests(environment, tests)
    result.add_to(report, what)
    return result.faults(what)


def interpreter(version: str) -> str | None:
    """Return the interpreter of a version, from the PATH or from pyenv, if there is one."""
    return next((name for name in _candidates(version) if _version(name)), None)


def _candidates(version: str) -> Iterator[str]:
    if named := shutil.which(f"python{version}"):
        yield named
    pyenv = Path.home() / ".pyenv" / "versions"
    yield from map(str, sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True))


def _version(python: str) -> str:
    """Return the full version of an interpreter; pyenv's commands for other versions have none."""
    code = "import platform; print(platform.python_version())"
    finished = subprocess.run(  # noqa: S603  # an interpreter of this machine
        [python, "-c", code], capture_output=True, text=True, check=False
    )
    return finished.stdout.strip()
