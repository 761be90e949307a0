"""The cost of histories as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.render.text import table
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.cost import Cost


def cost(answer: Cost) -> Iterator[str]:
    """Yield a line for each name of activities, and their sum."""
    head = ("ACTIVITY", "NUMBER", "SECONDS", "WITHOUT TIMES")
    rows = [
        (each.name, f"{each.count:,}", f"{each.seconds:,.1f}", f"{each.unknown:,}")
        for each in answer.names
    ]
    if rows:
        yield from table([head, *rows])
        yield ""
    unknown = f"; {answer.unknown:,} without known times" if answer.unknown else ""
    activities = plural(answer.count, "activity", "activities")
    yield f"{activities}, {answer.seconds:,.1f} s of wall time{unknown}"
