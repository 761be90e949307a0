"""What all commands share: the open store, `--json`, how answers and errors are printed."""

from __future__ import annotations

import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph import connect
from provgraph.cli import complete
from provgraph.errors import ExportError, ProvgraphError, interrupted
from provgraph.runtime.escape import escape_json, escape_line, escape_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_INTERRUPTED = (
    "provgraph: interrupted; nothing is half done but what provgraph documents shows as loading"
)

json_option = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")

output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="A file; else stdout."
)


follow_option = click.option(
    "--follow",
    default="data",
    show_default=True,
    metavar="SET|RELATIONS",
    help="data, responsibility, all, or relations as used,wasGeneratedBy.",
)


def _expanded(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """Put the lines of standard input in the place of `@-`."""
    if "@-" not in words:
        return words
    read = tuple(line.strip() for line in sys.stdin.read().splitlines() if line.strip())
    if not read:
        raise click.UsageError("@-: standard input held no ID")
    return tuple(one for word in words for one in (read if word == "@-" else (word,)))


def _one(ctx: click.Context, parameter: click.Parameter, word: str) -> str:
    """Put the line of standard input in the place of `@-`."""
    read = _expanded(ctx, parameter, (word,))
    if len(read) > 1:
        raise click.UsageError(f"@-: standard input held {len(read)} IDs; this takes one")
    return read[0]


ids_argument = click.argument(
    "selectors",
    nargs=-1,
    required=True,
    metavar="ID… | @-",
    callback=_expanded,
    shell_complete=complete.ids,
)
"""Elements, by any of their names; `@-` reads them from standard input, one a line."""

id_argument = click.argument(
    "selector", metavar="ID | @-", callback=_one, shell_complete=complete.ids
)
"""One element, by any of its names; `@-` reads one from standard input."""


class Group(click.Group):
    """A group whose commands end in one line for each reason why they could not be done."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run the command; print what provgraph says of a failure, and exit with 1."""
        try:
            return super().invoke(ctx)
        except click.exceptions.Exit:
            raise
        except (Exception, KeyboardInterrupt) as error:
            if interrupted(error):
                click.echo(_INTERRUPTED, err=True)
                ctx.exit(130)
            if not isinstance(error, ProvgraphError):
                raise
            click.echo(f"provgraph: {escape_terminal(str(error))}", err=True)
            ctx.exit(1)


class Titled(Group):
    """A group whose help lists its commands under titles, by purpose."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # click's own
        """Begin without titles; `titles` gives the one of each command."""
        super().__init__(*arguments, **options)
        self.titles: dict[str, str] = {}

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands below their titles."""
        found: dict[str, list[tuple[str, str]]] = {}
        width = formatter.width - 4 - max(map(len, self.commands))
        for name, command in self.commands.items():
            row = (name, command.get_short_help_str(width))
            found.setdefault(self.titles[name], []).append(row)
        for title, rows in found.items():
            with formatter.section(title):
                formatter.write_dl(rows)


def with_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the open store, and `--json` wherever it stood."""

    @json_option
    @click.pass_obj
    @wraps(command)
    def wrapped(obj: dict[str, Any], /, *, as_json: bool, **arguments: object) -> None:
        with connect(obj["uri"], username=obj["username"], database=obj["database"]) as store:
            command(store, as_json=as_json or obj["json"], **arguments)

    return wrapped


def print_lines(lines: Iterable[str]) -> None:
    """Print an answer for people; a line break or a tab inside of a line is spelled out."""
    for line in lines:
        click.echo(escape_line(line))


def print_json(answer: object) -> None:
    """Print an answer for programs."""
    click.echo(escape_json(answer, indent=2))


def print_text(text: str, output: str | None, notes: Iterable[str] = ()) -> None:
    """Write an answer to the file `output`, or to stdout; notes go to stderr.

    Raises:
        ExportError: the file cannot be written.

    """
    for note in notes:
        click.echo(escape_terminal(f"provgraph: note: {note}"), err=True)
    line = text.rstrip("\n") + "\n"
    if output:
        write_file(output, [line])
    else:
        click.echo(line, nl=False)


def write_file(name: str, parts: Iterable[str]) -> None:
    """Write the parts of a text to a file.

    Raises:
        ExportError: the file cannot be written.

    """
    try:
        with Path(name).open("w", encoding="utf-8") as stream:
            stream.writelines(parts)
    except OSError as error:
        raise ExportError(f"{name} cannot be written: {error.strerror}") from error
