"""Prose: documentation, help and messages are plain English, checked by proselint."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph.cli import main
from tests.support.command_line import commands
from tests.support.prose import complaints
from tools.build_site import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_documentation(page: Path) -> None:
    """README and docs have none of the phrases."""
    assert list(complaints(str(page.relative_to(ROOT)), page.read_text())) == []


def test_help() -> None:
    """The help of every command and option has none of them."""
    texts = [("provgraph", str(main.help))]
    for name, command in commands(main):
        options = (str(getattr(option, "help", "")) for option in command.params)
        texts += [(name, text) for text in (str(command.help), *options)]
    assert [line for name, text in texts for line in complaints(name, text)] == []


def test_messages_and_docstrings() -> None:
    """What the package raises, and the first line of each docstring, have none of them."""
    modules = sorted(ROOT.joinpath("provgraph").rglob("*.py"))
    texts = [(str(path.relative_to(ROOT)), text) for path in modules for text in _texts(path)]
    assert [line for name, text in texts for line in complaints(name, text)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "List the last that came of elements: that of which nothing came.",
        "'yesterday' is no time.",
        "The file is there already.",
        "Run it with whoever\nis there.",
        "Show what is known, unless it is said otherwise.",
        "Start it by `x`, in the\nplace of the other.",
        "It is very unique.",
    ],
)
def test_a_planted_sentence_is_found(sentence: str) -> None:
    """Each of these fails, also across the end of a line."""
    assert list(complaints("planted", f"# A page\n\nGood text.\n\n{sentence}\n"))


def test_good_sentences_pass() -> None:
    """Plain technical English, code and links are left alone."""
    text = "There is no server.\n\n```\nis no time\n```\n`whoever` is [text](is/no/time).\n"
    assert list(complaints("good", text)) == []


def _texts(path: Path) -> Iterator[str]:
    """Yield the first lines of docstrings, and the texts of what is raised."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield (ast.get_docstring(node) or "").partition("\n")[0]
        elif isinstance(node, ast.Raise) and node.exc is not None:
            constants = [part for part in ast.walk(node.exc) if isinstance(part, ast.Constant)]
            yield "~".join(str(part.value) for part in constants)
