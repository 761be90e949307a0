"""`provgraph doctor`, and the versions that `--version` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer
from provgraph.errors import LocalServerError

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Examine this machine, the installation and the server.

    Nothing is started or changed. The exit status is 1 if something must be done.

    Example: provgraph doctor
    """
    from provgraph.doctor import examine
    from provgraph.render import doctor as render

    root: dict[str, Any] = ctx.obj
    answer = examine(
        root["uri"],
        username=root["username"],
        database=root["database"],
        settings=root["settings"],
    )
    print_answer(answer, render.examination, as_json=as_json or root["json"])
    if answer.problems:
        ctx.exit(1)


def print_versions(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click calls it
    """Print the versions of provgraph and of what it runs on, and end."""
    if value and not ctx.resilient_parsing:
        for line in _versions():
            click.echo(line)
        ctx.exit()


def _versions() -> Iterator[str]:
    from provgraph.doctor import installation
    from provgraph.version import __version__

    yield f"provgraph, version {__version__}"
    yield f"Python {installation.python()}"
    required = installation.versions().items()
    yield ", ".join(f"{name} {version or 'missing'}" for name, version in required)
    yield _local_server()


def _local_server() -> str:
    try:
        from provgraph.doctor import local
    except LocalServerError:
        return "local server: not installed (pip install 'provgraph[local]')"
    return f"local server: {local.versions()}"
