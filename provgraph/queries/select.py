"""Selectors: from what a user types to an element."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.graph.prefixes import FIXED
from provgraph.model.keys import key_of
from provgraph.model.names import clean
from provgraph.model.properties import type_uris
from provgraph.model.relations import LABELS, kind_of
from provgraph.queries.find import type_terms
from provgraph.queries.near_names import explanation
from provgraph.queries.spellings import locations, spellings
from provgraph.results.nodes import is_unfinished
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.model.relations import Kind

_SHOWN = 20
_UUID_BEGINNING = re.compile(r"[0-9a-fA-F-]{6,36}")
_PREFIXED = re.compile(r"([^:/]+):(?!//)(.+)", re.DOTALL)
LATEST = "latest:"
_MANY = 5
"""Fewer are looked up one by one."""
_SHORTEST_ENDING = 2
"""With the line break behind it, three characters: what the index is made of."""


@dataclass(frozen=True, slots=True)
class SelectedElement:
    """An element that a selector named."""

    key: str
    id: str
    kind: Kind
    date: str | None
    unfinished: bool = False


def select(connection: Connection, text: str) -> SelectedElement:
    """Return the one element that `text` names.

    Tried in this order: full URI, prefixed name, path or LFN, any other name (of a file, a label,
    a URL, the last part of a URI), beginning of a UUID (6 characters or more), ending of a name
    after a separator, any ending, beginning of a URI. `latest:NAME` is the newest of all that
    have that name, class (`latest:DatasetEntity`) or type (`latest:prov:Plan`).

    Raises:
        NotFoundError: nothing has that name; the message tells the nearest names.
        AmbiguousError: several elements have it.

    """
    for statement, parameters in _attempts(connection, text):
        matches = _of_lowest_rank(connection.fetch(statement, _ranked, **parameters))
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise _ambiguous(text, matches)
    raise NotFoundError(f"no element matches {text!r}: {explanation(connection, text)}")


def select_all(connection: Connection, texts: Sequence[str]) -> list[SelectedElement]:
    """Return the elements that `texts` name; of many, whole URIs are looked up together.

    Raises:
        NotFoundError: nothing has one of the names.
        AmbiguousError: several elements have one.

    """
    known: dict[str, SelectedElement] = {}
    keys = [key_of(text) for text in texts if not text.startswith(LATEST)]
    if len(keys) >= _MANY:
        rows = connection.fetch("select/keys", _ranked, keys=keys)
        known = {element.key: element for _, element in rows}
    return [known.get(key_of(text)) or select(connection, text) for text in texts]


def select_bundles(connection: Connection, text: str) -> tuple[str, ...]:
    """Return the URIs of the bundles that `text`, a URI or a prefixed name, names.

    Raises:
        NotFoundError: there is none.

    """
    bundles = tuple(row["uri"] for row in connection.read_rows("select/bundle", text=text))
    if not bundles:
        raise NotFoundError(
            f"no bundle matches {text!r}: give its URI, or its name as its "
            "document writes it; provgraph export DOCUMENT shows a document's bundles"
        )
    return bundles


def _attempts(connection: Connection, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if text.startswith(LATEST):
        name = text.removeprefix(LATEST)
        yield "select/latest", {"names": spellings(name)}
        if name in LABELS:
            yield "select/latest_of_class", {"label": name}
        yield "select/latest_of_type", {"types": sorted(type_terms(connection, name))}
    yield "select/whole", whole_parameters(text)
    prefix, local = _prefixed(text)
    yield (
        "select/part",
        {
            "prefix": prefix,
            "local": local,
            "uuid": f"urn:uuid:{text.lower()}" if _UUID_BEGINNING.fullmatch(text) else None,
            "ending": clean(text) if len(clean(text)) >= _SHORTEST_ENDING else None,
            "beginning": text or None,
        },
    )


def whole_parameters(text: str) -> dict[str, Any]:
    """Return the parameters of the look-up of `text` as a whole URI or name."""
    prefix, local = _prefixed(text)
    names, places = spellings(text), locations(text)
    return {
        "key": key_of(text),
        "prefix": prefix,
        "local": local,
        "namespaces": [uri for uri, fixed in FIXED.items() if fixed == prefix],
        "paths": names,
        "names": names,
        "places": [place.uri for place in places],
        "placePaths": sorted({place.path for place in places}),
    }


def _prefixed(text: str) -> tuple[str | None, str | None]:
    match = _PREFIXED.fullmatch(text)
    return (match[1], match[2]) if match else (None, None)


def _ranked(  # noqa: PLR0913, PLR0917  # the columns of the statements
    key: str,
    id: str,  # noqa: A002  # the column's name
    labels: Sequence[str],
    types: object,
    date: str | None,
    rank: int,
) -> tuple[int, SelectedElement]:
    unfinished = is_unfinished(type_uris(types))
    return rank, SelectedElement(key, id, kind_of(labels), date, unfinished)


def _of_lowest_rank(ranked: Sequence[tuple[int, SelectedElement]]) -> list[SelectedElement]:
    lowest = min((rank for rank, _ in ranked), default=0)
    return [element for rank, element in ranked if rank == lowest]


def _unambiguous_name(element: SelectedElement) -> str:
    """Return what names one element only: other documents may use an isolated document's ids."""
    return element.id if key_of(element.id) == element.key else element.key


def _quoted(name: str) -> str:
    """Return a name as a shell takes it for one word."""
    return f"'{name}'" if " " in name else name


def _description(element: SelectedElement) -> str:
    """Return what an element is, and when it was made."""
    kind = f"unfinished {element.kind}" if element.unfinished else element.kind
    return f"{kind}, {element.date}" if element.date else kind


def _ambiguous(text: str, matches: list[SelectedElement]) -> AmbiguousError:
    newest = sorted(matches, key=lambda match: (match.date or "", match.id), reverse=True)
    lines = [
        f"  {escape_line(_quoted(_unambiguous_name(match)))}  ({_description(match)})"
        for match in newest
    ]
    more = "" if len(matches) <= _SHOWN else f"\n  and {len(matches) - _SHOWN} more"
    return AmbiguousError(
        f"{text!r} matches several elements; use one of these:\n"
        + "\n".join(lines[:_SHOWN])
        + more,
        [_unambiguous_name(match) for match in newest],
    )
