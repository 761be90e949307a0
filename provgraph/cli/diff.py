"""`provgraph diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import expand_ids, question
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store

_BETWEEN = "\0"
"""Stands for `--` between two sets, which click would take as the end of the options."""


class _Sets(click.Command):
    """A command whose `--` separates two sets of words after `--sets`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the first `--` as a word; options may follow the second set, too."""
        if "--sets" in args and "--" in args:
            place = args.index("--")
            args = [*args[:place], _BETWEEN, *args[place + 1 :]]
        return super().parse_args(ctx, args)


@click.command(cls=_Sets)
@click.argument(
    "selectors", nargs=-1, metavar="A B | @-", callback=expand_ids, shell_complete=complete.ids
)
@click.option("--documents", is_flag=True, help="A and B are documents (id or file).")
@click.option("--sets", is_flag=True, help="Compare two sets of products: --sets A… -- B….")
@question
def diff(
    store: Store, selectors: tuple[str, ...], *, documents: bool, sets: bool, as_json: bool
) -> None:
    """Explain why two products differ by comparing their histories.

    With --sets, list what is the same within each of two sets of products and differs between
    them.

    Example: provgraph diff gamma_run101.dl2.h5 gamma_run102.dl2.h5
    """
    from provgraph.render import diff as render

    if documents and sets:
        raise click.UsageError("give either --documents or --sets")
    if sets:
        answer = store.sets_diff(*_two_sets(selectors))
        print_answer(answer, render.sets_diff, as_json=as_json)
        return
    if len(selectors) != 2:  # noqa: PLR2004  # A and B
        raise click.UsageError("give two elements, A and B")
    left, right = selectors
    if documents:
        print_answer(store.documents_diff(left, right), render.documents_diff, as_json=as_json)
    else:
        print_answer(store.diff(left, right), render.diff, as_json=as_json)


def _two_sets(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if _BETWEEN not in words:
        raise click.UsageError("--sets takes two sets with -- between them: --sets A… -- B…")
    place = words.index(_BETWEEN)
    return words[:place], words[place + 1 :]
