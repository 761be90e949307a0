"""`provgraph stats`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provgraph.cli.options import question
from provgraph.cli.output import print_answer, write_file

if TYPE_CHECKING:
    from provgraph.results.stats import Period
    from provgraph.store import Store


@click.command()
@click.option(
    "--per",
    type=click.Choice(("day", "month")),
    default="day",
    show_default=True,
    help="Count activity starts per day or month of UTC.",
)
@click.option(
    "--svg",
    "picture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a bar chart of activity starts to this file.",
)
@question
def stats(store: Store, per: Period, picture: Path | None, *, as_json: bool) -> None:
    """Show counts, failures, durations and inconsistencies.

    Example: provgraph stats --per month
    """
    from provgraph.render.stats import svg, text

    answer = store.stats(per=per)
    if picture:
        write_file(picture, [svg(answer.starts)])
    print_answer(answer, text, as_json=as_json)
