"""`provgraph marks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import question
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@question
def marks(store: Store, *, as_json: bool) -> None:
    """List what is marked as bad, why, by whom and when, newest first.

    'impact --mark' adds a mark, 'impact --unmark' removes the marks of an element: a removed mark
    is no longer in the store.

    Example: provgraph marks
    """
    from provgraph.render import text
    from provgraph.results.nodes import MarkList

    print_answer(MarkList(store.marks()), text.marks, as_json=as_json)
