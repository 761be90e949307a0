"""`provgraph load`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, with_store
from provgraph.runtime.escape import escape_line, escape_terminal

if TYPE_CHECKING:
    from provgraph.store import Store


# Kept here as texts: reading them from the readers would import prov before it is needed.
READ_FORMATS = ("json", "provn", "xml", "turtle", "trig", "rdfxml", "jsonld", "logprov", "ctapipe")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE… | DIRECTORY | -")
@click.option("--format", "form", type=click.Choice(READ_FORMATS), help="Do not guess the format.")
@click.option("--isolated", is_flag=True, help="Keep each document's names to itself.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--rehash", is_flag=True, help="Read files that size and time say are unchanged.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; else as many as pay.")
@with_store
def load(  # noqa: PLR0913  # one argument an option
    store: Store,
    paths: tuple[str, ...],
    form: str | None,
    *,
    isolated: bool,
    dry_run: bool,
    rehash: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Load PROV documents and ctapipe job logs.

    The format is found by content: PROV-JSON, PROV-N, PROV-XML, PROV-O in Turtle, TriG,
    RDF/XML or JSON-LD, ctapipe's JSON or Python, lstosa's and logprov's lines; each also
    compressed with gzip, or in a tar archive. Each file is loaded on its own: completely, or
    not at all. A file whose size and time have not changed since it was loaded is not read.

    Example: provgraph load examples/ctapipe/*.log
    """
    from provgraph.render import text  # noqa: PLC0415
    from provgraph.runtime.progress import track  # noqa: PLC0415

    files = store.files(paths)
    found = []
    loading = store.load_all(
        files, form, isolated=isolated, dry_run=dry_run, rehash=rehash, jobs=jobs
    )
    for one in track(loading, len(files)):
        found.append(one)
        if not as_json and one.status not in {"failed", "skipped"}:
            # Not click.echo: it writes past the progress bar, into its line.
            sys.stdout.write(text.loaded(one, dry_run=dry_run) + "\n")
        for note in one.notes:
            click.echo(escape_line(f"{one.file}: note: {note}"), err=True)
    if as_json:
        print_json({"schema": 1, **text.loads_as_json(found)})
    skipped = sum(one.status == "skipped" for one in found)
    if skipped:
        click.echo(f"provgraph: {skipped} other files in directories, in no format known", err=True)
    failed = [one for one in found if one.status == "failed"]
    for one in failed:
        click.echo(f"provgraph: {escape_terminal(str(one.error))}", err=True)
    if failed:
        sys.exit(1)
