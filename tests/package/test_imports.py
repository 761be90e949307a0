"""Imports: they go down the layers of pyproject.toml, and never in circles."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({!r}))"

_ROOM = re.compile(r"^.{17}(\w+)(?:/|\.py)", re.MULTILINE)
_BETWEEN = re.compile(r"^ +│$", re.MULTILINE)

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


def test_the_documentation_draws_these_layers() -> None:
    """The picture has every room once, and its rows stand in the order of the contract."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    rows = [_ROOM.findall(part) for part in _BETWEEN.split(text.split("```")[1])]
    layers = [re.findall(r"\w+", layer) for layer in contracts()[0]["layers"]]
    depth = {room: number for number, layer in enumerate(layers) for room in layer}
    depths = [[depth[room] for room in row] for row in rows]
    assert sorted(room for row in rows for room in row) == sorted(depth.keys() - {"version"})
    assert all(max(upper) < min(lower) for upper, lower in pairwise(depths))
