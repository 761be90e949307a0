"""Conditions on jobs, as forms send them, and the jobs that meet them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query

if TYPE_CHECKING:
    from provgraph.store import Store

SELECTORS = (
    "site",
    "status",
    "job_status",
    "name",
    "owner",
    "host",
    "minor_status",
    "application_status",
    "owner_group",
    "job_group",
    "job_type",
    "production",
    "software",
)
"""The columns whose values the form offers, those that are used most first."""

Conditions = dict[str, str | list[str]]
Values = Annotated[list[str] | None, Query()]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form and the table's head ask for; empty fields are not conditions."""

    site: Values = None
    status: Values = None
    job_status: Values = None
    minor_status: Values = None
    application_status: Values = None
    name: Values = None
    owner: Values = None
    owner_group: Values = None
    job_group: Values = None
    job_type: Values = None
    production: Values = None
    host: Values = None
    software: Values = None
    job_id: str = ""
    job_name: str = ""
    text: str = ""
    since: str = ""
    until: str = ""

    def conditions(self) -> Conditions:
        """Return those that were given."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}


AT_ONCE = 1_000
"""How many jobs are asked for at once."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The jobs of a choice, by their activities, newest first.

    `complete` says that these are all; jobs whose logs are not in the store are not counted.
    """

    ids: tuple[str, ...]
    complete: bool


def selected(store: Store, chosen: list[str], conditions: Conditions, most: int) -> Selection:
    """Return chosen jobs, or those that meet all conditions if none are chosen."""
    if chosen:
        return Selection(tuple(dict.fromkeys(chosen))[:most], len(set(chosen)) <= most)
    wanted: dict[str, Any] = dict(conditions)
    ids: list[str] = []
    after: str | None = None
    while True:
        answer = store.jobs(**wanted, after=after, limit=AT_ONCE)
        ids += [job.id for job in answer.jobs if job.id]
        after = answer.next
        if after is None or len(ids) > most:
            return Selection(tuple(ids[:most]), len(ids) <= most)
