"""`provgraph lineage` and `provgraph show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@click.argument("selectors", nargs=-1, required=True, metavar="ID…")
@click.option("--down", is_flag=True, help="What came of it, instead of what it comes from.")
@click.option("--depth", type=click.IntRange(min=1), help="At most so many relations away.")
@with_store
def lineage(
    store: Store, selectors: tuple[str, ...], depth: int | None, *, down: bool, as_json: bool
) -> None:
    """Show where elements come from, or what came of them.

    ID is a full URI, prefix:name, a path or LFN, a file name, the first characters of a
    UUID, or the ending of a URI.

    Example: provgraph lineage gamma_applied.DL2.h5
    """
    from provgraph.render.tree import tree  # noqa: PLC0415

    answer = store.lineage(*selectors, direction="down" if down else "up", depth=depth)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(tree(answer))


@click.command()
@click.argument("selector", metavar="ID")
@with_store
def show(store: Store, selector: str, *, as_json: bool) -> None:
    """Show one element: what it is, its attributes, its relations.

    Example: provgraph show gamma_applied.DL2.h5
    """
    from provgraph.render import text  # noqa: PLC0415

    answer = store.show(selector)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines(text.shown(answer))
