"""Command groups: how a failure is reported, and commands under headings in the help."""

from __future__ import annotations

from typing import Any

import click

from provgraph.errors import ProvgraphError, interrupted
from provgraph.runtime.escape import escape_terminal

_INTERRUPTED = 'provgraph: interrupted; unfinished documents have the status "loading"'


class Group(click.Group):
    """A group whose commands report a failure in one line and exit with status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        """Run the command; print a `ProvgraphError` and exit with status 1."""
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
