"""Declarations that files were moved: each is a document of its own.

The document has no records: it says nothing in PROV. It makes the declaration visible beside what
was loaded, with its author and time, and it is deleted like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prov.model import ProvDocument

from provgraph.ctapipe.log.record import hash_of
from provgraph.graph import deletion
from provgraph.loader import DocumentInfo, write_documents

if TYPE_CHECKING:
    from provgraph.graph.connection import Transaction
    from provgraph.results.settings import MovedFiles

FORMAT = "moved-files"
_SOURCE = "provgraph config moved add"


def declare(tx: Transaction, move: MovedFiles) -> None:
    """Store a declaration; it replaces the one between the same paths."""
    withdraw(tx, move.source, move.target)
    paths = [move.source, move.target]
    info = DocumentInfo(
        id=f"urn:provgraph:moved-files:{hash_of(paths)[:32]}",
        source=_SOURCE,
        sha256=hash_of([*paths, move.since, move.by]),
        format=FORMAT,
        notes=tuple(_note(move)),
        extra={"by": move.by},
    )
    write_documents(tx, [(ProvDocument(), info)])
    names = {"source": move.source, "target": move.target, "since": move.since}
    tx.run("site/store_moved_files", document=info.id, **names)


def withdraw(tx: Transaction, source: str, target: str) -> bool:
    """Delete the declaration between two paths; return whether there was one."""
    rows = tx.run("site/remove_moved_files", source=source, target=target)
    for row in rows:
        if row["document"]:
            deletion.delete(tx, row["document"])
    return bool(rows)


def paths_of(tx: Transaction, document: str) -> tuple[str, str] | None:
    """Return the paths of the declaration that a document is, `None` if it is another."""
    rows = tx.run("site/declared_move", document=document)
    return (rows[0]["source"], rows[0]["target"]) if rows else None


def _note(move: MovedFiles) -> list[str]:
    since = f" since {move.since}" if move.since else ""
    by = f"; declared by {move.by}" if move.by else ""
    return [f"files below {move.source} were moved or copied to below {move.target}{since}{by}"]
