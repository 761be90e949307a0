"""`provgraph export`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli import complete
from provgraph.cli.forms import FormatName, chosen_form, prov_name
from provgraph.cli.options import PROV_FORMATS, expand_ids, output_option, question
from provgraph.cli.output import report, report_notes, write_file
from provgraph.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.redaction import Redaction
    from provgraph.store import Store


FORMS = (*PROV_FORMATS, "voprov-json", "ctapipe")
_SHORTEST_KEY = 16
_READ_FIRST = (
    "what is recognised as personal is listed in docs/personal-data.md; read the export before "
    "you publish it"
)


@click.command()
@click.argument(
    "selectors", nargs=-1, metavar="[ID…] | @-", callback=expand_ids, shell_complete=complete.ids
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="ID|FILE",
    shell_complete=complete.files,
    help="Export this document. Repeatable.",
)
@click.option("--all", "everything", is_flag=True, help="Export the whole store.")
@click.option(
    "--format",
    "form",
    type=FormatName(FORMS),
    help="Output format (default: by the ending of -o, else provn).",
)
@click.option("--redact", is_flag=True, help="Replace names of persons and hosts by pseudonyms.")
@click.option(
    "--redact-key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --redact: exports with the same key have the same pseudonyms.",
)
@output_option
@question
def export(
    store: Store,
    selectors: tuple[str, ...],
    documents: tuple[str, ...],
    form: str | None,
    output: str | None,
    *,
    everything: bool,
    redact: bool,
    key_file: Path | None,
    as_json: bool,  # noqa: ARG001  # every command takes --json; a document has its own formats
) -> None:
    """Export elements, documents or the whole store as PROV.

    Elements that the selection names without including them are declared as
    provgraph:Outside, those that no document declares as provgraph:Undeclared.
    --format ctapipe writes activities as ctapipe logged them, --format voprov-json what
    the voprov package reads. --redact leaves out environment variables, puts pseudonyms for
    persons, users, hosts, contacts, phone numbers and e-mail addresses that it recognises,
    and reports how many. The pseudonyms of two exports cannot be linked, unless both are made
    with the same --redact-key.

    Example: provgraph export --document examples/primer.provn --format turtle
    """
    from provgraph.redaction import Redaction

    if sum((bool(selectors), bool(documents), everything)) != 1:
        raise click.UsageError("give either IDs, or --document, or --all")
    if key_file and not redact:
        raise click.UsageError("--redact-key needs --redact")
    form = chosen_form(form, output, FORMS, "provn")
    redaction = Redaction(_key(key_file)) if redact else None
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
        report(_READ_FIRST)


def _key(file: Path | None) -> bytes | None:
    """Return the key in a file, which can be of any kind.

    Raises:
        ExportError: the file cannot be read, or is shorter than a key must be.

    """
    if file is None:
        return None
    try:
        key = file.read_bytes().strip()
    except OSError as error:
        raise ExportError(f"the key {file} cannot be read: {error.strerror}") from error
    if len(key) < _SHORTEST_KEY:
        raise ExportError(
            f"the key {file} has {len(key)} bytes, and a short one can be guessed: it needs "
            f"{_SHORTEST_KEY} or more, such as: head -c 32 /dev/urandom > {file}"
        )
    return key


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
        written = serialisers.serialise(document, prov_name(form))
        report_notes(written.notes)
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
