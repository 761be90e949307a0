"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph import __version__, connect
from provgraph.errors import ExportError, ProvgraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from provgraph.store import Store

# Kept here as texts: reading them from the readers would import prov before it is needed.
READ_FORMATS = ("json", "provn", "xml", "turtle", "trig", "rdfxml", "jsonld", "ctapipe")
WRITTEN_FORMATS = ("provn", "json", "xml", "turtle", "trig", "rdfxml", "jsonld")

_json = click.option("--json", "as_json", is_flag=True, help="Answer for programs.")


class _Group(click.Group):
    """A group whose commands end in one line for each reason why they could not be done."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        try:
            return super().invoke(ctx)
        except ProvgraphError as error:
            click.echo(f"provgraph: {_inert(str(error))}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("provgraph: interrupted; nothing was left half done", err=True)
            ctx.exit(130)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="provgraph")
@click.option("--uri", help="Address of the Neo4j server; else NEO4J_URI, else the local server.")
@click.option("--username", help="User; else NEO4J_USERNAME. The password: NEO4J_PASSWORD.")
@click.option("--database", help="Database; else NEO4J_DATABASE, else the user's home database.")
@_json
@click.pass_context
def main(
    ctx: click.Context,
    uri: str | None,
    username: str | None,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Keep provenance in Neo4j and ask where a file came from.

    Without --uri and NEO4J_URI a local server is started when it is first needed.

    Example: provgraph load examples/ctapipe
    """
    ctx.obj = {"uri": uri, "username": username, "database": database, "json": as_json}


def _with_store(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the open store, and `--json` wherever it stood."""

    @_json
    @click.pass_obj
    @wraps(command)
    def wrapped(obj: dict[str, Any], /, *, as_json: bool, **arguments: object) -> None:
        with connect(obj["uri"], username=obj["username"], database=obj["database"]) as store:
            command(store, as_json=as_json or obj["json"], **arguments)

    return wrapped


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE… | DIRECTORY | -")
@click.option("--format", "form", type=click.Choice(READ_FORMATS), help="Do not guess the format.")
@click.option("--isolated", is_flag=True, help="Keep each document's names to itself.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@_with_store
def load(  # noqa: PLR0913  # one argument an option
    store: Store,
    paths: tuple[str, ...],
    form: str | None,
    *,
    isolated: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load PROV documents and ctapipe job logs.

    The format is found by content: PROV-JSON, PROV-N, PROV-XML, PROV-O in Turtle, TriG,
    RDF/XML or JSON-LD, ctapipe's JSON; each also compressed with gzip. Each file is loaded
    on its own: completely, or not at all.

    Example: provgraph load examples/ctapipe/*.log
    """
    from provgraph.progress import counted  # noqa: PLC0415
    from provgraph.render import text  # noqa: PLC0415

    files = store.files(paths)
    found = []
    for one in counted(store.load_all(files, form, isolated=isolated, dry_run=dry_run), len(files)):
        found.append(one)
        if not as_json and one.status not in {"failed", "skipped"}:
            # Not click.echo: it writes past the progress bar, into its line.
            sys.stdout.write(_inert(text.loaded(one, dry_run=dry_run)) + "\n")
        for note in one.notes:
            click.echo(_inert(f"{one.file}: note: {note}"), err=True)
    if as_json:
        _print_json({"schema": 1, **text.loads_as_json(found)})
    skipped = sum(one.status == "skipped" for one in found)
    if skipped:
        click.echo(f"provgraph: {skipped} other files in directories, in no format known", err=True)
    failed = [one for one in found if one.status == "failed"]
    for one in failed:
        click.echo(f"provgraph: {_inert(str(one.error))}", err=True)
    if failed:
        sys.exit(1)


@main.command()
@click.argument("selectors", nargs=-1, required=True, metavar="ID…")
@click.option("--down", is_flag=True, help="What came of it, instead of what it comes from.")
@click.option("--depth", type=click.IntRange(min=1), help="At most so many relations away.")
@_with_store
def lineage(
    store: Store, selectors: tuple[str, ...], depth: int | None, *, down: bool, as_json: bool
) -> None:
    """Show where elements come from, or what came of them.

    ID is a full URI, prefix:name, a path or LFN, a file name, the first characters of a
    UUID, or the ending of a URI.

    Example: provgraph lineage gamma_applied.DL2.h5
    """
    from provgraph.render.tree import tree  # noqa: PLC0415

    answer = store.lineage(*selectors, direction="down" if down else "up", depth=depth)
    if as_json:
        _print_json(answer.as_json())
    else:
        _print(tree(answer))


@main.command()
@click.argument("selector", metavar="ID")
@_with_store
def show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show one element: what it is, its attributes, its relations.

    Example: provgraph show gamma_applied.DL2.h5
    """
    from provgraph.render import text  # noqa: PLC0415

    answer = store.show(selector)
    if as_json:
        _print_json(answer.as_json())
    else:
        _print(text.shown(answer))


@main.command()
@click.argument("selectors", nargs=-1, metavar="[ID…]")
@click.option("--document", "documents", multiple=True, help="A document's id, or its file.")
@click.option("--all", "everything", is_flag=True, help="The whole store.")
@click.option(
    "--format", "form", type=click.Choice(WRITTEN_FORMATS), default="provn", show_default=True
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file; else stdout.")
@_with_store
def export(  # noqa: PLR0913  # one argument an option
    store: Store,
    selectors: tuple[str, ...],
    documents: tuple[str, ...],
    form: str,
    output: str | None,
    *,
    everything: bool,
    as_json: bool,  # noqa: ARG001  # every command takes it; a document is an answer for programs
) -> None:
    """Write elements, documents or the whole store as PROV.

    What a chosen element refers to outside the choice is declared as provgraph:Outside.

    Example: provgraph export --document examples/primer.provn --format json
    """
    from provgraph import exporter  # noqa: PLC0415

    if sum((bool(selectors), bool(documents), everything)) != 1:
        raise click.UsageError("give either IDs, or --document, or --all")
    document = store.export(*selectors, documents=documents, all=everything)
    written = exporter.serialise(document, form)
    for note in written.notes:
        click.echo(_inert(f"provgraph: note: {note}"), err=True)
    if output:
        _write(Path(output), written.text)
    else:
        click.echo(written.text)


@main.group(invoke_without_command=True)
@_json
@click.pass_context
def documents(ctx: click.Context, *, as_json: bool) -> None:
    """List, show and delete the documents that were loaded; by itself, list them.

    Example: provgraph documents list
    """
    ctx.obj["json"] = ctx.obj["json"] or as_json
    if ctx.invoked_subcommand is None:
        ctx.invoke(documents_list)


@documents.command("list")
@_with_store
def documents_list(store: Store, *, as_json: bool) -> None:
    """List all documents, newest first.

    Example: provgraph documents list
    """
    from provgraph.render import text  # noqa: PLC0415

    found = store.documents()
    if as_json:
        _print_json({"schema": 1, "documents": [one.as_json() for one in found]})
    else:
        _print(text.documents(found))


@documents.command("show")
@click.argument("selector", metavar="ID|FILE")
@_with_store
def documents_show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show the document of an id, or those that came from a file.

    Example: provgraph documents show examples/primer.provn
    """
    from provgraph.render import text  # noqa: PLC0415

    found = store.documents(selector)
    if as_json:
        _print_json({"schema": 1, "documents": [one.as_json() for one in found]})
    else:
        for one in found:
            _print(text.document(one))


@documents.command("delete")
@click.argument("selectors", nargs=-1, required=True, metavar="ID|FILE…")
@_with_store
def documents_delete(store: Store, selectors: tuple[str, ...], *, as_json: bool) -> None:
    """Delete documents by id or by file; what others assert stays.

    Example: provgraph documents delete examples/primer.provn
    """
    deleted = [one.id for selector in selectors for one in store.delete(selector)]
    if as_json:
        _print_json({"schema": 1, "deleted": deleted})
    else:
        _print(f"deleted {name}" for name in deleted)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror}") from error


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(_inert(line))


def _print_json(answer: object) -> None:
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _inert(text: str) -> str:
    """Return text in which nothing commands a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)
