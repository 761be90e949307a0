"""The columns of the list of jobs: their names, kinds, and what stands where a job has no value.

Each column is a property of the graph's `Job` nodes, and each is indexed together with `position`:
the time of the start, and a number that makes it unique. What is missing has a value of its own,
because an index leaves out a node that lacks one of its properties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provgraph.model.keys import LONGEST_NAME, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "time", "number"]

_MISSING: Mapping[Kind, str | int] = {"text": "", "time": "", "number": -(2**53)}
_HIGHEST: Mapping[Kind, str | float] = {
    "text": "\U0010ffff",
    "time": "\U0010ffff",
    "number": float("inf"),
}
_SEPARATOR = "#"
"""It sorts before all digits: a job that has not started comes before those that have."""


@dataclass(frozen=True, slots=True)
class JobColumn:
    """A column by its name in Python and JSON; `selects` says that jobs can be chosen by it."""

    name: str
    kind: Kind = "text"
    selects: bool = False

    @property
    def property_name(self) -> str:
        """The name of the property."""
        return re.sub(r"_(\w)", lambda match: match[1].upper(), self.name)

    @property
    def missing(self) -> str | int:
        """What a job without a value has; it sorts before all values."""
        return _MISSING[self.kind]

    @property
    def highest(self) -> str | float:
        """What sorts after all values."""
        return _HIGHEST[self.kind]

    def value(self, stored: object) -> object:
        """Return a stored value, `None` if it stands for a missing one."""
        return None if stored == self.missing else stored


START = JobColumn("start", "time")

JOB_COLUMNS: tuple[JobColumn, ...] = (
    JobColumn("name", selects=True),
    JobColumn("status", selects=True),
    JobColumn("exit_code", "number"),
    JobColumn("host", selects=True),
    JobColumn("software", selects=True),
    JobColumn("version", selects=True),
    JobColumn("end", "time"),
    JobColumn("duration", "number"),
    JobColumn("inputs", "number"),
    JobColumn("outputs", "number"),
    JobColumn("job_id", selects=True),
    JobColumn("site", selects=True),
    JobColumn("owner", selects=True),
    JobColumn("owner_group", selects=True),
    JobColumn("job_name", selects=True),
    JobColumn("job_group", selects=True),
    JobColumn("job_type", selects=True),
    JobColumn("production", selects=True),
    JobColumn("job_status", selects=True),
    JobColumn("minor_status", selects=True),
    JobColumn("application_status", selects=True),
    JobColumn("submitted", "time"),
    JobColumn("last_update", "time"),
    JobColumn("heartbeat", "time"),
)
"""All columns but the start, which is a part of the position."""

SELECTORS = tuple(column for column in JOB_COLUMNS if column.selects)

LISTED_VALUES = tuple(c for c in SELECTORS if c.name not in {"job_id", "job_name"})
"""The columns with few enough values to list them; names and ids of jobs are all different."""

_SEARCHED = ("name", "job_id", "job_name", "job_group", "production", "host", "site", "owner")


def job_columns(key: str, start: str | None, values: Mapping[str, object]) -> dict[str, object]:
    """Return the properties by which a job is listed.

    `key` is unique to it, `start` a UTC time of fixed width, `values` are those of other columns.
    """
    known = {
        name: value[:LONGEST_NAME] if isinstance(value, str) else value
        for name, value in values.items()
        if value not in {None, ""}
    }
    texts = [key, *(str(known[name]) for name in _SEARCHED if name in known)]
    return {
        **{column.property_name: known.get(column.name, column.missing) for column in JOB_COLUMNS},
        "position": position(start or "", key),
        "text": "\n".join(texts).lower(),
    }


def position(start: str, key: str) -> str:
    """Return what orders jobs by their starts; no two jobs have the same."""
    return f"{start}{_SEPARATOR}{number_of(key):016x}"


def start_of(place: str) -> str | None:
    """Return the start that a position tells, `None` for a job that has not started."""
    return place.partition(_SEPARATOR)[0] or None
