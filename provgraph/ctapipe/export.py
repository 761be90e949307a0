"""Export: activity records as they were loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.stored_records import RecordRow
from provgraph.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.graph.connection import Connection

_BATCH = 500


def ids(connection: Connection) -> list[str]:
    """Return the ids of all activities of ctapipe's logs, in order of their start."""
    return [row["id"] for row in connection.read_rows("records/ids")]


def values(connection: Connection, activities: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the JSON values of activities, in this order.

    They are equal to what was loaded, `NaN` and integers of any length included; of an
    activity that was logged several times, all values that say something of their own.

    Raises:
        NotFoundError: one of them does not come from a log of ctapipe.

    """
    for start in range(0, len(activities), _BATCH):
        batch = activities[start : start + _BATCH]
        rows = connection.fetch("records/values", RecordRow, ids=list(batch))
        records = {row.id: row for row in rows}
        for activity in batch:
            if activity not in records:
                raise NotFoundError(
                    f"{activity} is not an activity of a ctapipe log; export it as PROV"
                )
            yield from records[activity].logged


def log_text(values: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Yield the text of a log: one JSON array, an activity at a time."""
    before = "["
    for value in values:
        yield before + "\n" + json.dumps(value, indent=2)
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"
