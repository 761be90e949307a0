"""Jobs: the list of executions, page by page, and the values by which it can be filtered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, ListResult, Result


@dataclass(frozen=True, slots=True)
class Job(Result):
    """An execution, from its log; what its batch system and DIRAC know of it, where they do.

    `id` is the activity, `None` for a job of DIRAC whose log is not in the store; it is also the
    id of the document. `status` is the activity's; `job_status`, `minor_status` and
    `application_status` are DIRAC's. Times are ISO 8601 in UTC, `duration` is in seconds;
    `inputs` and `outputs` are numbers of files.
    """

    id: str | None
    name: str | None
    status: str | None
    start: str | None
    end: str | None
    duration: float | None
    exit_code: int | None
    host: str | None
    software: str | None
    version: str | None
    inputs: int | None
    outputs: int | None
    job_id: str | None
    site: str | None
    owner: str | None
    owner_group: str | None
    job_name: str | None
    job_group: str | None
    job_type: str | None
    production: str | None
    job_status: str | None
    minor_status: str | None
    application_status: str | None
    submitted: str | None
    last_update: str | None
    heartbeat: str | None


@dataclass(frozen=True, slots=True, repr=False)
class JobPage(ListResult, Answer):
    """A page of jobs.

    `count` is the number of jobs that meet the conditions; if `count_complete` is false, there are
    more. `next` is the cursor of the next page, `None` on the last one.
    """

    SCHEMA: ClassVar[str] = "jobs"
    LISTED: ClassVar[str] = "jobs"

    jobs: tuple[Job, ...]
    count: int
    count_complete: bool
    next: str | None


@dataclass(frozen=True, slots=True)
class DiracUpdate(Answer):
    """What DIRAC's job monitoring answered.

    `since` is the time from which changes were asked for (`None` for a file), `received` the number
    of jobs, `changed` of those of which something new is known, `joined` of those whose executions
    are in the store.
    """

    SCHEMA: ClassVar[str] = "dirac-jobs"

    since: str | None
    received: int
    changed: int
    joined: int


@dataclass(frozen=True, slots=True)
class JobValue(Result):
    """A value of a column, and how many jobs have it; `None` counts jobs without a value."""

    value: str | None
    count: int


@dataclass(frozen=True, slots=True)
class JobFacet(Result):
    """The values of a column, the most frequent first; `complete` says whether these are all."""

    column: str
    values: tuple[JobValue, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class JobFacets(Answer):
    """The values by which jobs can be filtered, counted at a time (ISO 8601)."""

    SCHEMA: ClassVar[str] = "job-facets"

    counted: str
    facets: tuple[JobFacet, ...]
