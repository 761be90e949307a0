"""Documents: what was loaded, from where and when; all of it, or page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.model.keys import SHARED_BEGINNING, SHARED_DOCUMENTS
from provgraph.queries import cursors
from provgraph.queries.find import utc_time
from provgraph.results.documents import Document, DocumentPage, LoadedFile, LoadedFilePage
from provgraph.results.find import COUNT_LIMIT
from provgraph.runtime.escape import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.graph.connection import Connection

_SHOWN = 20
_UUID = re.compile(r"[0-9a-f]{6,8}(-[0-9a-f-]*)?")
"""The beginning of a UUID, as lists on a terminal show it."""
_ALL = 2**31
_NEWEST = "9999-12-31T23:59:59Z"


def documents(connection: Connection, production: str | None = None) -> list[Document]:
    """Return the documents, of one production or all, newest first."""
    return _listed(connection, production, (_NEWEST, ""), _ALL, ())


def document_page(
    connection: Connection,
    production: str | None,
    after: str | None,
    limit: int,
    *,
    shared: bool = False,
) -> DocumentPage:
    """Return a page of the documents, of one production or all, newest first.

    Those that declare what many activities share are left out, unless `shared` asks for them.

    Raises:
        SelectorError: the cursor or the limit is not valid.

    """
    cursors.check_number("the limit", limit)
    hidden = () if shared else SHARED_DOCUMENTS
    place = _place(after) if after else (_NEWEST, "")
    rows = _listed(connection, production, place, limit + 1, hidden)
    count, left_out = _count(connection, production, hidden)
    total = count + left_out
    return DocumentPage(
        documents=tuple(rows[:limit]),
        count=min(count, COUNT_LIMIT) if production else count,
        count_complete=production is None or total <= COUNT_LIMIT,
        next=_written(rows[limit - 1]) if len(rows) > limit else None,
        left_out=left_out,
    )


def loaded_files(
    connection: Connection,
    production: str | None,
    after: str | None,
    limit: int,
    *,
    shared: bool = False,
) -> LoadedFilePage:
    """Return a page of the files from which documents, of one production or all, were loaded.

    All documents are looked at: each page has the numbers of all.

    Raises:
        SelectorError: the cursor or the limit is not valid.

    """
    cursors.check_number("the limit", limit)
    loaded, name = _place(after) if after else (_NEWEST, "")
    (row,) = connection.read_rows(
        "documents/files",
        production=production,
        shared=list(SHARED_DOCUMENTS),
        beginning=SHARED_BEGINNING,
        listed=shared,
        loaded=loaded,
        id=name,
        limit=limit + 1,
    )
    page: list[Mapping[str, Any]] = row["page"]
    last = page[limit - 1] if len(page) > limit else None
    return LoadedFilePage(
        files=tuple(map(_loaded_file, page[:limit])),
        count=row["count"],
        next=cursors.written(last["loaded"], last["id"]) if last else None,
        left_out=row["leftOut"],
    )


def _loaded_file(row: Mapping[str, Any]) -> LoadedFile:
    return LoadedFile(
        sources=tuple(row["sources"]),
        format=row["format"],
        status=row["status"],
        loaded=row["loaded"],
        documents=row["documents"],
        records=row["records"],
        id=row["id"] if row["documents"] == 1 else None,
    )


def selected_page(
    connection: Connection, text: str, production: str | None, after: str | None, limit: int
) -> DocumentPage:
    """Return a page of the documents with that id, or that came from that file, by their ids.

    Raises:
        NotFoundError: no document matches.
        AmbiguousError: it is the beginning of the ids of several documents.
        SelectorError: the cursor or the limit is not valid.

    """
    cursors.check_number("the limit", limit)
    matches = select_documents(connection, text, production)
    last = _place(after)[1] if after else ""
    rows = [document for document in matches if document.id > last]
    return DocumentPage(
        documents=tuple(rows[:limit]),
        count=len(matches),
        count_complete=True,
        next=_written(rows[limit - 1]) if len(rows) > limit else None,
    )


def _listed(
    connection: Connection,
    production: str | None,
    place: tuple[str, str],
    limit: int,
    hidden: Sequence[str],
) -> list[Document]:
    loaded, name = place
    return connection.fetch(
        "documents/list",
        _document,
        production=production,
        hidden=list(hidden),
        loaded=loaded,
        id=name,
        limit=limit,
    )


def _count(
    connection: Connection, production: str | None, hidden: Sequence[str]
) -> tuple[int, int]:
    """Return how many documents are listed, and how many are left out.

    The number of all is known, those of a production are counted.
    """
    if production is None:
        row = connection.read_rows("documents/count", hidden=list(hidden))[0]
    else:
        row = connection.read_rows(
            "documents/count_of_production",
            production=production,
            hidden=list(hidden),
            limit=COUNT_LIMIT + 1,
        )[0]
    return int(row["count"]), int(row["leftOut"])


def _written(last: Document) -> str:
    return cursors.written(last.loaded, last.id)


def _place(text: str) -> tuple[str, str]:
    loaded, name = cursors.read(text, "documents", (str, str))
    utc_time(loaded)
    return loaded, name


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
