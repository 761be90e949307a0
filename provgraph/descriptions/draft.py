"""Drafting: descriptions of activities from their jobs, to be edited.

A draft can be described beside all that is described already: activities with a description are
left out, unless they are named, and entities have names that no other file defines otherwise.

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
from provgraph.descriptions.jobs import count_jobs, job_pages
from provgraph.errors import NotFoundError
from provgraph.ivoa import contenttype, datatypes
from provgraph.ivoa.descriptions import (
    activity_uri,
    definition_fields,
    entity_uri,
    parse_definition,
)
from provgraph.ivoa.file import ActivityPart, DatasetPart, ValuePart
from provgraph.ivoa.stored_executions import executions_of
from provgraph.runtime.escape import escape_terminal
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.ivoa.descriptions import Definition
    from provgraph.ivoa.execution import Execution

    Definitions = Callable[[Collection[str]], Mapping[str, Definition]]
    Progress = Callable[[Iterable[int], int], Iterable[int]]

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
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each parameter the types that all its values have: not the values of all jobs."""


def draft(connection: Connection, name: str | None, progress: Progress | None = None) -> str:
    """Return descriptions, as YAML, of the jobs in the store, of one name or all.

    `progress` shows how many jobs were looked at.

    Raises:
        NotFoundError: there are no such jobs.

    """
    names = None if name is None else [name]
    total = count_jobs(connection, names)
    if not total:
        what = f" of the name {name!r}" if name else ""
        raise NotFoundError(f"no jobs{what} in the store: load some first")
    activities: dict[Version, _Activity] = defaultdict(_Activity)
    seen = _seen(connection, names, total, activities)
    for _ in progress(seen, total) if progress else seen:
        continue
    described = {} if name else _described(connection, activities)
    drafted = {version: each for version, each in activities.items() if version not in described}
    jobs = sum(each.jobs for each in activities.values())
    head = _HEAD.format(jobs=plural(jobs, "job")) + _left_out(described)
    return head + _text(_file(drafted, partial(_definitions, connection)))


def _seen(
    connection: Connection,
    names: Collection[str] | None,
    total: int,
    activities: dict[Version, _Activity],
) -> Iterator[int]:
    """Add jobs to their activities, page by page; yield a number for each."""
    for page in job_pages(connection, names, total):
        for job in connection.read(partial(_jobs, ids=page)).values():
            _add(activities[page[job.id], job.settings.version or ""], job)
        yield from range(len(page))


def _described(connection: Connection, versions: Iterable[Version]) -> dict[Version, str]:
    """Return the versions of activities that are described already, with the files that do so."""
    keys = {activity_uri(ActivityPart(name=n, version=v or None)): (n, v) for n, v in versions}
    rows = connection.read_rows("descriptions/definitions", keys=sorted(keys))
    return {keys[row["key"]]: ", ".join(sorted(row["sources"])) for row in rows}


def _left_out(described: Mapping[Version, str]) -> str:
    lines = (
        f"# Left out: {' '.join(filter(None, version))}, described in {source}.\n"
        for version, source in sorted(described.items())
    )
    return escape_terminal("".join(lines)) + ("\n" if described else "")


def _definitions(connection: Connection, names: Collection[str]) -> dict[str, Definition]:
    """Return the definitions of entities by these names that are in the store."""
    keys = {entity_uri(name): name for name in names}
    rows = connection.read_rows("descriptions/definitions", keys=sorted(keys))
    return {keys[row["key"]]: parse_definition(row["content"]) for row in rows}


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
        # The status is provgraph's own: a role is enough of it.
        if use.role and not use.is_status_of(job):
            kind = None if use.value else contenttype.guess(use.name or use.entity)
            activity.roles[use.output, use.role].categories.add((use.role, kind))
    for name, value in job.settings.parameters():
        kinds = datatypes.kinds(value)
        activity.kinds[name] = activity.kinds.get(name, kinds) & kinds


def _file(activities: Mapping[Version, _Activity], definitions: Definitions) -> dict[str, object]:
    categories = {
        category
        for activity in activities.values()
        for role in activity.roles.values()
        for category in role.categories
    }
    names, existing = _free_names(_names(categories), definitions)
    values = sorted(names[role, kind] for role, kind in categories if kind is None)
    datasets = sorted((names[role, kind], kind) for role, kind in categories if kind is not None)
    lists: dict[str, list[dict[str, object]]] = {
        "activities": [_activity(key, each, names) for key, each in sorted(activities.items())],
        "datasets": [existing.get(n, {"name": n, "contentType": kind}) for n, kind in datasets],
        "values": [existing.get(name, {"name": name, "valueType": "string"}) for name in values],
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


def _free_names(
    names: Mapping[Category, str], definitions: Definitions
) -> tuple[dict[Category, str], dict[str, dict[str, object]]]:
    """Return names that no other file defines otherwise, and what the store has for them.

    A definition of the same kind is repeated as it is, which is allowed.
    """
    free: dict[Category, str] = {}
    stored: dict[str, dict[str, object]] = {}
    for category, first in sorted(names.items(), key=repr):
        candidates = [first, *(f"{first} {number}" for number in range(2, 100))]
        existing = definitions(candidates)
        other = {*names.values(), *free.values()} - {first}
        for name in candidates:
            part = existing.get(name)
            if name in other or (part is not None and not _is_of(part, category)):
                continue
            free[category] = name
            if part is not None:
                fields = definition_fields(part).items()
                stored[name] = {key: value for key, value in fields if value is not None}
            break
    return free, stored


def _is_of(part: Definition, category: Category) -> bool:
    if isinstance(part, DatasetPart):
        return part.content_type == category[1]
    return isinstance(part, ValuePart) and category[1] is None and part.value_type == "string"


def _activity(
    version: Version, activity: _Activity, names: Mapping[Category, str]
) -> dict[str, object]:
    fields: dict[str, object] = {"name": version[0], "version": version[1]}
    for side, key in ((False, "uses"), (True, "generates")):
        roles = sorted(name for output, name in activity.roles if output is side)
        fields[key] = [
            part
            for name in roles
            for part in _roles(name, activity.roles[side, name], activity.jobs, names)
        ]
    fields["parameters"] = [
        {"name": name, "valueType": datatypes.narrowest(kinds)}
        for name, kinds in sorted(activity.kinds.items())
    ]
    return {key: value for key, value in fields.items() if value}


def _roles(
    name: str, role: _Role, jobs: int, names: Mapping[Category, str]
) -> Iterator[dict[str, str]]:
    """Yield a role for each category of its entities; only a single one has a multiplicity."""
    least = 0 if role.counts.total() < jobs else min(role.counts)
    most = max(role.counts)
    multiplicity = str(most) if least == most else f"{least}..{'*' if most > 1 else most}"
    if len(role.categories) > 1:
        multiplicity = "*"
    if not role.categories:
        yield {"role": name, "multiplicity": multiplicity}
    for category in sorted(role.categories, key=str):
        yield {"role": category[0], "entity": names[category], "multiplicity": multiplicity}
