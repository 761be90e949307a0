"""The list of jobs: what it shows of an activity's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.job_files import NO_CONTEXT
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
    context = record.job.context if record.job else NO_CONTEXT
    values = {
        "name": record.name,
        "status": record.status,
        "host": record.node,
        "software": software,
        "version": version,
        "end": timestamp(stop),
        "duration": (stop - start).total_seconds() if start and stop else None,
        "exit_code": _exit_code(record.value.get("exit_code"), context.exit_code),
        "inputs": _count(record.inputs),
        "outputs": _count(record.outputs),
        "job_id": context.job_id,
        "site": context.site,
        "production": context.production,
        "job_name": context.batch.get("name"),
        "owner": context.batch.get("owner"),
        "owner_group": context.batch.get("group"),
    }
    columns = job_columns(record.id, timestamp(start), values)
    return {**columns, "batchSystem": context.batch.get("system", "")}


def _count(files: Iterable[LoggedFile]) -> int:
    return len({file.url for file in files})


def _exit_code(*values: object) -> int | None:
    """Return the first that can be an exit code: the activity's own before the job's."""
    codes = (v for v in values if isinstance(v, int) and not isinstance(v, bool))
    return next((code for code in codes if abs(code) < _EXACT), None)
