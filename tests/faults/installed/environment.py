"""Fresh virtual environments, and the tests run in them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.support.report import Report

ROOT = Path(__file__).parents[3]
PACKAGE = f"{ROOT}[test]"
"""The package of this checkout with all that its tests need."""

_NOT_INHERITED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment in a folder."""

    folder: Path

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Return the folder of its packages."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run its interpreter in the checkout, whatever its exit status is."""
        variables = {key: value for key, value in os.environ.items() if key not in _NOT_INHERITED}
        command = [str(self.python), *map(str, words)]
        return subprocess.run(  # noqa: S603  # our own interpreter
            command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )

    def install(self, *requirements: str) -> None:
        """Install packages with pip.

        Raises:
            RuntimeError: pip failed.

        """
        finished = self.run("-m", "pip", "install", "--quiet", *requirements)
        if finished.returncode:
            raise RuntimeError(f"pip install {' '.join(requirements)} failed:\n{finished.stderr}")


@contextmanager
def fresh(python: str = sys.executable) -> Iterator[Environment]:
    """Yield an empty environment of an interpreter, in a temporary folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        environment = Environment(Path(name, "environment"))
        command = [python, "-m", "venv", str(environment.folder)]
        subprocess.run(command, check=True)  # noqa: S603  # an interpreter of this machine
        yield environment


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many tests passed and failed, and what pytest printed."""

    passed: int
    failed: int
    skipped: int
    seconds: float
    output: str
    names: tuple[str, ...] = ()
    """The tests that failed."""

    def add_to(self, report: Report, what: str) -> None:
        """Report the counts and the tests that failed, before the next run starts."""
        report.add(what, self.seconds, str(self))
        for name in self.names:
            report.note(f"{what} failed", name)

    def __str__(self) -> str:
        """Return the counts."""
        return f"{self.passed:,} passed, {self.failed:,} failed, {self.skipped:,} skipped"

    def faults(self, where: str) -> list[str]:
        """Return one line for a run that failed, with the last lines of its output."""
        if self.passed and not self.failed:
            return []
        lines = self.output.strip().splitlines()[-40:]
        return [f"{where}: {self}", *(f"  {line}" for line in lines)]


def run_tests(environment: Environment, tests: Sequence[str]) -> Outcome:
    """Run these tests of the checkout in an environment that has the package."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "results.xml")
        words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={file}")
        began = time.perf_counter()
        finished = environment.run(*words, *tests)
        seconds = time.perf_counter() - began
        return outcome(file, seconds, finished.stdout + finished.stderr)


def outcome(file: Path, seconds: float, output: str) -> Outcome:
    """Return the counts of a JUnit file; without a file the run failed as a whole."""
    if not file.exists():
        return Outcome(0, 1, 0, seconds, output)
    root = ET.parse(file).getroot()  # noqa: S314  # of our own run
    suites = list(root.iter("testsuite"))
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    names = (
        f"{case.get('classname')}.{case.get('name')}"
        for case in root.iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    )
    return Outcome(tests - failed - skipped, failed, skipped, seconds, output, tuple(names))
