"""`provgraph neo4j`: the local Neo4j server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.common import json_option, print_json, print_lines

if TYPE_CHECKING:
    from provgraph.neo4j_local import Status


@click.group()
def neo4j() -> None:
    """Start, stop and back up the local Neo4j server.

    Every command that needs the server starts it: there is no need to run start first.

    Example: provgraph neo4j status
    """


@neo4j.command("start")
@json_option
@click.pass_obj
def neo4j_start(obj: dict[str, Any], *, as_json: bool) -> None:
    """Start the local server if it is not running.

    Example: provgraph neo4j start
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    neo4j_local.ensure_running()
    _print(neo4j_local.status(), as_json=as_json or obj["json"])


@neo4j.command("stop")
def neo4j_stop() -> None:
    """Stop the local server; its data is kept.

    Example: provgraph neo4j stop
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    click.echo("stopped" if neo4j_local.stop() else "the local server was not running")


@neo4j.command("status")
@json_option
@click.pass_obj
def neo4j_status(obj: dict[str, Any], *, as_json: bool) -> None:
    """Show whether the local server is running, its address and its data directory.

    Example: provgraph neo4j status
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    _print(neo4j_local.status(), as_json=as_json or obj["json"])


@neo4j.command("logs")
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    help="Number of lines.",
)
def neo4j_logs(lines: int) -> None:
    """Show the last lines of the local server's log.

    Example: provgraph neo4j logs -n 20
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    print_lines(neo4j_local.log_tail(lines))


@neo4j.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def neo4j_backup(file: Path) -> None:
    """Write a dump of the local server's database to FILE.

    The server is stopped while the dump is written.

    Example: provgraph neo4j backup provenance.dump
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    size = neo4j_local.backup(file)
    click.echo(f"{file}: {size / 1e6:.1f} MB")


@neo4j.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
def neo4j_restore(file: Path) -> None:
    """Replace the local server's database with the dump in FILE.

    The previous database is kept in the data directory, under before-restore.

    Example: provgraph neo4j restore provenance.dump
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    previous = neo4j_local.restore(file)
    click.echo(
        f"restored {file}" + (f"; the previous database is in {previous}" if previous else "")
    )


def _print(status: Status, *, as_json: bool) -> None:
    if as_json:
        print_json(status.as_json())
        return
    state = f"running at {status.uri}, process {status.pid}" if status.running else "not running"
    print_lines(
        [
            f"Neo4j {status.neo4j}: {state}",
            f"data: {status.home} ({status.bytes / 1e6:.0f} MB)",
        ]
    )
