"""`provgraph export`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete
from provgraph.cli.options import PROV_FORMATS, output_option, question
from provgraph.cli.output import report, report_notes, write_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.ctapipe.redaction import Redaction
    from provgraph.store import Store


_PARTLY_REDACTED = (
    "in documents other than ctapipe's, only e-mail addresses, home directories and hosts of "
    "remote files are recognised"
)


@click.command()
@click.argument("selectors", nargs=-1, metavar="[ID…]", shell_complete=complete.ids)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="ID|FILE",
    help="Export this document. Repeatable.",
)
@click.option("--all", "everything", is_flag=True, help="Export the whole store.")
@click.option(
    "--format",
    "form",
    type=click.Choice((*PROV_FORMATS, "voprov-json", "ctapipe")),
    default="provn",
    show_default=True,
    help="Output format.",
)
@click.option("--redact", is_flag=True, help="Remove personal and host information.")
@output_option
@question
def export(
    store: Store,
    selectors: tuple[str, ...],
    documents: tuple[str, ...],
    form: str,
    output: str | None,
    *,
    everything: bool,
    redact: bool,
    as_json: bool,  # noqa: ARG001  # every command takes --json; a document has its own formats
) -> None:
    """Export elements, documents or the whole store as PROV.

    Elements that the selection names without including them are declared as
    provgraph:Outside, those that no document declares as provgraph:Undeclared.
    --format ctapipe writes activities as ctapipe logged them, --format voprov-json what
    the voprov package reads. --redact removes environment variables, hosts, users,
    contacts and e-mail addresses, and reports how many.

    Example: provgraph export --document examples/primer.provn --format json
    """
    from provgraph.ctapipe.redaction import Redaction

    if sum((bool(selectors), bool(documents), everything)) != 1:
        raise click.UsageError("give either IDs, or --document, or --all")
    redaction = Redaction() if redact else None
    selection = _Selection(store, selectors, documents, everything, redaction)
    parts = selection.log() if form == "ctapipe" else selection.prov(form)
    # A failure comes with the first part, before an existing output file is overwritten.
    parts = chain([next(parts)], parts)
    if output:
        write_file(output, parts)
    else:
        for part in parts:
            click.echo(part, nl=False)
    if redaction:
        report(redaction.summary())


@dataclass(frozen=True, slots=True)
class _Selection:
    """What to export."""

    store: Store
    selectors: tuple[str, ...]
    documents: tuple[str, ...]
    everything: bool
    redaction: Redaction | None

    def prov(self, form: str) -> Iterator[str]:
        from provgraph import serialisers

        document = self.store.export(
            *self.selectors,
            documents=self.documents,
            all=self.everything,
            redaction=self.redaction,
        )
        written = serialisers.serialise(document, form)
        report_notes([*([_PARTLY_REDACTED] if self.redaction else []), *written.notes])
        yield written.text + "\n"

    def log(self) -> Iterator[str]:
        from provgraph.ctapipe import export

        records = self._records()
        if self.redaction:
            self.redaction.learn(records)
            records = map(self.redaction.record, self._records())
        return export.log_text(records)

    def _records(self) -> Iterator[dict[str, Any]]:
        return self.store.records(*self.selectors, documents=self.documents, all=self.everything)
