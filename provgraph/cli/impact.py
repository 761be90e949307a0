"""`provgraph impact`."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import ids_argument, print_json, print_lines, with_store

if TYPE_CHECKING:
    from provgraph.store import Store


@click.command()
@ids_argument
@click.option("--mark", metavar="REASON", help="Mark them as bad, in a document of its own.")
@click.option("--by", metavar="NAME", help="Who marks them; else the name of the user.")
@click.option("--unmark", is_flag=True, help="Delete the documents that mark them.")
@with_store
def impact(  # noqa: PLR0913  # one argument an option
    store: Store,
    selectors: tuple[str, ...],
    mark: str | None,
    by: str | None,
    *,
    unmark: bool,
    as_json: bool,
) -> None:
    """Show all that is touched if elements are bad, and mark them as bad.

    A mark is a document of its own; what came of a marked element is called tainted as long
    as the mark is there.

    Example: provgraph impact history_meta_75.simtel.zst
    """
    from provgraph.render import impact as render  # noqa: PLC0415

    if mark is not None and unmark:
        raise click.UsageError("--mark and --unmark exclude each other")
    if mark is not None and not mark.strip():
        raise click.UsageError("--mark needs a reason")
    gone = store.unmark(*selectors) if unmark else ()
    if mark is not None:
        store.mark(*selectors, reason=mark, by=by or _user())
    answer = store.impact(*selectors)
    if as_json:
        print_json(answer.as_json())
    else:
        print_lines([*(f"no longer marked: {one.marked}" for one in gone), *render.impact(answer)])


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # KeyError until Python 3.12
        raise click.UsageError("this user has no name: say --by") from error
