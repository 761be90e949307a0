"""`provgraph export`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete
from provgraph.cli.common import output_option, with_store, write_file
from provgraph.runtime.escape import escape_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.ctapipe.redaction import Redaction
    from provgraph.store import Store


# Kept here as texts: reading them from the exporter would import prov before it is needed.
WRITTEN_FORMATS = ("provn", "json", "xml", "turtle", "trig", "rdfxml", "jsonld")

_UNRECOGNISED = (
    "of documents in other formats than ctapipe's only e-mail addresses, home directories and "
    "the hosts of remote files are recognised"
)


@click.command()
@click.argument("selectors", nargs=-1, metavar="[ID…]", shell_complete=complete.ids)
@click.option("--document", "documents", multiple=True, help="A document's id, or its file.")
@click.option("--all", "everything", is_flag=True, help="The whole store.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*WRITTEN_FORMATS, "ctapipe")),
    default="provn",
    show_default=True,
)
@click.option("--redact", is_flag=True, help="Leave out what tells of persons and machines.")
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
    redact: bool,
    as_json: bool,  # noqa: ARG001  # every command takes it; a document is an answer for programs
) -> None:
    """Write elements, documents or the whole store as PROV, or activities as ctapipe logged them.

    What a chosen element refers to outside the choice is declared as provgraph:Outside.
    --format ctapipe gives the JSON values that were loaded. --redact leaves out environment
    variables, hosts, users, contacts and e-mail addresses, and says how many.

    Example: provgraph export --document examples/primer.provn --format json
    """
    from provgraph.ctapipe.redaction import Redaction  # noqa: PLC0415

    if sum((bool(selectors), bool(documents), everything)) != 1:
        raise click.UsageError("give either IDs, or --document, or --all")
    redaction = Redaction() if redact else None
    choice = _Choice(store, selectors, documents, everything, redaction)
    parts = choice.log() if form == "ctapipe" else choice.prov(form)
    # What fails does so before the first part, and leaves an older file as it is.
    whole = chain([next(parts)], parts)
    if output:
        write_file(output, whole)
    else:
        for part in whole:
            click.echo(part, nl=False)
    if redaction:
        click.echo(f"provgraph: {redaction.said()}", err=True)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What to export."""

    store: Store
    selectors: tuple[str, ...]
    documents: tuple[str, ...]
    everything: bool
    redaction: Redaction | None

    def prov(self, form: str) -> Iterator[str]:
        from provgraph import exporter  # noqa: PLC0415

        document = self.store.export(
            *self.selectors,
            documents=self.documents,
            all=self.everything,
            redaction=self.redaction,
        )
        written = exporter.serialise(document, form)
        if self.redaction:
            click.echo(f"provgraph: note: {_UNRECOGNISED}", err=True)
        for note in written.notes:
            click.echo(escape_terminal(f"provgraph: note: {note}"), err=True)
        yield written.text + "\n"

    def log(self) -> Iterator[str]:
        from provgraph.ctapipe import export  # noqa: PLC0415

        found = self._records()
        if self.redaction:
            self.redaction.learn(found)
            found = map(self.redaction.record, self._records())
        return export.written(found)

    def _records(self) -> Iterator[dict[str, Any]]:
        return self.store.records(*self.selectors, documents=self.documents, all=self.everything)
