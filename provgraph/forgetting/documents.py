"""Documents: those that name a person are written again under their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph import exporter, loader
from provgraph.ctapipe.document_writer import FORMAT
from provgraph.errors import MemoryLimitError
from provgraph.graph import deletion
from provgraph.graph.writer import DocumentInfo
from provgraph.ivoa import attach, definitions
from provgraph.redaction import documents

if TYPE_CHECKING:
    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import Row
    from provgraph.redaction.replacer import Replacer

FROM_RECORDS = (FORMAT, attach.FORMAT)
"""The formats of documents that are written from the records of jobs."""

_NOTE = "names were replaced by 'provgraph forget'; the file is not loaded again"


def forget(connection: Connection, stored: Row, replacer: Replacer) -> bool:
    """Replace names in a document; return whether it changed.

    Raises:
        MemoryLimitError: the server has too little memory for it; it is unchanged.

    """
    before, name = replacer.pseudonyms.places, stored["id"]
    document = documents.redacted(replacer, exporter.documents(connection, [name]))
    defined = {
        replacer.text(key): replacer.text(text)
        for key, text in connection.read(lambda tx: definitions.defined_by(tx, name)).items()
    }
    if replacer.pseudonyms.places == before:
        return False
    info = _info(stored, replacer)
    try:
        connection.write(lambda tx: _replace(tx, document, info, defined))
    except MemoryLimitError as error:
        raise MemoryLimitError(f"document {name} is as it was: {error}") from error
    return True


def _replace(
    tx: Transaction, document: ProvDocument, info: DocumentInfo, defined: dict[str, str]
) -> None:
    names = sorted(definitions.activity_names(defined.values()))
    if defined:
        tx.run("descriptions/exclude")
        tx.run("descriptions/remove_definitions", id=info.id)
    deletion.delete(tx, info.id)
    loader.write_documents(tx, [(document, info)])
    if defined:
        definitions.define(tx, info.id, defined)
        tx.run("descriptions/remove_unused_names", names=names)


def _info(stored: Row, replacer: Replacer) -> DocumentInfo:
    sources = [replacer.text(source) for source in stored["sources"]]
    notes = [replacer.text(note) for note in stored.get("notes", ()) if note != _NOTE]
    return DocumentInfo(
        id=stored["id"],
        source=sources[0],
        sha256=stored["sha256"],
        format=stored["format"],
        isolated=stored["isolated"],
        redacted=bool(stored.get("redacted")),
        notes=(*notes, _NOTE),
        extra={
            "sources": sources,
            "forgotten": True,
            "productions": stored.get("productions"),
            "submitters": stored.get("submitters"),
        },
    )
