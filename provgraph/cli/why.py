"""`provgraph why`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import id_argument, print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@id_argument
@click.option("--script", is_flag=True, help="The recipe as the draft of a shell script.")
@with_store
def why(store: Store, selector: str, *, script: bool, as_json: bool) -> None:
    """Explain one element: who made it, when, with what; and how to make it again.

    The script does not run before you took a line out of it: its command lines are what
    others recorded.

    Example: provgraph why gamma_applied.DL2.h5
    """
    from provgraph.render import why as render  # noqa: PLC0415

    answer = store.why(selector)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(render.script(answer) if script else render.why(answer))
