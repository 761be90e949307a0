"""`provgraph path`, `common`, `roots` and `leaves`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import (
    all_entities_option,
    expand_id,
    follow_option,
    ids_argument,
    question,
)
from provgraph.cli.output import print_answer

if TYPE_CHECKING:
    from provgraph.store import Store

_PATHS = 100


@click.command()
@click.argument("start", metavar="A | @-", callback=expand_id, shell_complete=complete.ids)
@click.argument("end", metavar="B | @-", callback=expand_id, shell_complete=complete.ids)
@click.option("--all", "every", is_flag=True, help="Show all shortest paths.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=_PATHS,
    show_default=True,
    help="Maximum number of paths (with --all).",
)
@follow_option
@question
def path(
    store: Store, start: str, end: str, limit: int, follow: str, *, every: bool, as_json: bool
) -> None:
    """Show a shortest path between A and B, or why there is none.

    Example: provgraph path gamma_applied.DL2.h5 history_meta_75.simtel.zst
    """
    from provgraph.render import paths

    answer = store.path(start, end, limit=limit if every else None, follow=follow)
    print_answer(answer, paths.path, as_json=as_json)


@click.command()
@ids_argument
@follow_option
@all_entities_option
@question
def common(
    store: Store, selectors: tuple[str, ...], follow: str, *, all_entities: bool, as_json: bool
) -> None:
    """Show the nearest common ancestors of elements.

    Example: provgraph common gamma_run101.dl2.h5 gamma_run102.dl2.h5
    """
    from provgraph.render import paths

    answer = store.common(*selectors, follow=follow, all_entities=all_entities)
    print_answer(answer, paths.common, as_json=as_json)


@click.command()
@ids_argument
@follow_option
@all_entities_option
@question
def roots(
    store: Store, selectors: tuple[str, ...], follow: str, *, all_entities: bool, as_json: bool
) -> None:
    """List original inputs: upstream elements with no recorded origin.

    The nearest are listed first.

    Example: provgraph roots gamma_applied.DL2.h5
    """
    from provgraph.render import paths

    answer = store.roots(*selectors, follow=follow, all_entities=all_entities)
    print_answer(answer, paths.ends, as_json=as_json)


@click.command()
@ids_argument
@follow_option
@all_entities_option
@question
def leaves(
    store: Store, selectors: tuple[str, ...], follow: str, *, all_entities: bool, as_json: bool
) -> None:
    """List final products: elements from which nothing else was made.

    The latest are listed first.

    Example: provgraph leaves history_meta_75.simtel.zst
    """
    from provgraph.render import paths

    answer = store.leaves(*selectors, follow=follow, all_entities=all_entities)
    print_answer(answer, paths.ends, as_json=as_json)
