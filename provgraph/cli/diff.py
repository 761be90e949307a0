"""`provgraph diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option("--documents", is_flag=True, help="A and B are documents, by id or file.")
@with_store
def diff(store: Store, left: str, right: str, *, documents: bool, as_json: bool) -> None:
    """Show why two products differ: their histories, step by step.

    Example: provgraph diff gamma_run101.dl2.h5 gamma_run102.dl2.h5
    """
    from provgraph.render import diff as render  # noqa: PLC0415

    if documents:
        compared = store.documents_diff(left, right)
        lines, told = render.documents_diff(compared), compared.as_json()
    else:
        answer = store.diff(left, right)
        lines, told = render.diff(answer), answer.as_json()
    if as_json:
        print_json(told)
    else:
        print_lines(lines)
