"""Describing: what people write of their activities becomes a document of its own.

The jobs that are there get their links in further transactions, `JOBS` at a time: a hundred
thousand would be too much for one. What is interrupted is completed by describing again.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph import loader, readers
from provgraph.ctapipe.stored_records import fetch_settings
from provgraph.errors import LoadError
from provgraph.graph import deletion, prefixes, writer
from provgraph.graph.rows import namespaces_of, rows_of
from provgraph.graph.writer import DocumentInfo, DocumentRows
from provgraph.ivoa import attach, definitions, file
from provgraph.ivoa.descriptions import definitions as definitions_of
from provgraph.ivoa.descriptions import description_objects
from provgraph.ivoa.prov_mapping import document_of
from provgraph.results.documents import DescribeResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.ivoa.execution import DescriptionLinks
    from provgraph.ivoa.file import Descriptions
    from provgraph.results.documents import LoadStatus

FORMAT = "descriptions"
JOBS = 500

# Locked by every describer, so that no two of them define one thing in two ways.
_DESCRIBERS = "*"


def describe_file(connection: Connection, name: str) -> DescribeResult:
    """Put the descriptions of a YAML or JSON file; those it held before are replaced.

    Raises:
        ReadError: the file is against the schema; the store is as it was.
        IvoaError: something is described in another way elsewhere; the store is as it was.

    """
    source = readers.open_source(name)
    found = file.read(source.data, source.name)
    lasting = source.id if name == "-" else str(Path(name).absolute())
    return _put(connection, found, lasting)


def describe(connection: Connection, found: Descriptions, source: str) -> DescribeResult:
    """Put descriptions that a program made; what `source` described before is replaced.

    Raises:
        IvoaError: they contradict themselves or others; the store is as it was.

    """
    found.check()
    return _put(connection, found, source)


def remove(connection: Connection, document_id: str) -> bool:
    """Delete a document of descriptions and its links; return whether it is one.

    Raises:
        LoadError: it holds the links of a job, which go with the job or its description.

    """
    found = loader.stored_document(connection.read_rows("documents/get", id=document_id))
    form = found["format"] if found else None
    if form == attach.FORMAT:
        raise LoadError(
            f"{document_id} holds the links between a job and its description: "
            "they go when one of those is deleted"
        )
    if form != FORMAT:
        return False
    names = connection.write(partial(_undefine, document=document_id))
    _attach_all(connection, names)
    connection.write(lambda tx: deletion.delete(tx, document_id))
    return True


def _put(connection: Connection, found: Descriptions, source: str) -> DescribeResult:
    wanted = definitions_of(found)
    name = f"urn:provgraph:descriptions:{hashlib.sha256(source.encode()).hexdigest()[:32]}"
    sha256 = hashlib.sha256(repr(sorted(wanted.items())).encode()).hexdigest()
    told = DocumentInfo(name, source, sha256, FORMAT)
    document = document_of(description_objects(found))
    before = connection.write(partial(_replace, document=document, told=told, wanted=wanted))
    names = definitions.activity_names([*before.values(), *wanted.values()])
    jobs = _attach_all(connection, names)
    status: LoadStatus = "loaded" if not before else "unchanged" if before == wanted else "updated"
    return DescribeResult(
        source=source,
        document=name,
        status=status,
        changes=tuple(definitions.changes(before, wanted)) if before else (),
        jobs=sum(bool(one.links) for one in jobs.values()),
        notes=tuple(_counted(note for one in jobs.values() for note in one.notes)),
    )


def _replace(
    tx: Transaction, document: ProvDocument, told: DocumentInfo, wanted: Mapping[str, str]
) -> dict[str, str]:
    """Put a document of descriptions in the place of what it was; return what it defined."""
    tx.run("descriptions/lock", names=[_DESCRIBERS])
    before = definitions.defined_by(tx, told.id)
    names = definitions.activity_names([*before.values(), *wanted.values()])
    tx.run("descriptions/lock", names=sorted(names))
    if before and before == wanted:
        tx.run("descriptions/unlock", names=[_DESCRIBERS])
        return before
    if before:
        tx.run("descriptions/undefine", id=told.id)
        deletion.delete(tx, told.id)
    prefixed = prefixes.register_in(tx, namespaces_of(document))
    writer.write(tx, [DocumentRows(rows_of(document, prefixed), told)], prefixed)
    definitions.define(tx, told.id, wanted)
    tx.run("descriptions/unlock", names=[_DESCRIBERS, *names])
    return before


def _undefine(tx: Transaction, document: str) -> set[str]:
    tx.run("descriptions/lock", names=[_DESCRIBERS])
    names = definitions.activity_names(definitions.defined_by(tx, document).values())
    tx.run("descriptions/lock", names=sorted(names))
    tx.run("descriptions/undefine", id=document)
    tx.run("descriptions/unlock", names=[_DESCRIBERS, *names])
    return names


def _attach_all(connection: Connection, names: Iterable[str]) -> dict[str, DescriptionLinks]:
    rows = connection.read_rows("descriptions/jobs", names=sorted(names))
    found: dict[str, DescriptionLinks] = {}
    for start in range(0, len(rows), JOBS):
        called = {row["id"]: row["name"] for row in rows[start : start + JOBS]}
        found |= connection.write(partial(_attach, called=called))
    return found


def _attach(tx: Transaction, called: Mapping[str, str]) -> dict[str, DescriptionLinks]:
    return attach.attach(tx, called, partial(fetch_settings, tx))


def _counted(notes: Iterable[str]) -> Iterator[str]:
    count: dict[str, int] = {}
    for note in notes:
        count[note] = count.get(note, 0) + 1
    for note, times in sorted(count.items()):
        yield f"{note} ({times} jobs)" if times > 1 else note
