"""Find: elements by what they are, page by page."""

from __future__ import annotations

import fnmatch
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

from provgraph.errors import SelectorError
from provgraph.graph.prefixes import uris
from provgraph.model.relations import ATTRIBUTES, KINDS
from provgraph.model.terms import quote
from provgraph.queries.configuration import setting_keys, software_keys
from provgraph.queries.element_rows import identity
from provgraph.results.find import FoundElement, FoundPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Connection

KIND_NAMES = (*KINDS, "unknown")
SORTS = ("time", "name", "id")

_WHERE = re.compile(r"(.+?)(<=|>=|!=|=|<|>)(.*)", re.DOTALL)
_WILD = re.compile(r"[*?\[]")
_INT64 = 2**63
_LAST_WILD = re.compile(r"[*?\]]")
_BY_KIND = {"entity": "find/entity", "activity": "find/activity", "agent": "find/agent"}
_FIRST, _LAST = "0001-01-01T00:00:00+00:00", "9999-12-31T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindFilter:
    """What to find; a condition that is `None` or empty is not applied.

    `name` is a pattern with `*` and `?`; `type` a URI, prefix:name, text or class; `where`
    are conditions such as `ctapipe:exit_code>0`; `since` (inclusive) and `until` (exclusive)
    are ISO 8601, in UTC where they have no offset, as are times in the store; `agents` are keys;
    `software` is a name, or name=version, and `parameter` name=value.
    """

    kind: str | None = None
    type: str | None = None
    name: str | None = None
    role: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    where: tuple[str, ...] = ()
    agents: tuple[str, ...] | None = None
    software: str | None = None
    parameter: str | None = None


def find(
    connection: Connection,
    conditions: FindFilter,
    *,
    sort: str = "time",
    limit: int = 50,
    page: int = 1,
) -> FoundPage:
    """Return a page of the elements that meet all conditions.

    Raises:
        SelectorError: a time or a condition is not valid.

    """
    since, until = _utc_time(conditions.since), _utc_time(conditions.until)
    statement, index_parameters = _choose_index(connection, conditions)
    if statement == "find/by_start_time":
        since, until = since or _FIRST, until or _LAST
    elements = connection.fetch(
        statement,
        _found_element,
        since=since,
        until=until,
        kind=_label(conditions.kind),
        types=sorted(type_terms(connection, conditions.type)) if conditions.type else None,
        name=fnmatch.translate(conditions.name) if conditions.name else None,
        role=conditions.role,
        status=conditions.status,
        where=[_condition(connection, text) for text in conditions.where],
        agents=None if conditions.agents is None else list(conditions.agents),
        software=_software(connection, conditions.software),
        sort=sort,
        skip=(page - 1) * limit,
        limit=limit + 1,
        **index_parameters,
    )
    return FoundPage(page, len(elements) > limit, tuple(elements[:limit]))


def _found_element(row: Sequence[Any]) -> FoundElement:
    _, *element, _, time = row
    return FoundElement(*identity(*element), time=time)


def _choose_index(connection: Connection, conditions: FindFilter) -> tuple[str, dict[str, Any]]:
    """Return the statement whose index or label leaves the fewest candidates."""
    if conditions.parameter is not None:
        return "find/by_setting", {"settings": _settings(connection, conditions.parameter)}
    if conditions.name and not _WILD.search(conditions.name):
        return "find/by_name", {"exact": conditions.name}
    if conditions.agents is not None:
        return "find/by_agent", {}
    if conditions.software is not None:
        return "find/by_software", {}
    if conditions.kind == "activity" and (conditions.since or conditions.until):
        return "find/by_start_time", {}
    by_name = _name_index(conditions.name) if conditions.name else None
    return by_name or (_BY_KIND.get(conditions.kind or "", "find/any"), {})


def _name_index(pattern: str) -> tuple[str, dict[str, Any]] | None:
    """Return the statement that looks for a literal part of a pattern, if it has one."""
    if beginning := _WILD.split(pattern)[0]:
        return "find/by_name_start", {"start": beginning}
    if ending := _LAST_WILD.split(pattern)[-1]:
        return "find/by_name_end", {"end": ending}
    longest = "" if "[" in pattern else max(_WILD.split(pattern), key=len)
    return ("find/by_name_part", {"part": longest}) if longest else None


def _software(connection: Connection, text: str | None) -> list[str] | None:
    if text is None:
        return None
    name, _, version = text.partition("=")
    return software_keys(connection, name, version)


def _settings(connection: Connection, text: str) -> list[str]:
    path, equals, value = text.partition("=")
    if not equals:
        raise SelectorError(f"{text!r} is not a parameter with its value: write name=value")
    return setting_keys(connection, path, value)


def _label(kind: str | None) -> str | None:
    return KINDS.get(kind, "Unknown") if kind else None


def type_terms(connection: Connection, name: str) -> set[str]:
    """Return all that a type may be in the graph: a text, a tagged URI, a label."""
    names = uris(connection, name) if ":" in name else {name}
    return names | {f"<{uri}>" for uri in names}


def _utc_time(text: str | None) -> str | None:
    """Return a time in UTC."""
    if text is None:
        return None
    try:
        return _utc(text)
    except (ValueError, OverflowError):
        raise SelectorError(
            f"{text!r} is not a valid time: write it as 2026-11-22 or 2026-11-22T06:15"
        ) from None


def _utc(text: str) -> str:
    time = datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _condition(connection: Connection, text: str) -> dict[str, Any]:
    """Return a condition: what is compared as a text, as a number, as a time.

    Values that are names or URIs are known by each way to write them.
    """
    match = _WHERE.fullmatch(text)
    if match is None:
        raise SelectorError(
            f"{text!r} is not a condition: write attribute=value, or use <, <=, >, >= or !="
        )
    name, operator, value = match.groups()
    local = name.removeprefix("prov:")
    return {
        "name": local if local in ATTRIBUTES else name,
        "operator": operator,
        "text": value,
        "texts": sorted({value, quote(value)[1:-1], *uris(connection, value)}),
        "number": _number(value),
        "time": _moment(value),
    }


def _number(text: str) -> float | None:
    """Return a number as exactly as Neo4j can hold it."""
    with suppress(ValueError):
        if abs(int(text)) < _INT64:
            return int(text)
    with suppress(ValueError):
        return number if isfinite(number := float(text)) else None
    return None


def _moment(text: str) -> str | None:
    with suppress(ValueError, OverflowError):
        return _utc(text)
    return None
