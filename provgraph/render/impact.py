"""The impact of bad elements as plain text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provgraph.render.paths import ends
from provgraph.render.text import mark
from provgraph.results.nodes import count_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.results.impact import Impact

_SHOWN = 20


def impact(answer: Impact) -> Iterator[str]:
    """Yield the counts, and the latest final products."""
    for name in answer.unfinished:
        yield f"{name} is unfinished: no activity that wrote it completed"
    for own_mark in answer.marks:
        yield f"{own_mark.marked} is {mark(own_mark)}"
    if not answer.touched:
        yield "nothing was made from it"
        return
    yield f"affected: {count_kinds(answer.touched)}"
    if answer.levels:
        yield f"files by data level: {_counts(answer.levels)}"
    yield "final products, latest first:"
    yield from islice((f"  {line}" for line in ends(answer.leaves)), _SHOWN)
    if len(answer.leaves) > _SHOWN:
        yield f"  and {len(answer.leaves) - _SHOWN} more: see --json or provgraph leaves"


def _counts(levels: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in levels.items())
