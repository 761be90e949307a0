"""`provgraph bulk`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.common import json_option, print_json
from provgraph.runtime.escape import escape_terminal

if TYPE_CHECKING:
    from provgraph.bulk import BulkResult


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE… | DIRECTORY | -")
@click.option("--into", required=True, metavar="DIRECTORY|local", help="What to fill.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; else one a core.")
@json_option
@click.pass_obj
def bulk(
    obj: dict[str, Any], paths: tuple[str, ...], into: str, jobs: int | None, *, as_json: bool
) -> None:
    """Fill an empty store with very many files, by neo4j-admin's import.

    --into local fills the local server's store; --into DIRECTORY writes the files that
    neo4j-admin imports into another server, and says how. The result is what load makes of
    the same files. A file that cannot be read is named at the end, and leaves nothing.

    Example: provgraph bulk examples/ctapipe --into local
    """
    # They import prov, which takes 0.1 s.
    from provgraph import bulk as filling  # noqa: PLC0415
    from provgraph.bulk.import_layout import COMMAND  # noqa: PLC0415
    from provgraph.ingest import batch  # noqa: PLC0415

    files = batch.files(paths)
    if into == "local":
        found = filling.into_local(files, jobs, _report)
    else:
        found = filling.into_directory(files, Path(into), jobs, _report)
    if as_json or obj["json"]:
        print_json({"schema": 1, "into": into, **asdict(found)})
    else:
        click.echo(_line(found))
        if into != "local":
            click.echo(f"the server stopped, in {escape_terminal(into)}:\n{COMMAND}")
    for line in (*found.notes, *found.failed):
        click.echo(escape_terminal(f"provgraph: {line}"), err=True)
    if found.failed:
        sys.exit(1)


def _line(found: BulkResult) -> str:
    skipped = f", {found.skipped} skipped" if found.skipped else ""
    failed = f", {len(found.failed)} failed" if found.failed else ""
    return (
        f"{found.loaded} of {found.files} files{skipped}{failed}: {found.documents} documents, "
        f"{found.elements} elements, {found.relations} relations"
    )


def _report(line: str) -> None:
    click.echo(f"provgraph: {line}", err=True)
