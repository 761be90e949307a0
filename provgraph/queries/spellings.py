"""Spellings: the ways in which a store may have kept what a person types for a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from provgraph.model import urls
from provgraph.model.names import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOST_AND_PATH = re.compile(r"([A-Za-z][\w+.-]*://[^/]*)(/.*)", re.DOTALL)


class Location(NamedTuple):
    """The URI of a place and the path in it."""

    uri: str
    path: str


def spellings(text: str) -> list[str]:
    """Return the ways to write a name, path or LFN; the first is what was typed."""
    return list(dict.fromkeys(clean(way) for way in _ways(text) if clean(way)))


def locations(text: str) -> list[Location]:
    """Return the places that a URL names, as typed, percent-encoded or as a log has it."""
    return sorted({Location(uri, clean(path)) for uri, path in _locations(text)})


def _ways(text: str) -> Iterator[str]:
    yield text
    if text[:4].lower() == "lfn:":
        yield text[4:]
    url = urls.parse(text)
    if not url.host:
        yield url.path
    windows = url.of_windows
    separators = "/\\" if windows else "/"
    folder = text.rstrip(separators)
    if folder:
        yield folder
        yield f"{folder}/"
    if windows:
        yield from (folder.replace("/", "\\"), folder.replace("/", "\\") + "\\")


def _locations(text: str) -> Iterator[tuple[str, str]]:
    for url in map(urls.parse, (text, unquote(text))):
        if url.host:
            yield urls.location(url, (), "", ""), url.path
    parts = _HOST_AND_PATH.fullmatch(text)
    if parts:
        path = unquote(parts[2])
        yield text, path
        yield parts[1] + urls.quoted(path), path
        yield parts[1] + urls.quoted(parts[2]), parts[2]
