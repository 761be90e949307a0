"""`provgraph cost`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import ids_argument, question
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@ids_argument
@question
def cost(store: Store, selectors: tuple[str, ...], *, as_json: bool) -> None:
    """Sum the wall time of all activities that led to elements.

    Each activity counts once, also where several histories have it. Activities without a known
    start or end are counted apart.

    Example: provgraph cost gamma_applied.DL2.h5
    """
    from provgraph.render import cost as render

    print_answer(store.cost(*selectors), render.cost, as_json=as_json)
