"""Nested activities: which activity ran inside which.

ctapipe logs a flat list of activities, so only time tells. It tells nothing between jobs,
which overlap on one node without having to do with each other. So an activity is nested
in another only if some array of a log holds both (they ran in one process), on one node,
and the other began no later and finished after it. Of several, the innermost is the one
that began last; of those, the one that finished first.

What arrays held a record together is kept with the record (`ActivityRecord.sessions`), all
of them, whichever of the repeated records is kept: nesting is a function of the set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.identity.claims import RunFacts


def encloses(outer: RunFacts, inner: RunFacts) -> bool:
    """Whether `inner`, of the same process, ran within the time of `outer`."""
    if outer.start is None or inner.start is None or inner.stop is None:
        return False
    return (
        outer.node == inner.node
        and outer.start <= inner.start
        and inner.stop <= (outer.stop or inner.stop)
        and inner.order < outer.order
    )


def parent_of(run: RunFacts, members: Iterable[RunFacts]) -> str | None:
    """Return the innermost activity around `run` among the members of its sessions."""
    around = {member.order: member for member in members if encloses(member, run)}
    if not around:
        return None
    latest = max(member.start or "" for member in around.values())
    return min(order for order, member in around.items() if member.start == latest)[-1]
