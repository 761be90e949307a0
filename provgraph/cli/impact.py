"""`provgraph impact`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import (
    all_entities_option,
    ids_argument,
    only_option,
    question,
    user_name,
)
from provgraph.cli.output import print_answer, print_lines

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@ids_argument
@click.option("--mark", metavar="REASON", help="Mark the elements as bad, for this reason.")
@click.option("--by", metavar="NAME", help="Who marks them (default: your user name).")
@click.option("--unmark", is_flag=True, help="Remove the marks from the elements.")
@only_option
@all_entities_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=50,
    show_default=True,
    help="Files to list; all are counted.",
)
@question
def impact(
    store: Store,
    selectors: tuple[str, ...],
    mark: str | None,
    by: str | None,
    only: tuple[str, ...],
    limit: int,
    *,
    unmark: bool,
    all_entities: bool,
    as_json: bool,
) -> None:
    """Show which files and activities bad elements affect, and mark them.

    A mark is stored as a document of its own. Until it is removed, everything downstream of
    the marked element is shown as tainted. --only filters what is shown and counted, not what
    is followed.

    Example: provgraph impact history_meta_75.simtel.zst
    """
    from provgraph.render import impact as render
    from provgraph.render.names import name_and_id

    if mark is not None and unmark:
        raise click.UsageError("give either --mark or --unmark")
    if mark is not None and not mark.strip():
        raise click.UsageError("--mark needs a reason")
    removed = store.unmark(*selectors) if unmark else ()
    if mark is not None:
        store.mark(*selectors, reason=mark, by=by or user_name())
    answer = store.impact(*selectors, only=only, all_entities=all_entities)
    if not as_json:
        print_lines(f"no longer marked: {name_and_id(each.label, each.marked)}" for each in removed)
    print_answer(answer, lambda shown: render.impact(shown, limit), as_json=as_json)
