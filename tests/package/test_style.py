"""Style and types: ruff with all its rules, and mypy in strict mode, find nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "command",
    ["ruff check --no-cache .", "ruff format --no-cache --check .", "mypy --no-incremental"],
)
def test_tools_find_nothing(command: str) -> None:
    """The tool has no complaint about the checkout."""
    result = subprocess.run(  # noqa: S603  # a list of our own
        [sys.executable, "-m", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
