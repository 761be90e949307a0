"""`provgraph serve`."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from provgraph.cli.extras import extra
from provgraph.runtime.gc import gc_paused


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on (default: 127.0.0.1).")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="N",
    help="Port to listen on (default: 8474; 0: any free port).",
)
@click.option(
    "--config",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="PROVGRAPH_MANAGER_CONFIG",
    help="Settings of a team's manager, in TOML (docs/manager.md).",
)
@click.option(
    "--browser/--no-browser",
    default=None,
    help="Open your own manager in a browser (default: if stderr is a terminal).",
)
@click.option("--check", is_flag=True, help="Check settings, address and database, then exit.")
@click.pass_obj
def serve(
    obj: dict[str, Any],
    host: str | None,
    port: int | None,
    file: Path | None,
    *,
    browser: bool | None,
    check: bool,
) -> None:
    """Serve the store over HTTP: the Provenance Manager.

    Without --config it serves only you, on this computer, beside the local Neo4j server.

    Example: provgraph serve --check
    """
    # All that is imported stays: without the collector it takes a sixth less.
    with extra("server"), gc_paused():
        from provgraph.manager import serving
        from provgraph.manager.settings import read
        from provgraph.pages.app import create_app

    settings = read(file)
    chosen = {"host": host, "port": port, "neo4j_uri": obj["uri"]}
    chosen |= {"neo4j_username": obj["username"], "neo4j_database": obj["database"]}
    given = {name: value for name, value in chosen.items() if value is not None}
    settings = replace(settings, **given)
    if browser is None:
        browser = sys.stderr.isatty()
    if check:
        for line in serving.check(settings):
            click.echo(line)
    else:
        serving.serve(settings, create_app, show=webbrowser.open if browser else None)
