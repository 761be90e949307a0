"""`provgraph show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import id_argument, question
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@id_argument
@question
def show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show an element: its kind, attributes and relations.

    Example: provgraph show gamma_applied.DL2.h5
    """
    from provgraph.render import text

    print_answer(store.show(selector), text.details, as_json=as_json)
