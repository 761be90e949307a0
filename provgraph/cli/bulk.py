"""`provgraph bulk`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete
from provgraph.cli.options import json_option, paths_argument
from provgraph.cli.output import print_json, report
from provgraph.runtime.escape import escape_terminal
from provgraph.runtime.plural import plural
from provgraph.runtime.progress import counting

if TYPE_CHECKING:
    from provgraph.results.documents import BulkResult


@click.command()
@paths_argument
@click.option(
    "--into",
    required=True,
    metavar="local|DIRECTORY",
    shell_complete=complete.local_or_directory,
    help="The local server, or a directory for the import files.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Worker processes (default: one per core).",
)
@json_option
@click.pass_obj
def bulk(
    obj: dict[str, Any], paths: tuple[str, ...], into: str, processes: int | None, *, as_json: bool
) -> None:
    """Fill an empty store from a large number of files.

    --into local fills the database of the local server. --into DIRECTORY writes files for
    neo4j-admin to import into another server, and prints the command. The result is the same
    as that of provgraph load. Files that cannot be read are skipped and listed at the end.

    Example: provgraph bulk examples/ctapipe --into local
    """
    # ctapipe's logs take 0.1 s to import.
    from provgraph import bulk as filling
    from provgraph.bulk.import_layout import COMMAND
    from provgraph.ingest.discover import find_files

    files = find_files(paths)
    doing = "filling the store" if into == "local" else "writing the files"
    with counting(doing, "files", len(files)):
        if into == "local":
            result = filling.into_local(files, processes, report)
        else:
            result = filling.into_directory(files, Path(into), processes, report)
    if as_json or obj["json"]:
        print_json(result)
    else:
        click.echo(_summary(result))
        if into != "local":
            target = escape_terminal(into)
            click.echo(f"to import it, stop the server and run this in {target}:\n{COMMAND}")
    for message in (*result.notes, *result.failed):
        report(message)
    if result.failed:
        sys.exit(1)


def _summary(result: BulkResult) -> str:
    skipped = f", {result.skipped} skipped" if result.skipped else ""
    failed = f", {len(result.failed)} failed" if result.failed else ""
    return (
        f"{result.loaded} of {plural(result.files, 'file')}{skipped}{failed}: "
        f"{plural(result.documents, 'document')}, {plural(result.elements, 'element')}, "
        f"{plural(result.relations, 'relation')}"
    )
