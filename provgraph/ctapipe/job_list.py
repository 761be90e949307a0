"""The list of jobs: what it shows of an activity's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.model.jobs import job_columns
from provgraph.model.times import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.log.record import ActivityRecord, LoggedFile

_EXACT = 2**53


def listed(record: ActivityRecord) -> dict[str, object]:
    """Return the properties by which the job of a record is listed."""
    start, stop = record.start, record.stop
    software, version = record.software or (None, None)
    values = {
        "name": record.name,
        "status": record.status,
        "host": record.node,
        "software": software,
        "version": version,
        "end": timestamp(stop),
        "duration": (stop - start).total_seconds() if start and stop else None,
        "exit_code": _exit_code(record.value.get("exit_code")),
        "inputs": _count(record.inputs),
        "outputs": _count(record.outputs),
    }
    return job_columns(record.id, timestamp(start), values)


def _count(files: Iterable[LoggedFile]) -> int:
    return len({file.url for file in files})


def _exit_code(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < _EXACT else None
