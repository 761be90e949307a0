"""`provgraph path`, `common`, `roots` and `leaves`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import follow_option, ids_argument, print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store

_PATHS = 100


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option("--all", "every", is_flag=True, help="All shortest paths, not only one.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_PATHS,
    show_default=True,
    help="With --all: at most so many.",
)
@follow_option
@with_store
def path(  # noqa: PLR0913  # one argument an option
    store: Store, start: str, end: str, limit: int, follow: str, *, every: bool, as_json: bool
) -> None:
    """Show how A comes from B (or B from A) by the fewest relations, or why it does not.

    Example: provgraph path gamma_applied.DL2.h5 history_meta_75.simtel.zst
    """
    from provgraph.render import paths  # noqa: PLC0415

    answer = store.path(start, end, limit=limit if every else None, follow=follow)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(paths.path(answer))


@click.command()
@ids_argument
@follow_option
@with_store
def common(store: Store, selectors: tuple[str, ...], follow: str, *, as_json: bool) -> None:
    """Show what elements share: their nearest common ancestors.

    Example: provgraph common gamma_run101.dl2.h5 gamma_run102.dl2.h5
    """
    from provgraph.render import paths  # noqa: PLC0415

    answer = store.common(*selectors, follow=follow)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(paths.common(answer))


@click.command()
@ids_argument
@follow_option
@with_store
def roots(store: Store, selectors: tuple[str, ...], follow: str, *, as_json: bool) -> None:
    """List where the lineage of elements begins: what has no known cause, nearest first.

    Example: provgraph roots gamma_applied.DL2.h5
    """
    from provgraph.render import paths  # noqa: PLC0415

    answer = store.roots(*selectors, follow=follow)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(paths.ends(answer.ends))


@click.command()
@ids_argument
@follow_option
@with_store
def leaves(store: Store, selectors: tuple[str, ...], follow: str, *, as_json: bool) -> None:
    """List the last that came of elements: that of which nothing came, latest first.

    Example: provgraph leaves history_meta_75.simtel.zst
    """
    from provgraph.render import paths  # noqa: PLC0415

    answer = store.leaves(*selectors, follow=follow)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(paths.ends(answer.ends))
