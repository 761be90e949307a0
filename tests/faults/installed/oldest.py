"""The tests with the oldest versions of the dependencies that pyproject.toml allows."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tests.faults.installed.environment import PACKAGE, ROOT, Environment, fresh, run_tests
from tests.faults.installed.pythons import interpreter, versions
from tests.support.report import Report
from tests.support.requirements import direct

if TYPE_CHECKING:
    from collections.abc import Sequence

TESTS = ("tests/unit", "tests/store/test_query.py", "tests/store/test_loader.py")


def measure(tests: Sequence[str]) -> tuple[Report, list[str]]:
    """Return the installed versions and the counts, and the output of a run that failed.

    Raises:
        RuntimeError: this machine does not have the oldest Python, or uv failed.

    """
    report = Report("oldest: the tests with the oldest dependencies that are allowed")
    oldest = versions()[0]
    python = interpreter(oldest)
    if python is None:
        raise RuntimeError(f"Python {oldest} is missing on this machine")
    with fresh(python) as tools, fresh(python) as environment:
        tools.install("uv")
        install_oldest(tools, environment)
        for distribution in direct(environment.packages):
            report.note(distribution.name, distribution.version)
        result = run_tests(environment, tests)
    result.add_to(report, f"tests, Python {oldest}")
    return report, result.faults("oldest")


def install_oldest(tools: Environment, environment: Environment) -> None:
    """Install the package with uv, which can take the oldest version of each requirement.

    Raises:
        RuntimeError: uv failed.

    """
    words = ["pip", "install", "--quiet", "--resolution", "lowest-direct", "--editable", PACKAGE]
    python = ["--python", str(environment.python)]
    command = [str(tools.folder / "bin" / "uv"), *words, *python]
    finished = subprocess.run(  # noqa: S603  # the tool that was just installed
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise RuntimeError(f"uv failed:\n{finished.stderr}")
