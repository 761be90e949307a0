"""The impact of bad elements as plain text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provgraph.render.paths import ends
from provgraph.render.text import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.results.impact import Impact

_SHOWN = 20


def impact(answer: Impact) -> Iterator[str]:
    """Yield the counts, and the latest of what came last."""
    for one in answer.marks:
        yield f"{one.marked} is {mark(one)}"
    if not answer.touched:
        yield "nothing came of it"
        return
    yield f"touched: {_counts(answer.kinds)}"
    if answer.levels:
        yield f"files by data level: {_counts(answer.levels)}"
    yield "last of it:"
    yield from islice((f"  {line}" for line in ends(answer.leaves)), _SHOWN)
    if len(answer.leaves) > _SHOWN:
        yield f"  and {len(answer.leaves) - _SHOWN} more: see --json or provgraph leaves"


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in found.items())
