"""`provgraph load`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.forms import FormatName, prov_name
from provgraph.cli.options import PROV_FORMATS, paths_argument, with_store
from provgraph.cli.output import print_json, report, report_notes
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.cli.watch import Loading
    from provgraph.ingest.discover import InputFile
    from provgraph.render.load import LoadCounts
    from provgraph.results.documents import FileResult
    from provgraph.store import Store


READ_FORMATS = (*PROV_FORMATS, "logprov", "ctapipe", "job-package")


@click.command()
@paths_argument
@click.option(
    "--format",
    "form",
    type=FormatName(READ_FORMATS),
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
@click.option("--watch", is_flag=True, help="Follow directories: load what comes, until Ctrl-C.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line for each file.")
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
    watch: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Load PROV documents and ctapipe job logs.

    Formats: PROV-JSON, PROV-N, PROV-XML, PROV-O (Turtle, TriG, N-Triples, N-Quads, RDF/XML,
    JSON-LD), ctapipe logs in JSON, JSON lines or Python, and the log lines of lstosa and
    logprov. Each may be compressed with gzip or packed into a tar archive.

    Each file is loaded completely or not at all; --salvage leaves out the broken records of a
    ctapipe log, and names them. Files whose size and modification time have not changed since
    the last load are skipped. Of several files a summary is printed; -v adds a line for each.

    --redact keeps names of persons, users and hosts out of the store, as far as they are
    recognised, and notes what was replaced; docs/personal-data.md says what it means.

    --watch loads what is in directories, and then each file that comes, once it is complete; a
    file that cannot be loaded is tried again. It ends with Ctrl-C; docs/watch.md says more.

    Example: provgraph load examples/ctapipe/*.log
    """
    from provgraph.runtime.progress import track

    form = prov_name(form)
    manager = click.get_current_context().obj["manager"]
    if production and not manager:
        raise click.UsageError("--production is for a manager: see --manager")
    if watch and dry_run:
        raise click.UsageError("--watch loads what comes: give it without --dry-run")
    options: dict[str, Any] = {
        "isolated": isolated,
        "dry_run": dry_run,
        "rehash": rehash,
        "salvage": salvage,
        "base": base,
        "strict": strict,
        "redact": redact,
        "processes": processes,
        **({"production": production} if manager else {}),
    }
    if watch:
        _follow(
            store, paths, partial(_load_all, store, form, options), each=verbose, as_json=as_json
        )
        return
    files = store.files(paths)
    results = track(store.load_all(files, form, **options), len(files))
    counts = _report(results, _Output(as_json, verbose or len(files) == 1, dry_run))
    if not as_json and len(files) > 1:
        click.echo(counts.summary(dry_run=dry_run))
    if counts.failed:
        sys.exit(1)


def _load_all(
    store: Store, form: str | None, options: dict[str, Any], files: Sequence[InputFile]
) -> Iterable[FileResult]:
    return store.load_all(files, form, **options)


def _follow(
    store: Store, directories: Sequence[str], loading: Loading, *, each: bool, as_json: bool
) -> None:
    """Follow directories; at the end print how many files there were."""
    from provgraph.cli.watch import follow

    counts = follow(store, directories, loading, each=each, as_json=as_json)
    if not as_json:
        click.echo(counts.summary())
    if counts.failed:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Output:
    """How results are printed: as JSON, or a line for each file, of what would be loaded."""

    as_json: bool
    each: bool
    dry_run: bool


def _report(results: Iterable[FileResult], output: _Output) -> LoadCounts:
    """Print results as they come, notes and failures on stderr; return how many there were."""
    from provgraph.render.load import LoadCounts
    from provgraph.render.text import load_result
    from provgraph.results.documents import LoadResult

    counts, listed, failures = LoadCounts(), [], []
    for result in results:
        counts.add(result)
        if output.as_json:
            listed.append(result)
        elif output.each and result.status not in {"failed", "skipped"}:
            # click.echo would write past the progress bar, into its line.
            sys.stdout.write(load_result(result, dry_run=output.dry_run) + "\n")
        report_notes(result.notes, result.file)
        failures += [str(result.error)] if result.status == "failed" else []
    if output.as_json:
        print_json(LoadResult.of(listed))
    if counts.skipped:
        report(f"skipped {plural(counts.skipped, 'file')} of unknown format in directories")
    for reason in failures:
        report(reason)
    return counts
