"""`provgraph export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.common import output_option, print_text, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


# Kept here as texts: reading them from the exporter would import prov before it is needed.
WRITTEN_FORMATS = ("provn", "json", "xml", "turtle", "trig", "rdfxml", "jsonld")


@click.command()
@click.argument("selectors", nargs=-1, metavar="[ID…]", shell_complete=complete.ids)
@click.option("--document", "documents", multiple=True, help="A document's id, or its file.")
@click.option("--all", "everything", is_flag=True, help="The whole store.")
@click.option(
    "--format", "form", type=click.Choice(WRITTEN_FORMATS), default="provn", show_default=True
)
@output_option
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
    print_text(written.text, output, written.notes)
