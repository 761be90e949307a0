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
from provgraph.queries.configuration import keys_of_settings, keys_of_software
from provgraph.results.nodes import node
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Node

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
    """What to find; what is `None` or empty does not matter.

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


@dataclass(frozen=True, slots=True)
class FoundElement:
    """An element that was found; `time` is when it started, or was made, ISO 8601."""

    node: Node
    time: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the hit as `--json` shows it."""
        shown = self.node.as_json()
        del shown["depth"]
        return {**shown, "time": self.time}


@dataclass(frozen=True, slots=True, repr=False)
class FoundPage(ListResult):
    """A page of hits; `more` says whether there is another."""

    LISTED = "found"

    page: int
    hits: tuple[FoundElement, ...]
    more: bool

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/find.json."""
        hits = [hit.as_json() for hit in self.hits]
        return {"schema": 1, "page": self.page, "more": self.more, "found": hits}


def find(
    connection: Connection,
    wanted: FindFilter,
    *,
    sort: str = "time",
    limit: int = 50,
    page: int = 1,
) -> FoundPage:
    """Return a page of the elements that meet all that is wanted.

    Raises:
        SelectorError: a time or a condition is none.

    """
    since, until = _time(wanted.since), _time(wanted.until)
    software = _software(connection, wanted.software)
    name, own = _choose_index(connection, wanted)
    if name == "find/by_start_time":
        since, until = since or _FIRST, until or _LAST
    rows = connection.read_rows(
        name,
        since=since,
        until=until,
        kind=_label(wanted.kind),
        types=sorted(type_terms(connection, wanted.type)) if wanted.type else None,
        name=fnmatch.translate(wanted.name) if wanted.name else None,
        role=wanted.role,
        status=wanted.status,
        where=[_condition(connection, text) for text in wanted.where],
        agents=None if wanted.agents is None else list(wanted.agents),
        software=software,
        sort=sort,
        skip=(page - 1) * limit,
        limit=limit + 1,
        **own,
    )
    found = [FoundElement(node(row["row"], 0), row["row"][7]) for row in rows]
    return FoundPage(page, tuple(found[:limit]), len(found) > limit)


def _choose_index(connection: Connection, wanted: FindFilter) -> tuple[str, dict[str, Any]]:
    """Return the statement whose index or label leaves least to look at."""
    if wanted.parameter is not None:
        return "find/by_setting", {"settings": _settings(connection, wanted.parameter)}
    if wanted.name and not _WILD.search(wanted.name):
        return "find/by_name", {"exact": wanted.name}
    if wanted.agents is not None:
        return "find/by_agent", {}
    if wanted.software is not None:
        return "find/by_software", {}
    if wanted.kind == "activity" and (wanted.since or wanted.until):
        return "find/by_start_time", {}
    by_name = _part(wanted.name) if wanted.name else None
    return by_name or (_BY_KIND.get(wanted.kind or "", "find/any"), {})


def _part(pattern: str) -> tuple[str, dict[str, Any]] | None:
    """Return the statement that looks for a literal part of a pattern, if it has one."""
    if beginning := _WILD.split(pattern)[0]:
        return "find/by_name_start", {"start": beginning}
    if ending := _LAST_WILD.split(pattern)[-1]:
        return "find/by_name_end", {"end": ending}
    longest = "" if "[" in pattern else max(_WILD.split(pattern), key=len)
    return ("find/by_name_part", {"part": longest}) if longest else None


def _software(connection: Connection, wanted: str | None) -> list[str] | None:
    if wanted is None:
        return None
    name, _, version = wanted.partition("=")
    return keys_of_software(connection, name, version)


def _settings(connection: Connection, wanted: str) -> list[str]:
    path, equals, value = wanted.partition("=")
    if not equals:
        raise SelectorError(f"{wanted!r} is no parameter with its value: write name=value")
    return keys_of_settings(connection, path, value)


def _label(kind: str | None) -> str | None:
    return KINDS.get(kind, "Unknown") if kind else None


def type_terms(connection: Connection, name: str) -> set[str]:
    """Return all that a type may be in the graph: a text, a tagged URI, a label."""
    named = uris(connection, name) if ":" in name else {name}
    return named | {f"<{uri}>" for uri in named}


def _time(text: str | None) -> str | None:
    """Return a time in UTC."""
    if text is None:
        return None
    try:
        return _utc(text)
    except (ValueError, OverflowError):
        raise SelectorError(
            f"{text!r} is no time: write it as 2026-11-22 or 2026-11-22T06:15"
        ) from None


def _utc(text: str) -> str:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _condition(connection: Connection, text: str) -> dict[str, Any]:
    """Return a condition: what is compared as a text, as a number, as a time.

    Values that are names or URIs are known by each way to write them.
    """
    match = _WHERE.fullmatch(text)
    if match is None:
        raise SelectorError(
            f"{text!r} is no condition: write attribute=value, or <, <=, >, >=, != between them"
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
