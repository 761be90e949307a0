"""DIRAC's job monitoring: what it knows of jobs is joined with the executions of their logs.

A job whose log is not in the store is listed by itself until its log comes. Of two answers for a
job, the later update counts, in whatever order they come.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from provgraph.ctadirac import dirac_jobs
from provgraph.ctadirac.catalogue import dirac_python, run_dirac, saved
from provgraph.ctapipe.job_files import time_of
from provgraph.errors import CatalogueError, ConfigError
from provgraph.model.jobs import job_columns
from provgraph.model.times import timestamp
from provgraph.results.jobs import DiracUpdate
from provgraph.runtime.escape import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.graph.connection import Connection, Transaction

_FIRST_DAYS = 30
"""How far a store without DIRAC's jobs is filled."""
_OVERLAP = timedelta(minutes=10)
"""So much of what is known is asked for again: clocks differ, and updates come late."""
_ROWS = 1000
_NAME = "DIRAC's job monitoring"
_TEXTS = {
    "site": "Site",
    "owner": "Owner",
    "owner_group": "OwnerGroup",
    "job_name": "JobName",
    "job_group": "JobGroup",
    "job_type": "JobType",
    "job_status": "Status",
    "minor_status": "MinorStatus",
    "application_status": "ApplicationStatus",
}
_TIMES = {
    "submitted": "SubmissionTime",
    "last_update": "LastUpdateTime",
    "heartbeat": "HeartBeatTime",
    "start": "StartExecTime",
    "end": "EndExecTime",
}
_NO_SITE = "ANY"
"""What DIRAC has for a job that has not been sent to a site."""


def update(
    connection: Connection,
    *,
    since: str | None = None,
    answers: str | None = None,
    python: str | None = None,
) -> DiracUpdate:
    """Bring what DIRAC knows of jobs up to date, or what a file of its answers says.

    Without `since`, those jobs are asked for that changed since the latest that is known; in a
    store that knows none, those of the last 30 days.

    Raises:
        ConfigError: `since` is not a time.
        CatalogueError: DIRAC does not answer, or its answer is not understood.

    """
    begin = since or _latest_update(connection)
    return put(connection, answer(begin, answers, python, overlap=not since), answers or _NAME)


def answer(
    since: str | None, file: str | None, python: str | None, *, overlap: bool
) -> dict[str, Any]:
    """Return what DIRAC knows of jobs, or a file of its answers, and since when.

    `since` is a time, with an `overlap` that of the latest update that is known, or `None`.

    Raises:
        ConfigError: `since` is not a time.
        CatalogueError: DIRAC does not answer, or its answer is not understood.

    """
    if file:
        return {"jobs": _jobs(saved(file), file), "since": None}
    begin = _since_update(since) if overlap else since_time(str(since))
    return {"jobs": _jobs(_asked(begin, python), _NAME), "since": begin}


def put(connection: Connection, value: Mapping[str, Any], name: str = _NAME) -> DiracUpdate:
    """Put what `answer` returned into the list of jobs; of two answers the later update counts.

    Raises:
        CatalogueError: it is not understood.

    """
    jobs = sorted(_jobs(value, name).items())
    rows = [_row(storable(job), known, name) for job, known in jobs]
    changed = joined = 0
    for batch in _batches(rows):
        batch_changed, batch_joined = connection.write(partial(_put, batch))
        changed += batch_changed
        joined += batch_joined
    return DiracUpdate(_text(value, "since", name), len(rows), changed, joined)


def since_time(text: str) -> str:
    """Return a time as DIRAC takes it, in UTC.

    Raises:
        ConfigError: it is not a time.

    """
    try:
        return time_of(text).replace(tzinfo=None).isoformat(" ", "seconds")
    except (ValueError, OverflowError):
        raise ConfigError(
            f"{text!r} is not a valid time: write it as 2026-11-22 or 2026-11-22T06:15"
        ) from None


def _latest_update(connection: Connection) -> str | None:
    rows = connection.read_rows("jobs/latest_update")
    return str(rows[0]["update"]) if rows else None


def _since_update(update: str | None) -> str:
    """Return from when on to ask, if that is the latest update that is known."""
    if update:
        latest = datetime.fromisoformat(update) - _OVERLAP
    else:
        latest = datetime.now(UTC) - timedelta(days=_FIRST_DAYS)
    return latest.replace(tzinfo=None).isoformat(" ", "seconds")


def _asked(since: str, python: str | None) -> object:
    return run_dirac(dirac_python(python), dirac_jobs.__file__, ["--since", since])


def _jobs(value: object, name: str) -> Mapping[str, Mapping[str, Any]]:
    jobs = value.get("jobs") if isinstance(value, dict) else None
    if not isinstance(jobs, dict) or not all(isinstance(known, dict) for known in jobs.values()):
        raise CatalogueError(f"{name}: jobs: expected an object with the attributes of each job")
    return jobs


def _row(job: str, known: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the properties of a job, as it is listed by itself."""
    place = f"{name}: job {job}"
    values: dict[str, object] = {column: _text(known, key, place) for column, key in _TEXTS.items()}
    times = {column: _time(known, key, place) for column, key in _TIMES.items()}
    start, end = times.pop("start"), times["end"]
    values |= {column: timestamp(time) for column, time in times.items()}
    values["job_id"] = job
    values["site"] = None if values["site"] == _NO_SITE else values["site"]
    values["duration"] = (end - start).total_seconds() if start and end else None
    return job_columns(f"dirac:{job}", timestamp(start), values)


def _text(known: Mapping[str, Any], key: str, place: str) -> str | None:
    value = known.get(key)
    if not isinstance(value, str | None):
        raise CatalogueError(f"{place}: {key}: {value!r} is not a string")
    return storable(value) if value else None


def _time(known: Mapping[str, Any], key: str, place: str) -> datetime | None:
    value = known.get(key)
    if value in (None, "", "None"):
        return None
    try:
        return time_of(str(value))
    except (ValueError, OverflowError):
        raise CatalogueError(f"{place}: {key}: {value!r} is not a date and time") from None


def _put(rows: list[dict[str, Any]], tx: Transaction) -> tuple[int, int]:
    """Store what DIRAC knows of jobs; return how many changed, and how many have executions."""
    changed = tx.run("jobs/put_dirac", rows=rows)[0]["changed"]
    joined = tx.run("jobs/join", ids=[row["jobId"] for row in rows])
    return changed, sum(row["executions"] > 0 for row in joined)


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while batch := list(islice(left, _ROWS)):
        yield batch
