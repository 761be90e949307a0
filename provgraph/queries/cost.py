"""Cost: the wall time of all activities in the histories of elements."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from provgraph.model.times import seconds_between
from provgraph.queries.history import history, step
from provgraph.queries.outermost import outermost
from provgraph.results.cost import ActivityCost, Cost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.why import ActivityStep


def cost(connection: Connection, keys: Sequence[str]) -> Cost:
    """Return what the histories of the elements with these keys took.

    An activity of several histories counts once; one that ran inside another's process, as the
    component of a tool, does not count beside it.

    Raises:
        TimeLimitError: the store takes too long.

    """
    histories = [history(connection, key) for key in dict.fromkeys(keys)]
    steps = {name: step(each, name) for each in histories for name in each.activities}
    named: dict[str, list[ActivityStep]] = defaultdict(list)
    for activity in outermost(list(steps.values())):
        named[activity.label].append(activity)
    names = [_of_name(name, activities) for name, activities in named.items()]
    return Cost(
        start=tuple(each.start for each in histories),
        count=sum(each.count for each in names),
        seconds=sum(each.seconds for each in names),
        unknown=sum(each.unknown for each in names),
        names=tuple(sorted(names, key=lambda each: (-each.seconds, each.name))),
    )


def _of_name(name: str, activities: Sequence[ActivityStep]) -> ActivityCost:
    durations = [seconds_between(activity.start, activity.end) for activity in activities]
    known = [seconds for seconds in durations if seconds is not None]
    return ActivityCost(name, len(durations), sum(known), len(durations) - len(known))
