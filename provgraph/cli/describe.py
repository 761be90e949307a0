"""`provgraph describe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store
from provgraph.runtime.escape import escape_terminal

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.argument("file", required=False, metavar="FILE | -")
@click.option(
    "--from-jobs",
    "drafted",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Write descriptions of what has been seen, of all activities or those of a name.",
)
@with_store
def describe(store: Store, file: str | None, drafted: str | None, *, as_json: bool) -> None:
    """Describe activities: their roles, parameters, and kinds of entities.

    FILE is YAML or JSON, as docs/ivoa.md shows. What it described before is replaced. Jobs
    that are there, and those to come, get links to their descriptions.

    Example: provgraph describe examples/descriptions/ctapipe-display-muons.yaml
    """
    from provgraph.render import ivoa  # noqa: PLC0415

    if (file is None) is (drafted is None):
        raise click.UsageError("give either FILE or --from-jobs")
    if file is None:
        click.echo(store.draft(drafted or None), nl=False)
        return
    answer = store.describe(file)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(ivoa.described(answer))
    for note in answer.notes:
        click.echo(escape_terminal(f"{answer.source}: note: {note}"), err=True)
