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
    from collections.abc import Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.model.relations import Kind

_SHOWN = 20
_UUID_BEGINNING = re.compile(r"[0-9a-fA-F-]{6,36}")
_PREFIXED = re.compile(r"([^:/]+):(?!//)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SelectedElement:
    """An element that a selector named."""

    key: str
    id: str
    kind: Kind
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
        matches = connection.fetch(name, _selected, **parameters)
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise _ambiguous(text, matches)
    raise NotFoundError(
        f"no element matches {text!r}. A selector is a full URI, prefix:name, a "
        "path or LFN, a file name, the first 6 characters of a UUID, the ending or beginning of "
        "a URI, or latest:NAME"
    )


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
        yield "select/key_start", {"text": f"urn:uuid:{text.lower()}"}
    if "/" in text:
        yield "select/path_end", {"text": text, "name": text.rpartition("/")[2]}
    if text:
        yield "select/key_end", {"text": text}
        yield "select/key_start", {"text": text}


def _selected(
    key: str,
    id: str,  # noqa: A002  # the column's name
    labels: Sequence[str],
    date: str | None,
) -> SelectedElement:
    return SelectedElement(key, id, kind_of(labels), date)


def _unambiguous_name(element: SelectedElement) -> str:
    """Return what names one element only: other documents may use an isolated document's ids."""
    return element.id if key_of(element.id) == element.key else element.key


def _quoted(name: str) -> str:
    """Return a name as a shell takes it for one word."""
    return f"'{name}'" if " " in name else name


def _ambiguous(text: str, matches: list[SelectedElement]) -> AmbiguousError:
    newest = sorted(matches, key=lambda match: (match.date or "", match.id), reverse=True)
    lines = [
        f"  {escape_line(_quoted(_unambiguous_name(match)))}"
        f"  ({', '.join(filter(None, (match.kind, match.date)))})"
        for match in newest
    ]
    more = "" if len(matches) <= _SHOWN else f"\n  and {len(matches) - _SHOWN} more"
    return AmbiguousError(
        f"{text!r} matches several elements; use one of these:\n"
        + "\n".join(lines[:_SHOWN])
        + more,
        [_unambiguous_name(match) for match in newest],
    )
