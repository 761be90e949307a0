"""`provgraph stats`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provgraph.cli.common import print_json, print_lines, with_store
from provgraph.errors import ExportError

if TYPE_CHECKING:
    from provgraph.queries.stats import Period
    from provgraph.store import Store


@click.command()
@click.option("--per", type=click.Choice(("day", "month")), default="day", show_default=True)
@click.option("--svg", "picture", type=click.Path(path_type=Path), help="Draw the starts there.")
@with_store
def stats(store: Store, per: Period, picture: Path | None, *, as_json: bool) -> None:
    """Show what is in the store: counts, failures, durations, what is odd.

    Example: provgraph stats --per month
    """
    from provgraph.render.stats import svg, text  # noqa: PLC0415

    found = store.stats(per=per)
    if picture:
        try:
            picture.write_text(svg(found.starts), encoding="utf-8")
        except OSError as error:
            raise ExportError(f"{picture} cannot be written: {error.strerror}") from error
    if as_json:
        print_json(found.as_json())
    else:
        print_lines(text(found))
