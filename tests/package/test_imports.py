"""Imports: they go down the layers of pyproject.toml, and never in circles."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({!r}))"

BROKEN = """
[tool.importlinter]
root_package = "provgraph"
[[tool.importlinter.contracts]]
name = "upside down"
type = "layers"
layers = ["provgraph.errors", "provgraph.store"]
"""


def contracts() -> list[dict[str, Any]]:
    """Return the contracts of the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return listed


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of a file."""
    return subprocess.run(  # noqa: S603  # the tool, and a file of the tests
        [sys.executable, "-c", COMMAND.format(str(config)), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_keep_their_contracts() -> None:
    """Lazy imports and those of types count."""
    result = lint(ROOT / "pyproject.toml")
    assert result.returncode == 0, result.stdout


def test_a_broken_contract_is_found(tmp_path: Path) -> None:
    """The check above can fail."""
    config = tmp_path / "importlinter.toml"
    config.write_text(BROKEN)
    assert "upside down BROKEN" in lint(config).stdout


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["name"])
def test_no_import_is_exempt(contract: dict[str, Any]) -> None:
    """A contract without exceptions cannot rot."""
    assert not contract.get("ignore_imports")
