"""Selectors: from what a user types to an element."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.graph.prefixes import uris
from provgraph.model.keys import key_of
from provgraph.model.relations import kind_of
from provgraph.queries.find import type_terms
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.graph.connection import Connection

_SHOWN = 20
_UUID_BEGINNING = re.compile(r"[0-9a-fA-F-]{6,36}")
_PREFIXED = re.compile(r"([^:/]+):(?!//)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SelectedElement:
    """An element that a selector named."""

    key: str
    id: str
    kind: str
    date: str | None


def select(connection: Connection, text: str) -> SelectedElement:
    """Return the one element that `text` names.

    Tried in this order: full URI, prefixed name, LFN or path, basename, beginning of a
    UUID (6 characters or more), ending of a path or URI, beginning of a URI. `latest:NAME` is
    the newest of all that have that file name, class (`latest:DatasetEntity`) or type
    (`latest:prov:Plan`).

    Raises:
        NotFoundError: nothing has that name.
        AmbiguousError: several elements have it.

    """
    for name, parameters in _attempts(connection, text):
        found = [_selected(row) for row in connection.read_rows(name, **parameters)]
        if len(found) == 1:
            return found[0]
        if found:
            raise _ambiguous(text, found)
    raise NotFoundError(
        f"nothing in the store is called {text!r}. A selector is a full URI, prefix:name, a "
        "path or LFN, a file name, the first 6 characters of a UUID, the ending or beginning of "
        "a URI, or latest:NAME"
    )


def select_bundles(connection: Connection, text: str) -> tuple[str, ...]:
    """Return the URIs of the bundles that `text`, a URI or a prefixed name, names.

    Raises:
        NotFoundError: there is none.

    """
    found = tuple(row["uri"] for row in connection.read_rows("select/bundle", text=text))
    if not found:
        raise NotFoundError(
            f"no bundle in the store is called {text!r}: give its URI, or its name as its "
            "document writes it; provgraph export DOCUMENT shows a document's bundles"
        )
    return found


def _attempts(connection: Connection, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "select/key", {"key": key_of(text)}
    if text.startswith("latest:"):
        name = text.removeprefix("latest:")
        yield "select/latest", {"text": name}
        yield "select/latest_of_type", {"types": sorted(type_terms(connection, name))}
    prefixed = _PREFIXED.fullmatch(text)
    if prefixed and prefixed[2]:
        yield "select/prefixed", {"prefix": prefixed[1], "local": prefixed[2]}
        for uri in sorted(uris(connection, text) - {text}):
            yield "select/key", {"key": key_of(uri)}
    yield "select/file", {"text": text.removeprefix("LFN:").removeprefix("lfn:")}
    yield "select/name", {"name": text}
    if _UUID_BEGINNING.fullmatch(text):
        yield "select/uuid", {"text": f"urn:uuid:{text.lower()}"}
        yield "select/beginning", {"text": f"urn:uuid:{text.lower()}"}
    if "/" in text:
        yield "select/path_ending", {"text": text, "name": text.rpartition("/")[2]}
    if text:
        yield "select/ending", {"text": text}
        yield "select/beginning", {"text": text}


def _selected(row: dict[str, Any]) -> SelectedElement:
    return SelectedElement(row["key"], row["id"], kind_of(row["labels"]), row["date"])


def _written(one: SelectedElement) -> str:
    """Return what names an element alone: the names of isolated documents are others', too."""
    return one.id if key_of(one.id) == one.key else one.key


def _quoted(name: str) -> str:
    """Return a name as a shell takes it for one word."""
    return f"'{name}'" if " " in name else name


def _ambiguous(text: str, found: list[SelectedElement]) -> AmbiguousError:
    newest = sorted(found, key=lambda one: (one.date or "", one.id), reverse=True)
    lines = [
        f"  {escape_line(_quoted(_written(hit)))}  "
        f"({hit.kind}{', ' + hit.date if hit.date else ''})"
        for hit in newest
    ]
    more = "" if len(found) <= _SHOWN else f"\n  and {len(found) - _SHOWN} more"
    return AmbiguousError(
        f"{text!r} names several elements; give one of these:\n" + "\n".join(lines[:_SHOWN]) + more,
        [_written(one) for one in newest],
    )
