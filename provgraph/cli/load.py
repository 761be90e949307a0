"""`provgraph load`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import PROV_FORMATS, with_store
from provgraph.cli.output import print_json, report, report_notes
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from provgraph.store import Store


READ_FORMATS = (*PROV_FORMATS, "logprov", "ctapipe", "job-package")


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE… | DIRECTORY | -", shell_complete=complete.files
)
@click.option(
    "--format",
    "form",
    type=click.Choice(READ_FORMATS),
    help="Input format (default: detected from the content).",
)
@click.option("--isolated", is_flag=True, help="Do not merge identifiers with other documents.")
@click.option("--dry-run", is_flag=True, help="Report what would change, without changing it.")
@click.option("--rehash", is_flag=True, help="Read files even if size and time are unchanged.")
@click.option(
    "--salvage", is_flag=True, help="Of a ctapipe log with broken records, load the others."
)
@click.option(
    "--base",
    metavar="IRI",
    help="Of RDF: the base of relative IRIs (default: the document's, or its location).",
)
@click.option("--strict", is_flag=True, help="Of RDF: refuse statements that are not PROV.")
@click.option("--redact", is_flag=True, help="Put pseudonyms for names of persons and hosts.")
@click.option(
    "--production", metavar="NAME", help="With --manager: the production that the files are of."
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Worker processes (default: automatic).",
)
@with_store
def load(
    store: Store,
    paths: tuple[str, ...],
    form: str | None,
    *,
    isolated: bool,
    dry_run: bool,
    rehash: bool,
    salvage: bool,
    base: str | None,
    strict: bool,
    redact: bool,
    production: str | None,
    processes: int | None,
    as_json: bool,
) -> None:
    """Load PROV documents and ctapipe job logs.

    Formats: PROV-JSON, PROV-N, PROV-XML, PROV-O (Turtle, TriG, N-Triples, N-Quads, RDF/XML,
    JSON-LD), ctapipe logs in JSON, JSON lines or Python, and the log lines of lstosa and
    logprov. Each may be compressed with gzip or packed into a tar archive. Each file is loaded
    completely or not at all; --salvage leaves out the broken records of a ctapipe log, and
    names them. Files whose size and modification time have not changed since the last load are
    skipped. --redact keeps names of persons, users and hosts out of the store, as far as they
    are recognised, and notes what was replaced; docs/personal-data.md says what it means.

    Example: provgraph load examples/ctapipe/*.log
    """
    from provgraph.render import text
    from provgraph.runtime.progress import track

    manager = click.get_current_context().obj["manager"]
    if production and not manager:
        raise click.UsageError("--production is for a manager: see --manager")
    files = store.files(paths)
    results = []
    loading = store.load_all(
        files,
        form,
        isolated=isolated,
        dry_run=dry_run,
        rehash=rehash,
        salvage=salvage,
        base=base,
        strict=strict,
        redact=redact,
        processes=processes,
        **({"production": production} if manager else {}),
    )
    for result in track(loading, len(files)):
        results.append(result)
        if not as_json and result.status not in {"failed", "skipped"}:
            # click.echo would write past the progress bar, into its line.
            sys.stdout.write(text.load_result(result, dry_run=dry_run) + "\n")
        report_notes(result.notes, result.file)
    if as_json:
        from provgraph.results.documents import LoadResult

        print_json(LoadResult.of(results))
    skipped = sum(result.status == "skipped" for result in results)
    if skipped:
        report(f"skipped {plural(skipped, 'file')} of unknown format in directories")
    failed = [result for result in results if result.status == "failed"]
    for result in failed:
        report(str(result.error))
    if failed:
        sys.exit(1)
