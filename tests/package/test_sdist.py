"""The source distribution: it holds what its tests need, and they run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    *("provgraph", "cypher", "docs", "examples", "tests", "tools", "benchmarks"),
    *("conda", ".ci"),
)
GENERATED = ("__pycache__", "benchmarks/results")


def test_it_holds_every_source_file(unpacked: Path) -> None:
    """Whatever stands in the folders of the project is in it."""
    here = {
        path.relative_to(ROOT)
        for folder in FOLDERS
        for path in ROOT.joinpath(folder).rglob("*")
        if path.is_file() and not any(name in path.as_posix() for name in GENERATED)
    }
    packed = {path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()}
    assert here - packed == set()
    assert {Path("README.md"), Path("pyproject.toml"), Path("CONTRIBUTING.md")} <= packed


def test_its_tests_run(unpacked: Path) -> None:
    """They import the unpacked package, not the checkout, and find what they read.

    All unit tests are collected, which reads their data; those of the packages of jobs are run.
    """
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("CI", None)  # the real documents are not in it, and their tests skip
    code = "import provgraph; print(provgraph.__file__)"
    python = [sys.executable, "-c", code]
    where = subprocess.run(  # noqa: S603  # our own interpreter
        python, cwd=unpacked, env=environment, capture_output=True, text=True, check=True
    )
    assert Path(where.stdout.strip()).is_relative_to(unpacked)
    for words in (["--collect-only", "tests/unit"], ["tests/unit/test_job_packages.py"]):
        result = subprocess.run(  # noqa: S603  # the same tests
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
            cwd=unpacked,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout[-3000:]
