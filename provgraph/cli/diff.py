"""`provgraph diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import question
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.argument("left", metavar="A", shell_complete=complete.ids)
@click.argument("right", metavar="B", shell_complete=complete.ids)
@click.option("--documents", is_flag=True, help="A and B are documents (id or file).")
@question
def diff(store: Store, left: str, right: str, *, documents: bool, as_json: bool) -> None:
    """Explain why two products differ by comparing their histories.

    Example: provgraph diff gamma_run101.dl2.h5 gamma_run102.dl2.h5
    """
    from provgraph.render import diff as render

    if documents:
        print_answer(store.documents_diff(left, right), render.documents_diff, as_json=as_json)
    else:
        print_answer(store.diff(left, right), render.diff, as_json=as_json)
