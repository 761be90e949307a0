"""Find: elements by what they are, page by page."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provgraph.errors import SelectorError
from provgraph.graph.model import KINDS
from provgraph.graph.prefixes import uris
from provgraph.queries.nodes import node

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.queries.nodes import Node

KIND_NAMES = (*KINDS, "unknown")
SORTS = ("time", "name", "id")

_WHERE = re.compile(r"(.+?)(<=|>=|!=|=|<|>)(.*)", re.DOTALL)
_WILD = re.compile(r"[*?\[]")
_FIRST, _LAST = "0001-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to find; what is `None` or empty does not matter.

    `name` is a pattern with `*` and `?`; `type` a URI, prefix:name, text or class; `where`
    are conditions such as `ctapipe:exit_code>0`; `since` (inclusive) and `until` (exclusive)
    are ISO 8601; `agents` and `among` are keys.
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
    among: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An element that was found; `time` is when it started, or was made, ISO 8601."""

    node: Node
    time: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the hit as `--json` shows it."""
        shown = self.node.as_json()
        del shown["depth"]
        return {**shown, "time": self.time}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of hits; `more` says whether there is another."""

    page: int
    hits: tuple[Hit, ...]
    more: bool

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/find.json."""
        hits = [hit.as_json() for hit in self.hits]
        return {"schema": 1, "page": self.page, "more": self.more, "found": hits}


def find(
    connection: Connection, wanted: Wanted, *, sort: str = "time", limit: int = 50, page: int = 1
) -> Page:
    """Return a page of the elements that meet all that is wanted.

    Raises:
        SelectorError: a time or a condition is none.

    """
    name, own = _way(wanted)
    rows = connection.ask(
        f"find/{name}",
        kind=_label(wanted.kind),
        types=sorted(_types(connection, wanted.type)) if wanted.type else None,
        name=fnmatch.translate(wanted.name) if wanted.name else None,
        role=wanted.role,
        status=wanted.status,
        where=[_condition(text) for text in wanted.where],
        agents=None if wanted.agents is None else list(wanted.agents),
        sort=sort,
        skip=(page - 1) * limit,
        limit=limit + 1,
        **{"since": _time(wanted.since), "until": _time(wanted.until), **own},
    )
    found = [Hit(node(row["row"], 0), row["row"][7]) for row in rows]
    return Page(page, tuple(found[:limit]), len(found) > limit)


def _way(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Return the statement whose index or label leaves least to look at."""
    if wanted.among is not None:
        return "among", {"among": list(wanted.among)}
    beginning = _WILD.split(wanted.name)[0] if wanted.name else ""
    if wanted.name and beginning == wanted.name:
        return "named", {"exact": wanted.name}
    if wanted.agents is not None:
        return "bound", {}
    if beginning:
        return "beginning", {"beginning": beginning}
    if wanted.kind == "activity" and (wanted.since or wanted.until):
        return "started", {"since": wanted.since or _FIRST, "until": wanted.until or _LAST}
    return wanted.kind if wanted.kind and wanted.kind in KINDS else "any", {}


def _label(kind: str | None) -> str | None:
    return KINDS.get(kind, "Unknown") if kind else None


def _types(connection: Connection, name: str) -> set[str]:
    named = uris(connection, name) if ":" in name else {name}
    return named | {f"<{uri}>" for uri in named}


def _time(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise SelectorError(
            f"{text!r} is no time: write it as 2026-11-22 or 2026-11-22T06:15"
        ) from None
    return text


def _condition(text: str) -> dict[str, Any]:
    match = _WHERE.fullmatch(text)
    if match is None:
        raise SelectorError(
            f"{text!r} is no condition: write attribute=value, or <, <=, >, >=, != between them"
        )
    name, operator, value = match.groups()
    return {"name": name, "operator": operator, "value": value, "number": _number(value)}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
