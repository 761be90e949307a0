"""Keys and names of elements."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_KEY = 2000
"""The length of the longest key; longer URIs are hashed."""

LONGEST_NAME = 500
"""What is indexed is no longer: Neo4j refuses entries of more than 8 kB."""

LONGEST_RECORD = 8_000_000
"""Characters of the values of a record. A server with 512 MB takes one of 16,000,000 in a
transaction; after one of 32,000,000 it ran out of memory."""

EMPTY_GUID = "d41d8cd9-8f00-b204-e980-0998ecf8427e"
"""The GUID of every empty file: DIRAC's file catalogue makes GUIDs of the content's MD5."""


_SHARED = ("software", "configuration", "environment", "contact", "agent", "directory")
SHARED_BEGINNING = "urn:provgraph:"
SHARED_DOCUMENTS = tuple(f"{SHARED_BEGINNING}{kind}:" for kind in _SHARED)
"""The beginnings of the ids of documents that declare what many activities share. Nobody loaded
them as files: they come with the first job that has it."""


def is_shared_document(document_id: str) -> bool:
    """Tell by its id whether a document declares what many activities share."""
    return document_id.startswith(SHARED_DOCUMENTS)


def key_of(uri: str, apart: str = "") -> str:
    """Return the key of the element of that URI, hashed when too long for an index."""
    if len(uri) > LONGEST_KEY:
        uri = f"sha256:{hashlib.sha256(uri.encode()).hexdigest()}"
    return apart + uri


def name_of(uri: str) -> str:
    """Return the last part of a URI, what a person would call the element."""
    tail = uri.rstrip("/#")
    cut = max(tail.rfind("/"), tail.rfind("#")) + 1
    return (tail[cut:] or uri)[:LONGEST_NAME]


def software_uri(name: str, version: str) -> str:
    """Return the URI of a version of a software, the same for all its users.

    Words of the command line that are not UTF-8 become a URI that nothing has.
    """
    name, version = (quote(part, safe="", errors="backslashreplace") for part in (name, version))
    return f"urn:provgraph:software:{name}-{version}"


def chosen_name(uri: str | None, before: str | None, names: Iterable[object]) -> str | None:
    """Return the one name that an element shows: a given one before the URI's last part."""
    derived = name_of(uri) if uri else None
    candidates = {str(name)[:LONGEST_NAME] for name in names} | ({before} if before else set())
    return min(candidates - {derived}, default=derived)


def number_of(document_id: str) -> int:
    """Return the 63-bit integer that stands for a document's id."""
    return int.from_bytes(hashlib.sha256(document_id.encode()).digest()[:8]) >> 1
