"""Command groups: how a failure is reported, and commands under headings in the help."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import click

from provgraph.errors import ProvgraphError, interrupted
from provgraph.runtime.escape import escape_terminal

_REPORTED = (ProvgraphError, MemoryError, OSError)
"""Failures of which the user is told; others are faults of provgraph."""
_INTERRUPTED = "provgraph: interrupted; run the same command again to finish"


class Group(click.Group):
    """A group whose commands report a failure in one line and exit with status 1."""

    def main(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # click's own signature
        """Run the command line; report what fails before a command is run, too."""
        try:
            return super().main(*arguments, **options)
        except _REPORTED as error:
            _report(error)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run the command; report a failure in one line and exit with status 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except click.exceptions.Exit:
            raise
        except (Exception, KeyboardInterrupt) as error:
            if interrupted(error):
                _print_error(_INTERRUPTED)
                ctx.exit(130)
            if not isinstance(error, _REPORTED):
                raise
            _report(error)
            ctx.exit(1)
        return result


def _report(error: Exception) -> None:
    _drop_output()
    _print_error(f"provgraph: {escape_terminal(_reason(error))}")


def _reason(error: Exception) -> str:
    if isinstance(error, ProvgraphError):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is too little memory for this: see 'ulimit -v', or do it in smaller parts"
    if isinstance(error, BrokenPipeError):
        return "the output was closed before all of it was written"
    file = getattr(error, "filename", None)
    return f"{file or 'the output cannot be written'}: {getattr(error, 'strerror', None) or error}"


def _print_error(line: str) -> None:
    # Nobody can be told that stderr cannot be written.
    with suppress(OSError):
        click.echo(line, err=True)


def _drop_output() -> None:
    """Drop what stdout does not take; Python would fail once more to write it when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        # Not under a test's own stdout, which is no file.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class SectionedGroup(Group):
    """A group whose help lists the commands in sections."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # click's own
        """Start without sections; `sections` maps a command's name to its section."""
        super().__init__(*arguments, **options)
        self.sections: dict[str, str] = {}

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands section by section."""
        sections: dict[str, list[tuple[str, str]]] = {}
        width = formatter.width - 4 - max(map(len, self.commands))
        for name, command in self.commands.items():
            row = (name, command.get_short_help_str(width))
            sections.setdefault(self.sections[name], []).append(row)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)
