"""`provgraph server`: the local server's commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.common import json_option, print_json, print_lines

if TYPE_CHECKING:
    from provgraph.neo4j_local import Status


@click.group()
def server() -> None:
    """Start, stop and back up the local server, which commands start when they need it.

    Example: provgraph server status
    """


@server.command("start")
@json_option
@click.pass_obj
def server_start(obj: dict[str, Any], *, as_json: bool) -> None:
    """Start the local server; a running one stays.

    Example: provgraph server start
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    neo4j_local.ensure_running()
    _print(neo4j_local.status(), as_json=as_json or obj["json"])


@server.command("stop")
def server_stop() -> None:
    """Stop the local server; its data stays.

    Example: provgraph server stop
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    click.echo("stopped" if neo4j_local.stop() else "no local server was running")


@server.command("status")
@json_option
@click.pass_obj
def server_status(obj: dict[str, Any], *, as_json: bool) -> None:
    """Show whether the local server runs, where, and where its data lies.

    Example: provgraph server status
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    _print(neo4j_local.status(), as_json=as_json or obj["json"])


@server.command("logs")
@click.option("-n", "--lines", type=click.IntRange(min=1), default=50, show_default=True)
def server_logs(lines: int) -> None:
    """Show the end of the local server's log.

    Example: provgraph server logs -n 20
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    print_lines(neo4j_local.log_tail(lines))


@server.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def server_backup(file: Path) -> None:
    """Write the local server's store to FILE, a Neo4j dump; the server pauses meanwhile.

    Example: provgraph server backup provenance.dump
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    size = neo4j_local.backup(file)
    click.echo(f"{file}: {size / 1e6:.1f} MB")


@server.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
def server_restore(file: Path) -> None:
    """Make FILE, which backup wrote, the local server's store; the old one is kept aside.

    Example: provgraph server restore provenance.dump
    """
    from provgraph import neo4j_local  # noqa: PLC0415

    kept = neo4j_local.restore(file)
    click.echo(f"restored {file}" + (f"; the store before is kept in {kept}" if kept else ""))


def _print(found: Status, *, as_json: bool) -> None:
    if as_json:
        print_json(found.as_json())
        return
    state = f"runs at {found.uri}, process {found.pid}" if found.running else "does not run"
    print_lines(
        [
            f"Neo4j {found.neo4j} {state}",
            f"data: {found.home} ({found.bytes / 1e6:.0f} MB)",
        ]
    )
