"""The names of an element: all by which a person can ask for it.

A store keeps them as one text, each between two line breaks, because Neo4j indexes texts by
their parts, and lists not at all: a name is found whole, by its beginning and by its ending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from provgraph.model.keys import name_of
from provgraph.model.namespaces import PROV, PROVGRAPH
from provgraph.model.terms import text_of
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.model.records import Attributes

BREAK = "\n"
"""What stands before and after each name."""

_PATHS = (f"{PROVGRAPH}path", f"{PROVGRAPH}lfn")
_NAMES = (f"{PROVGRAPH}name", f"{PROV}label", *_PATHS)
_PLACES = (f"{PROV}location", f"{PROVGRAPH}replica")


def clean(name: str) -> str:
    """Return a name as answers print it: one line, without spaces at its ends."""
    return (name if name.isprintable() else escape_line(name)).strip()


def names_text(uri: str, *declarations: Attributes) -> str:
    """Return the text of all names that declarations of an element give it."""
    names = {uri, name_of(uri)}
    for attributes in declarations:
        names.update(_given(attributes))
    return _joined(map(clean, names))


def union(text: str | None, added: str) -> str:
    """Return the names of two texts as one."""
    return _joined({*split(text or ""), *split(added)})


def split(text: str) -> list[str]:
    """Return the names in a text."""
    return [name for name in text.split(BREAK) if name]


def _joined(names: Iterable[str]) -> str:
    return BREAK + "".join(f"{name}{BREAK}" for name in sorted(set(names)) if name)


def _given(attributes: Attributes) -> Iterator[str]:
    for attribute in _NAMES:
        yield from map(text_of, attributes.get(attribute, ()))
    paths = tuple(text_of(path) for key in _PATHS for path in attributes.get(key, ()))
    for attribute in _PLACES:
        for place in map(text_of, attributes.get(attribute, ())):
            yield from _spellings(place, paths)


def _spellings(place: str, paths: tuple[str, ...]) -> Iterator[str]:
    """Yield a location, as its URI and as it was logged, unless it ends with a path.

    Such a file is found by its path. "CNAF-Disk" does not name the files that are there.
    """
    logged = unquote(place)
    if ("/" in place or "\\" in place) and not logged.endswith(tuple(filter(None, paths))):
        yield place
        yield logged
