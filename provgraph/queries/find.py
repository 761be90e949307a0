"""Find: elements by what they are, page by page."""

from __future__ import annotations

import fnmatch
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from provgraph.errors import SelectorError
from provgraph.graph.prefixes import uris
from provgraph.model.bookkeeping import bookkeeping_terms
from provgraph.model.names import BREAK, clean
from provgraph.model.relations import ATTRIBUTES, KINDS, type_uris_of_label
from provgraph.model.terms import quote
from provgraph.queries import cursors, near_names, suggestions
from provgraph.queries.configuration import setting_keys, software_keys
from provgraph.queries.element_rows import identity
from provgraph.queries.suggestions import LEVELS, STATUS, WORDS
from provgraph.results.find import COUNT_LIMIT, FoundElement, FoundPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.graph.connection import Connection

_OF_LISTS = {"=": "has", "!=": "has not"}
"""Operators on values that are lists with commas."""

KIND_NAMES = (*KINDS, "unknown")
SORTS = ("time", "name", "id")
WITHOUT = ("relations", "use", "maker")

_FORMS = {
    "kind": f"kind= and one of {', '.join(KIND_NAMES)}",
    "software": "software=NAME or software=NAME=VERSION",
}
"""Conditions of `where` that are not on attributes."""
_WHERE = re.compile(r"(.+?)(<=|>=|!=|=|<|>)(.*)", re.DOTALL)
_WILD = re.compile(r"[*?\[]")
_INT64 = 2**63
_LAST_WILD = re.compile(r"[*?\]]")
_SEPARATOR = re.compile(r"[/\\]|^[^*?\[]*:")
_NO_PLACE = r"(?!/|\\\\|[A-Za-z][\w+.-]*:(?=[/\\])|urn:)"
_SHORTEST_PART = 3
"""The index is made of parts of three characters."""
_BY_KIND = {"entity": "entity", "activity": "activity", "agent": "agent"}
_FIRST, _LAST = "0001-01-01T00:00:00+00:00", "9999-12-31T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindFilter:
    """What to find; a condition that is `None` or empty is not applied.

    `name` is a pattern with `*` and `?`; `type` a URI, prefix:name, text or class; `where`
    are conditions such as `ctapipe:exit_code>0`, `level=DL2`, `type=File` or `activity`;
    `since` (inclusive) and `until` (exclusive) are ISO 8601, in UTC where they have no offset, as
    are times in the store; `agents` are keys;
    `software` is a name, or name=version, and `parameter` name=value; `production` is that of a
    document that declares the element. `without` are
    `relations` (elements that are related to nothing), `use` (files that nothing used) and `maker`
    (files that no known activity generated). Bookkeeping is left out, unless `all_entities` asks
    for it, or a type or a role, of which it may be.
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
    production: str | None = None
    without: tuple[str, ...] = ()
    all_entities: bool = False

    @property
    def leaves_out(self) -> bool:
        """Whether bookkeeping, if there is any, is left out."""
        types = (self.type, self.role, *(text for text in self.where if _is_of_type(text)))
        asked = self.all_entities or any(each is not None for each in types)
        return not asked and self.kind in {None, "entity"}


def find(  # noqa: PLR0913  # one argument for each option
    connection: Connection,
    conditions: FindFilter,
    *,
    sort: str = "time",
    limit: int = 50,
    page: int = 1,
    after: str | None = None,
) -> FoundPage:
    """Return a page of the elements that meet all conditions.

    `after` is the cursor of the page before; then `page` is not used.

    Raises:
        SelectorError: a time, a condition, a number or the cursor is not valid.

    """
    cursors.check_number("the limit", limit)
    cursors.check_number("the page", page)
    conditions = _with_words(conditions)
    place = _Place.read(after, sort) if after else None
    for missing in set(conditions.without).difference(WITHOUT):
        raise SelectorError(f"{missing!r} cannot be missing: choose from {', '.join(WITHOUT)}")
    name, parameters = _search(connection, conditions)
    rows, *counted = connection.read_page(
        f"find/{name}",
        f"find/count_{name}",
        order={"sort": sort, "after": place and place.parameter},
        skip=0 if place else (page - 1) * limit,
        limit=limit + 1,
        counted=place is None,
        leftOutCounted=place is None and conditions.leaves_out,
        most=COUNT_LIMIT + 1,
        **parameters,
    )
    number = place.page if place else page
    more = len(rows) > limit
    count, left_out = (place.total, place.left_out) if place else _counts(len(rows), *counted)
    following = None
    if more:
        following = _Place.of(rows[limit - 1], number + 1, (count, left_out)).written(sort)
    return FoundPage(
        page=number,
        more=more,
        found=tuple(map(_found_element, rows[:limit])),
        count=min(count, COUNT_LIMIT),
        count_complete=count <= COUNT_LIMIT,
        next=following,
        left_out=left_out,
        notes=() if rows or left_out or number > 1 else tuple(_notes(connection, conditions)),
    )


def _notes(connection: Connection, conditions: FindFilter) -> Iterator[str]:
    """Yield what conditions name that the store does not know."""
    if near_names.is_empty(connection):
        return
    yield from _absent(connection, conditions)
    reasons = [
        conditions.production and suggestions.unknown_production(connection, conditions.production),
        conditions.software and _unknown_software(connection, conditions.software),
        conditions.parameter and _unknown_parameter(connection, conditions.parameter),
        *(_unknown_condition(connection, text) for text in conditions.where),
        conditions.name and _unknown_name(connection, conditions.name),
    ]
    yield from filter(None, reasons)


def _absent(connection: Connection, conditions: FindFilter) -> Iterator[str]:
    """Yield the type, the role and the status that no element has, whatever else is asked for."""
    kind, role, status = conditions.type, conditions.role, conditions.status
    if kind and not _exists(connection, FindFilter(type=kind)):
        yield suggestions.unknown_type(connection, kind)
    if role and not _exists(connection, FindFilter(role=role)):
        yield suggestions.unknown_role(connection, role)
    if status and not _exists(connection, FindFilter(status=status)):
        yield suggestions.unknown_value(connection, "status", STATUS, status)


def _exists(connection: Connection, conditions: FindFilter) -> bool:
    """Tell whether any element meets the conditions: the search itself, to its first element."""
    name, parameters = _search(connection, replace(conditions, all_entities=True))
    rows = connection.read_rows(f"find/count_{name}", most=1, **parameters)
    return bool(rows[0]["count"])


def _unknown_software(connection: Connection, text: str) -> str | None:
    name, _, version = text.partition("=")
    return suggestions.unknown_software(connection, name, version)


def _unknown_parameter(connection: Connection, text: str) -> str | None:
    path, _, value = text.partition("=")
    known = setting_keys(connection, path, value)
    return None if known else suggestions.unknown_parameter(connection, path, value)


def _unknown_condition(connection: Connection, text: str) -> str | None:
    word, operator, value = _parts(text)
    name = _attribute(word)
    if operator != "=":
        return None if name == "type" else suggestions.unknown_attribute(connection, name)
    if _exists(connection, FindFilter(where=(text,))):
        return None
    if name == "type":
        return suggestions.unknown_type(connection, value)
    return suggestions.unknown_value(connection, word, name, value)


def _unknown_name(connection: Connection, pattern: str) -> str | None:
    """Return which names are like one that nothing has; a pattern is like many."""
    if _WILD.search(pattern):
        return None
    names = [name for name, _ in near_names.near_names(connection, pattern)]
    if not names or pattern in names:
        return None
    return f"no element is called {pattern!r}: did you mean {' or '.join(names)}?"


def _with_words(conditions: FindFilter) -> FindFilter:
    """Return conditions of which `where` has those on attributes alone.

    It takes kinds and software, too, as conditions of a lineage do.

    Raises:
        SelectorError: two different kinds, or two software, are asked for, or one of them with
            another operator, or a value that is none.

    """
    attributes = []
    for text in conditions.where:
        word, operator, value = ("kind", "=", text) if text in KINDS else _parts(text)
        if word not in _FORMS:
            attributes.append(text)
        elif operator != "=" or not value or (word == "kind" and value not in KIND_NAMES):
            raise SelectorError(f"{text!r} is not a condition: write {_FORMS[word]}")
        else:
            conditions = _with(conditions, "kind" if word == "kind" else "software", value)
    return replace(conditions, where=tuple(attributes))


def _with(conditions: FindFilter, name: Literal["kind", "software"], value: str) -> FindFilter:
    before = getattr(conditions, name)
    if before not in {None, value}:
        raise SelectorError(f"the {name} cannot be both {before} and {value}")
    return (
        replace(conditions, kind=value) if name == "kind" else replace(conditions, software=value)
    )


def _search(connection: Connection, conditions: FindFilter) -> tuple[str, dict[str, Any]]:
    """Return which statement finds what meets the conditions, and its parameters."""
    since, until = utc_time(conditions.since), utc_time(conditions.until)
    name, index_parameters = _choose_index(connection, conditions)
    if name == "by_start_time":
        since, until = since or _FIRST, until or _LAST
    values = {
        "since": since,
        "until": until,
        "kind": _label(conditions.kind),
        "types": sorted(type_terms(connection, conditions.type)) if conditions.type else None,
        **_name_expressions(conditions.name),
        "role": conditions.role,
        "status": conditions.status,
        "without": list(conditions.without),
        "where": [_condition(connection, text) for text in conditions.where],
        "agents": None if conditions.agents is None else list(conditions.agents),
        "software": _software(connection, conditions.software),
        "production": conditions.production,
        "bookkeeping": bookkeeping_terms() if conditions.leaves_out else [],
    }
    return name, {"conditions": values, "leftOut": False, **index_parameters}


def _counts(rows: int, counted: int | None, left_out: int | None) -> tuple[int, int]:
    """Return how many elements there are, and how many are left out, as far as counts go."""
    return rows if counted is None else counted, min(left_out or 0, COUNT_LIMIT)


_CURSOR = (str, int, int, int, str | None, str | None, str, str)


class _Place(NamedTuple):
    """The place behind a row in an order, and the number of the page that begins there.

    `total` and `left_out` are the counts of the first page: counting again takes as long as
    finding.
    """

    page: int
    total: int
    left_out: int
    time: str | None
    name: str | None
    uri: str
    key: str

    @classmethod
    def of(cls, row: Sequence[Any], page: int, counts: tuple[int, int]) -> _Place:
        key, uri, _, _, name, _, _, time = row
        return cls(page, *counts, time, name, uri, key)

    @classmethod
    def read(cls, text: str, sort: str) -> _Place:
        order, *parts = cursors.read(text, "elements", _CURSOR)
        if order != sort:
            raise SelectorError(
                "the cursor belongs to a list in another order: use the same order for all pages"
            )
        place = cls(*parts)
        utc_time(place.time)
        return place

    @property
    def parameter(self) -> dict[str, str | None]:
        return {"time": self.time, "name": self.name, "uri": self.uri, "key": self.key}

    def written(self, sort: str) -> str:
        return cursors.written(sort, *self)


def _found_element(row: Sequence[Any]) -> FoundElement:
    _, *element, _, time = row
    return FoundElement(*identity(*element), time=time)


def _choose_index(connection: Connection, conditions: FindFilter) -> tuple[str, dict[str, Any]]:
    """Return the statement whose index or label leaves the fewest candidates."""
    if conditions.parameter is not None:
        return "by_setting", {"settings": _settings(connection, conditions.parameter)}
    part = _indexed_part(conditions.name) if conditions.name else None
    by_condition = _index_of_conditions(conditions)
    if part and (by_condition is None or not _WILD.search(conditions.name or "")):
        return "by_name", {"part": part}
    return by_condition or _BY_KIND.get(conditions.kind or "", "any"), {}


def _index_of_conditions(conditions: FindFilter) -> str | None:
    if conditions.agents is not None:
        return "by_agent"
    if conditions.software is not None:
        return "by_software"
    if conditions.kind == "activity" and (conditions.since or conditions.until):
        return "by_start_time"
    return None


def _indexed_part(pattern: str) -> str | None:
    """Return the longest part of a text of names that a pattern gives literally, if it has one."""
    if _WILD.search(pattern):
        parts = [] if "[" in pattern else _WILD.split(pattern)[1:-1]
        parts += [f"{BREAK}{_WILD.split(pattern)[0]}", f"{_LAST_WILD.split(pattern)[-1]}{BREAK}"]
    else:
        parts = [f"{BREAK}{clean(pattern)}{BREAK}"]
    longest = max(parts, key=len, default="")
    return longest if len(longest) >= _SHORTEST_PART else None


def _name_expressions(pattern: str | None) -> dict[str, str | None]:
    """Return regular expressions for the name that is shown and for further names.

    Paths and URIs count for patterns with a separator. Otherwise "*data*" would be everything
    that lies in a folder of that name.
    """
    if not pattern:
        return {"name": None, "furtherName": None}
    expression = fnmatch.translate(clean(pattern))
    place = "" if _SEPARATOR.search(pattern) else _NO_PLACE
    return {"name": expression, "furtherName": place + expression}


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


def utc_time(text: str | None) -> str | None:
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

    Values that are names or URIs are known by each way to write them, types by their labels, too,
    and data levels one by one, where a file has several.
    """
    word, operator, value = _parts(text)
    name = _attribute(word)
    same = {value, quote(value)[1:-1], *uris(connection, value)}
    return {
        "name": name,
        "operator": _OF_LISTS.get(operator, operator) if name == LEVELS else operator,
        "text": value,
        "texts": sorted(same | (type_uris_of_label(value) if name == "type" else set())),
        "number": _number(value),
        "time": _moment(value),
    }


def _parts(text: str) -> tuple[str, str, str]:
    """Return attribute, operator and value of a condition."""
    match = _WHERE.fullmatch(text)
    if match is None:
        raise SelectorError(
            f"{text!r} is not a condition: write attribute=value, or use <, <=, >, >= or !=; or "
            f"one of {', '.join(KINDS)}"
        )
    name, operator, value = match.groups()
    return name, operator, value


def _is_of_type(text: str) -> bool:
    """Tell whether a condition asks for a type."""
    word, operator, _ = _parts(text)
    return operator == "=" and _attribute(word) == "type"


def _attribute(word: str) -> str:
    """Return the name in the graph of an attribute."""
    local = word.removeprefix("prov:")
    return local if local in ATTRIBUTES else WORDS.get(word, word)


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
