"""Documents: what was loaded, from where and when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.results.documents import Document
from provgraph.runtime.escape import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.graph.connection import Connection

_SHOWN = 20
_UUID = re.compile(r"[0-9a-f]{6,8}(-[0-9a-f-]*)?")
"""The beginning of a UUID, as lists on a terminal show it."""
_ALL = 2**31


def documents(
    connection: Connection, limit: int | None = None, production: str | None = None
) -> list[Document]:
    """Return the documents, of one production or all, newest first."""
    most = _ALL if limit is None else limit
    return connection.fetch("documents/list", _document, production=production, limit=most)


def select_documents(
    connection: Connection, text: str, production: str | None = None
) -> list[Document]:
    """Return the documents with that id, or all that came from that file.

    The first six characters of a UUID are enough.

    Raises:
        NotFoundError: no document matches.
        AmbiguousError: it is the beginning of the ids of several documents.

    """
    text = storable(text)
    beginnings = [text, f"urn:uuid:{text}"] if _UUID.fullmatch(text) else [text]
    matches = [
        document
        for beginning in filter(None, beginnings)
        for document in connection.fetch(
            "documents/select", _document, text=beginning, production=production
        )
    ]
    if not matches:
        raise NotFoundError(f"no document matches {text!r}: see provgraph documents")
    exact = [document for document in matches if document.id == text]
    from_file = [document for document in matches if _came_from(document, text)]
    if exact or from_file or len(matches) == 1:
        return exact or from_file or matches
    ids = [document.id for document in matches]
    listed = "\n".join(f"  {name}" for name in ids[:_SHOWN])
    raise AmbiguousError(f"the ids of several documents begin with {text!r}:\n{listed}", ids)


def _came_from(document: Document, text: str) -> bool:
    return any(
        f"/{source}".endswith(f"/{text}") or f"/{text}!" in f"/{source}"
        for source in document.sources
    )


def _document(document: Mapping[str, Any]) -> Document:
    """Return a row; what an interrupted load has not written yet is empty."""
    return Document(
        id=document["id"],
        sources=tuple(document["sources"]),
        format=document["format"],
        status=document["status"],
        loaded=document["loaded"],
        records=document["records"],
        elements=document["elements"] or 0,
        relations=document["relations"] or 0,
        sha256=document["sha256"],
        provgraph=document["provgraph"],
        isolated=bool(document["isolated"]),
        productions=tuple(document["productions"] or ()),
        submitters=tuple(document["submitters"] or ()),
        notes=tuple(document["notes"] or ()),
    )
