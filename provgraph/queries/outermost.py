"""Activities of a history that did not run inside the process of another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from provgraph.model.times import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.results.why import ActivityStep


def outermost(steps: Sequence[ActivityStep]) -> list[ActivityStep]:
    """Leave out what ran inside another: the same command, on the same host, while it ran."""
    runs: dict[tuple[object, ...], list[ActivityStep]] = defaultdict(list)
    for one_step in steps:
        runs[one_step.command, one_step.host].append(one_step)
    return [
        one_step
        for one_step in steps
        if not _inside(one_step, runs[one_step.command, one_step.host])
    ]


def _inside(inner: ActivityStep, candidates: Iterable[ActivityStep]) -> bool:
    start, end = instant(inner.start), instant(inner.end)
    if not inner.command or start is None or end is None:
        return False
    periods = ((instant(outer.start), instant(outer.end)) for outer in candidates)
    return any(
        first is not None and last is not None and first <= start and end <= last
        for first, last in periods
        if (first, last) != (start, end)
    )
