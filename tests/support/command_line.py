"""The command line, run in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import jsonschema
from click.testing import CliRunner, Result

from provgraph.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.code_blocks import Command


ROOT = Path(__file__).parents[2]


def run(*arguments: str, input: str | bytes | None = None) -> Result:  # noqa: A002  # click's word
    """Run the command line."""
    return CliRunner().invoke(main, arguments, input=input, catch_exceptions=False)


def answer(name: str, *arguments: str) -> dict[str, Any]:
    """Run a command with --json and hold its answer against its schema."""
    result = run(*arguments, "--json")
    document: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    jsonschema.validate(document, schema)
    return document


def run_command(command: Command, given: bytes | None = None) -> str:
    """Run a command of provgraph that a page shows, and return what it and its pipeline print.

    `given` is its standard input, if it does not read a file.
    """
    words = [
        word
        for text in command.words[1:]
        for word in (sorted(map(str, Path().glob(text))) if "*" in text else [text])
    ]
    source = Path(command.source).read_bytes() if command.source else given
    result = run(*words, input=source)
    assert result.exit_code == 0, f"{command}: {result.output}"
    if command.then:
        return run_command(command.then, result.stdout.encode())
    if command.target:
        Path(command.target).write_text(result.stdout)
    return "" if command.target else result.stdout


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name."""
    for part, command in group.commands.items():
        yield f"{name} {part}".strip(), command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {part}".strip())
