"""`provgraph why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import id_argument, question
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@id_argument
@click.option("--script", is_flag=True, help="Write the recipe as a draft of a shell script.")
@question
def why(store: Store, selector: str, *, script: bool, as_json: bool) -> None:
    """Explain how an element was made, and how to make it again.

    The script contains command lines as others recorded them. Read it, then delete its `exit`
    line before running it.

    Example: provgraph why gamma_applied.DL2.h5
    """
    from provgraph.render import why as render

    print_answer(store.why(selector), render.script if script else render.why, as_json=as_json)
