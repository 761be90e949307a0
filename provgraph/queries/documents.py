"""Documents: what was loaded, from where and when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from provgraph.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

_SHOWN = 20
_ALL = 2**31


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded document; `sources` are the files it came from, `loaded` is ISO 8601."""

    id: str
    sources: tuple[str, ...]
    format: str
    status: str
    loaded: str
    records: int
    elements: int
    relations: int
    sha256: str
    provgraph: str
    isolated: bool
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the document as `--json` shows it."""
        return asdict(self)


def documents(connection: Connection, limit: int | None = None) -> list[Document]:
    """Return the documents, newest first."""
    rows = connection.read_rows("documents/list", limit=_ALL if limit is None else limit)
    return [_document(row["document"]) for row in rows]


def select_documents(connection: Connection, text: str) -> list[Document]:
    """Return the documents with that id, or all that came from that file.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: the beginning of an id is that of several.

    """
    rows = connection.read_rows("documents/select", text=text) if text else []  # "" begins every id
    found = [_document(row["document"]) for row in rows]
    if not found:
        raise NotFoundError(f"no document {text!r} in the store: see provgraph documents")
    exact = [one for one in found if one.id == text]
    from_file = [one for one in found if _came_from(one, text)]
    if exact or from_file or len(found) == 1:
        return exact or from_file or found
    ids = [one.id for one in found]
    listed = "\n".join(f"  {name}" for name in ids[:_SHOWN])
    raise AmbiguousError(f"{text!r} begins the ids of several documents:\n{listed}", ids)


def _came_from(document: Document, text: str) -> bool:
    def is_it(source: str) -> bool:
        return f"/{source}".endswith(f"/{text}") or f"/{text}!" in f"/{source}"

    return any(map(is_it, document.sources))


def _document(row: dict[str, Any]) -> Document:
    return Document(
        id=row["id"],
        sources=tuple(row["sources"]),
        format=row["format"],
        status=row["status"],
        loaded=row["loaded"],
        records=row["records"],
        elements=row["elements"] or 0,
        relations=row["relations"] or 0,
        sha256=row["sha256"],
        provgraph=row["provgraph"],
        isolated=bool(row["isolated"]),
        notes=tuple(row["notes"] or ()),
    )
