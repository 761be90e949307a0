"""`provgraph neo4j`: the local Neo4j server."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer, print_lines, report
from provgraph.errors import LocalServerError
from provgraph.runtime.plural import plural
from provgraph.runtime.progress import counting, waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.settings import ServerStatus


@click.group()
def neo4j() -> None:
    """Start, stop and back up the local Neo4j server.

    Other commands start the server when they need it.

    Example: provgraph neo4j status
    """


@neo4j.command("start")
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Serve Neo4j Browser, too, at this and later starts; or no longer.",
)
@json_option
@click.pass_obj
def neo4j_start(obj: dict[str, Any], *, browser: bool | None, as_json: bool) -> None:
    """Start the local server if it is not running.

    With --browser it serves Neo4j Browser, which is downloaded once (15 MB); a running server is
    started again for that.

    Example: provgraph neo4j start
    """
    from provgraph import neo4j_local

    if browser is not None:
        neo4j_local.serve_browser(on=browser)
    neo4j_local.ensure_running()
    if fault := neo4j_local.fault():
        raise LocalServerError(fault)
    print_answer(neo4j_local.status(), _lines, as_json=as_json or obj["json"])


@neo4j.command("stop")
def neo4j_stop() -> None:
    """Stop the local server; its data is kept.

    Example: provgraph neo4j stop
    """
    from provgraph import neo4j_local

    click.echo("stopped" if neo4j_local.stop() else "the local server was not running")


@neo4j.command("status")
@json_option
@click.pass_obj
def neo4j_status(obj: dict[str, Any], *, as_json: bool) -> None:
    """Show whether the local server answers, where its data is, and how to connect.

    Example: provgraph neo4j status
    """
    from provgraph import neo4j_local

    print_answer(neo4j_local.status(), _lines, as_json=as_json or obj["json"])
    _announce_previous()


@neo4j.command("logs")
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(min=1),
    metavar="N",
    default=50,
    show_default=True,
    help="Number of lines.",
)
def neo4j_logs(lines: int) -> None:
    """Show the last lines of the local server's log.

    Example: provgraph neo4j logs -n 20
    """
    from provgraph import neo4j_local

    print_lines(neo4j_local.log_tail(lines))


@neo4j.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def neo4j_backup(file: Path) -> None:
    """Write a dump of the local server's database to FILE.

    The server is stopped while the dump is written. Only you can read FILE; it may also hold
    data that was deleted: see 'provgraph neo4j compact'.

    Example: provgraph neo4j backup provenance.dump
    """
    from provgraph import neo4j_local

    with counting("writing the backup", "MB"):
        size = neo4j_local.backup(file)
    click.echo(f"{file}: {size / 1e6:.1f} MB")


@neo4j.command("restore")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--undo", is_flag=True, help="Put back the database before the last restore.")
def neo4j_restore(file: Path | None, *, undo: bool) -> None:
    """Replace the local server's database with the dump in FILE.

    The previous database is kept in the data directory, under before-restore: --undo exchanges
    the two, 'provgraph neo4j clean' deletes it.

    Example: provgraph neo4j restore provenance.dump
    """
    from provgraph import neo4j_local

    if (file is None) is not undo:
        raise click.UsageError("give either FILE or --undo")
    with counting("restoring", "MB"):
        previous = neo4j_local.restore_previous() if file is None else neo4j_local.restore(file)
    click.echo(f"restored {file or 'the database before the last restore'}")
    if previous:
        _announce_previous()


@neo4j.command("compact")
def neo4j_compact() -> None:
    """Remove deleted data from the local server's files.

    Neo4j keeps the bytes of what was deleted or changed in its files and transaction logs. This
    copies the database into a new one, which takes its place. Backups and before-restore are
    not changed. The disk needs room for both databases.

    Example: provgraph neo4j compact
    """
    from provgraph import compaction

    with waiting("copying the database"):
        done = compaction.compact(report)
    click.echo(
        f"copied {plural(done.nodes, 'node')}, {plural(done.relationships, 'relationship')}: "
        f"{done.before / 1e6:.1f} MB before, {done.after / 1e6:.1f} MB now"
    )
    _announce_previous()


@neo4j.command("clean")
def neo4j_clean() -> None:
    """Delete before-restore and what killed commands left.

    Example: provgraph neo4j clean
    """
    from provgraph import neo4j_local

    count, size = neo4j_local.remove_leftovers()
    click.echo(f"deleted {plural(count, 'directory', 'directories')} ({size / 1e6:.1f} MB)")


def _announce_previous() -> None:
    """Report the database that a restore replaced, as long as it is there."""
    from provgraph import neo4j_local

    previous = neo4j_local.before_restore()
    if previous:
        report(
            f"{previous} holds the database before the last restore; 'provgraph neo4j restore "
            "--undo' puts it back, 'provgraph neo4j clean' deletes it"
        )


def _lines(status: ServerStatus) -> Iterator[str]:
    from provgraph import neo4j_local

    place = f" at {status.uri}, process {status.pid}" if status.pid else ""
    yield f"Neo4j {status.neo4j}: {status.state}{place}"
    yield f"data: {status.home} ({status.bytes / 1e6:.0f} MB)"
    if status.pid and (fault := neo4j_local.fault()):
        yield fault
    elif status.uri and status.password_file:
        yield from _connections(status)


def _connections(status: ServerStatus) -> Iterator[str]:
    """Yield how other programs connect to the server."""
    file = shlex.quote(str(status.password_file))
    yield f"drivers: {status.uri}, user neo4j, the password is in {status.password_file}"
    yield f'cypher-shell: NEO4J_PASSWORD="$(cat {file})" cypher-shell -a {status.uri} -u neo4j'
    if status.browser:
        yield f"Neo4j Browser: {status.browser}, connect to {status.uri}"
    else:
        yield "Neo4j Browser: 'provgraph neo4j start --browser' serves it"
