"""`provgraph check`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.common import print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.argument("selectors", nargs=-1, metavar="[ID…]", shell_complete=complete.ids)
@click.option("--all", "everything", is_flag=True, help="All activities and entities.")
@with_store
def check(store: Store, selectors: tuple[str, ...], *, everything: bool, as_json: bool) -> None:
    """Check executions against their descriptions and the rules of the IVOA model.

    With a file goes the activity that generated it. The exit status is 1 if something does
    not conform; a warning alone is no reason.

    Example: provgraph check gamma_applied.DL2.h5
    """
    from provgraph.render import ivoa  # noqa: PLC0415

    if bool(selectors) is everything:
        raise click.UsageError("give either IDs or --all")
    answer = store.check(*selectors, all=everything)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(ivoa.checked(answer))
    if not answer.conforms:
        sys.exit(1)
