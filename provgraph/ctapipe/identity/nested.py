"""Nested activities: which activity ran inside of which.

ctapipe logs a flat list of activities, so that nesting follows from times alone. Times of
different jobs mean nothing: jobs overlap on one node without any connection. So an activity is
nested in another only if an array of a log has both (they ran in one process), they ran on one
node, and the other one began no later and finished after it. Of several such activities, the
innermost is the one that began last; of those, the one that finished first.

All arrays that have a record are stored with it (`ActivityRecord.sessions`), whichever of its
repeated records counts: nesting is a function of the set of records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.identity.claims import RunFacts


def encloses(outer: RunFacts, inner: RunFacts) -> bool:
    """Whether `inner`, in the same process, ran within the time of `outer`."""
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
    enclosing = {member.order: member for member in members if encloses(member, run)}
    if not enclosing:
        return None
    latest = max(member.start or "" for member in enclosing.values())
    return min(order for order, member in enclosing.items() if member.start == latest)[-1]
