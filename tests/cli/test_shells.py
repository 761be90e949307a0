"""Completion in bash, zsh and fish themselves: a test types and presses Tab."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.shell_completion import CompletionItem

from provgraph.cli import main
from provgraph.cli.shells import script
from tests.support.command_line import commands
from tests.support.shells import SHELLS, shell

if TYPE_CHECKING:
    from provgraph.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS = [
    ("provgraph linea", "lineage "),
    ("provgraph query made_b", "made_by "),
    ("provgraph query made_by na", "name="),
    ("provgraph table activit", "activit"),
    ("provgraph load some_", "some_file.json "),
    ("provgraph describe some_", "some_file.json "),
    ("provgraph bulk some_", "some_file.json "),
    ("provgraph documents show some_", "some_file.json "),
    ("provgraph ctadirac add --prov some_", "some_file.json "),
    ("provgraph lineage --follow respons", "responsibility "),
    ("provgraph lineage --format turt", "turtle "),
]


@pytest.fixture(autouse=True)
def checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the installed command import this checkout."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_words_are_completed_in_the_shell(name: str, tmp_path: Path) -> None:
    """Commands, files, named questions, their parameters, tables and choices."""
    if name not in SHELLS:
        pytest.skip(f"{name} is not installed here")
    (tmp_path / "some_file.json").write_text("{}")
    os.environ.pop("NEO4J_URI", None)
    with shell(name, tmp_path, script(main, name)) as opened:
        for typed, expected in WORDS:
            line = typed.rpartition(" ")[0] + " " + expected
            assert opened.completes(typed, line), opened.shown


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
@pytest.mark.usefixtures("environment")
def test_ids_are_completed_in_the_shell(name: str, store: Store, tmp_path: Path) -> None:
    """They come from the store."""
    if name not in SHELLS:
        pytest.skip(f"{name} is not installed here")
    store.load(EXAMPLES / "ctapipe" / "13_chain_apply_models.provenance.log")
    file = tmp_path / "names.json"
    names = {"prefix": {"e": "http://e/"}, "entity": {"e:some_name": {}}}
    file.write_text(json.dumps(names))
    store.load(file)
    with shell(name, tmp_path, script(main, name)) as opened:
        for typed, expected in (
            ("http://e/so", "http://e/some_name "),
            ("energy_m", "energy_model.pkl "),
        ):
            assert opened.completes(f"provgraph show {typed}", f"show {expected}"), opened.shown
        for typed, expected in (
            ("find --where lev", "level="),
            ("lineage --until status=comp", "status=completed "),
            ("impact --only kind=act", "kind=activity "),
            ("jobs --host work", "worker01 "),
        ):
            line = f"provgraph {typed.rpartition(' ')[0]} {expected}"
            assert opened.completes(f"provgraph {typed}", line), opened.shown
        typed = "provgraph query made_by name=energy_m"
        assert opened.completes(typed, "made_by name=energy_model.pkl "), opened.shown


def test_whatever_takes_files_completes_files() -> None:
    """Each argument and option whose help names a file or directory."""
    without = [
        f"{name} {parameter.name}"
        for name, command in commands(main)
        for parameter in command.params
        if any(word in (parameter.metavar or "") for word in ("FILE", "DIRECTORY", "PATH"))
        and not (name == "config filesystem add" or _completes_files(command, parameter))
    ]
    assert without == []


def _completes_files(command: click.Command, parameter: click.Parameter) -> bool:
    with click.Context(command, obj={}) as ctx:
        items = parameter.shell_complete(ctx, "")
    return any(isinstance(item, CompletionItem) and item.type in {"file", "dir"} for item in items)


def test_no_script_adds_a_blank_after_a_parameter() -> None:
    """The lines that provgraph adds to click's scripts are in them."""
    assert "compopt -o nospace" in script(main, "bash")
    assert "_describe -V unsorted continued -U -S ''" in script(main, "zsh")
