"""Drafting: descriptions of activities from their jobs, to be edited.

The draft is a valid descriptions file. Content types are guessed from file names, value types
from values, multiplicities from the numbers of files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import yaml

from provgraph.ctapipe.stored_records import fetch_settings
from provgraph.errors import NotFoundError
from provgraph.ivoa import contenttype, datatypes
from provgraph.ivoa.stored_executions import executions_of
from provgraph.runtime.escape import escape_terminal
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.ivoa.execution import Execution

BATCH = 500

_HEAD = """\
# Drafted from {jobs}. Check it, describe each thing, and run provgraph describe.
# Content types are guessed from file names, value types and multiplicities from the jobs.

"""

Version = tuple[str, str]
"""An activity's name and version; the version is empty if it is not known."""

Category = tuple[str, str | None]
"""A role and the content type of its files, `None` for values."""


@dataclass(slots=True)
class _Role:
    """A role in jobs: how many jobs have how many entities in it, of which categories."""

    counts: Counter[int] = field(default_factory=Counter)
    categories: set[Category] = field(default_factory=set)


@dataclass(slots=True)
class _Activity:
    """An activity in one version, in its jobs."""

    jobs: int = 0
    roles: dict[tuple[bool, str], _Role] = field(default_factory=lambda: defaultdict(_Role))
    parameters: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def draft(connection: Connection, name: str | None) -> str:
    """Return descriptions, as YAML, of the jobs in the store, of one name or all.

    Raises:
        NotFoundError: there are no such jobs.

    """
    rows = connection.read_rows("descriptions/job_names", names=None if name is None else [name])
    if not rows:
        what = f" of the name {name!r}" if name else ""
        raise NotFoundError(f"no jobs{what} in the store: load some first")
    names = {row["id"]: row["name"] for row in rows}
    activities: dict[Version, _Activity] = defaultdict(_Activity)
    for start in range(0, len(rows), BATCH):
        ids = [row["id"] for row in rows[start : start + BATCH]]
        for job in connection.read(partial(_jobs, ids=ids)).values():
            _add(activities[names[job.id], job.settings.version or ""], job)
    return _HEAD.format(jobs=plural(len(rows), "job")) + _text(_file(activities))


def _text(value: object) -> str:
    """Return YAML, with escapes if it has characters that control a terminal."""
    text = _dump(value, unicode=True)
    return text if escape_terminal(text) == text else _dump(value, unicode=False)


def _dump(value: object, *, unicode: bool) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=unicode, width=100))


def _jobs(tx: Transaction, ids: Collection[str]) -> dict[str, Execution]:
    return executions_of(tx, ids, partial(fetch_settings, tx))


def _add(activity: _Activity, job: Execution) -> None:
    activity.jobs += 1
    count = Counter((use.output, use.role) for use in job.uses if use.role)
    for (output, role), number in count.items():
        activity.roles[output, role or ""].counts[number] += 1
    for use in job.uses:
        if use.role:
            kind = None if use.value else contenttype.guess(use.name or use.entity)
            activity.roles[use.output, use.role].categories.add((use.role, kind))
    for name, value in job.settings.parameters():
        activity.parameters[name].add(value)


def _file(activities: Mapping[Version, _Activity]) -> dict[str, object]:
    categories = {
        category
        for activity in activities.values()
        for role in activity.roles.values()
        for category in role.categories
    }
    names = _names(categories)
    values = sorted(names[role, kind] for role, kind in categories if kind is None)
    datasets = sorted((names[role, kind], kind) for role, kind in categories if kind is not None)
    lists: dict[str, list[dict[str, object]]] = {
        "activities": [_activity(key, one, names) for key, one in sorted(activities.items())],
        "datasets": [{"name": name, "contentType": kind} for name, kind in datasets],
        "values": [{"name": name, "valueType": "string"} for name in values],
    }
    return {key: items for key, items in lists.items() if items}


def _names(categories: Collection[Category]) -> dict[Category, str]:
    """Return a name for each category: its role, with the format if several have that role."""
    counts = Counter(role for role, _ in categories)
    return {
        (role, kind): role
        if counts[role] == 1
        else f"{role} ({(kind or 'value').rpartition('/')[2]})"
        for role, kind in categories
    }


def _activity(
    version: Version, activity: _Activity, names: Mapping[Category, str]
) -> dict[str, object]:
    fields: dict[str, object] = {"name": version[0], "version": version[1]}
    for side, key in ((False, "uses"), (True, "generates")):
        roles = sorted(name for output, name in activity.roles if output is side)
        fields[key] = [
            part
            for name in roles
            for part in _roles(activity.roles[side, name], activity.jobs, names)
        ]
    fields["parameters"] = [
        {"name": name, "valueType": datatypes.guess(values)}
        for name, values in sorted(activity.parameters.items())
    ]
    return {key: value for key, value in fields.items() if value}


def _roles(role: _Role, jobs: int, names: Mapping[Category, str]) -> Iterator[dict[str, str]]:
    """Yield a role for each category of its entities; only a single one has a multiplicity."""
    least = 0 if role.counts.total() < jobs else min(role.counts)
    most = max(role.counts)
    multiplicity = str(most) if least == most else f"{least}..{'*' if most > 1 else most}"
    if len(role.categories) > 1:
        multiplicity = "*"
    for category in sorted(role.categories, key=str):
        yield {"role": category[0], "entity": names[category], "multiplicity": multiplicity}
