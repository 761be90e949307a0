"""How commands print answers, write files, and report notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from provgraph.cli import terminal
from provgraph.errors import ExportError
from provgraph.runtime.escape import escape_json, escape_line, escape_terminal
from provgraph.runtime.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from provgraph.results.base import Answer
    from provgraph.results.documents import FileResult


AnswerType = TypeVar("AnswerType", bound="Answer")


def print_answer(
    answer: AnswerType, render: Callable[[AnswerType], Iterable[str]], *, as_json: bool
) -> None:
    """Print an answer as JSON, or as the lines that `render` makes of it."""
    if as_json:
        print_json(answer)
    else:
        print_lines(terminal.with_unique_ids(lambda: render(answer)))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of text, fitted to a terminal; a line break or tab within a line is escaped."""
    terminal.show(lines, escape_line)


def print_json(answer: Answer) -> None:
    """Print an answer as JSON."""
    click.echo(escape_json(answer.as_json(), indent=2))


def report(message: str) -> None:
    """Print a message to stderr."""
    click.echo(escape_terminal(f"provgraph: {message}"), err=True)


def report_notes(notes: Iterable[str], file: str | None = None) -> None:
    """Print notes to stderr, each with the name of the file that it is about."""
    for note in notes:
        click.echo(escape_line(f"{file or 'provgraph'}: note: {note}"), err=True)


def print_load(result: FileResult, *, as_json: bool) -> None:
    """Print the result of one load, and its notes to stderr."""
    from provgraph.render import text
    from provgraph.results.documents import LoadResult

    report_notes(result.notes, result.file)
    if as_json:
        print_json(LoadResult.of([result]))
    else:
        click.echo(text.load_result(result, dry_run=False))


def print_text(text: str, output: str | None, notes: Iterable[str] = ()) -> None:
    """Write a text to the file `output`, or to stdout, and notes to stderr.

    Raises:
        ExportError: the file cannot be written.

    """
    report_notes(notes)
    lines = text.rstrip("\n") + "\n"
    if output:
        write_file(output, [lines])
    else:
        click.echo(lines, nl=False)


def write_file(name: str | Path, parts: Iterable[str]) -> None:
    """Write the parts of a text to a file; if that fails, an existing file stays as it was.

    Raises:
        ExportError: the file cannot be written.

    """
    try:
        write_whole(name, parts)
    except OSError as error:
        raise ExportError(f"{name} cannot be written: {error.strerror or error}") from error
