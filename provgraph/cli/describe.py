"""`provgraph describe`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import with_store
from provgraph.cli.output import print_answer, report_notes
from provgraph.runtime.progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from provgraph.store import Store


@click.command()
@click.argument("file", required=False, metavar="FILE | -", shell_complete=complete.files)
@click.option(
    "--from-jobs",
    "drafted",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Draft descriptions of all activities, or of those with this name, from loaded jobs.",
)
@with_store
def describe(store: Store, file: str | None, drafted: str | None, *, as_json: bool) -> None:
    """Describe activities: their roles, parameters and entity types.

    FILE is YAML or JSON, as shown in docs/ivoa.md. Loading it again replaces the descriptions
    that it defined before. Jobs are linked to their descriptions, whichever is loaded first.

    Example: provgraph describe examples/descriptions/ctapipe-display-muons.yaml
    """
    from provgraph.render import findings

    if (file is None) is (drafted is None):
        raise click.UsageError("give either FILE or --from-jobs")
    if file is None:
        click.echo(store.draft(drafted or None, progress=_shown("drafting")), nl=False)
        return
    answer = store.describe(file, progress=_shown("describing"))
    print_answer(answer, findings.described, as_json=as_json)
    report_notes(answer.notes, answer.source)


def _shown(doing: str) -> Callable[[Iterable[int], int], Iterable[int]]:
    return partial(track, doing=doing, unit="jobs")
