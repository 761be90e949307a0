"""`provgraph export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import inert, with_store
from provgraph.errors import ExportError

if TYPE_CHECKING:
    from provgraph.store import Store


# Kept here as texts: reading them from the exporter would import prov before it is needed.
WRITTEN_FORMATS = ("provn", "json", "xml", "turtle", "trig", "rdfxml", "jsonld")


@click.command()
@click.argument("selectors", nargs=-1, metavar="[ID…]")
@click.option("--document", "documents", multiple=True, help="A document's id, or its file.")
@click.option("--all", "everything", is_flag=True, help="The whole store.")
@click.option(
    "--format", "form", type=click.Choice(WRITTEN_FORMATS), default="provn", show_default=True
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A file; else stdout.")
@with_store
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
        click.echo(inert(f"provgraph: note: {note}"), err=True)
    if output:
        _write(Path(output), written.text)
    else:
        click.echo(written.text)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror}") from error
