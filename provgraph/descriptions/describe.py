"""Describing: descriptions that people write become a document of their own.

The jobs in the store get their links in further transactions, `JOBS` at a time: a hundred
thousand would be too much for one. To complete an interrupted description, describe again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph import loader, readers
from provgraph.ctapipe.stored_records import fetch_settings
from provgraph.errors import LoadError
from provgraph.graph import deletion
from provgraph.graph.writer import DocumentInfo
from provgraph.ivoa import attach, definitions, file
from provgraph.ivoa.descriptions import definitions as definitions_of
from provgraph.ivoa.descriptions import description_objects
from provgraph.ivoa.prov_mapping import document_of
from provgraph.results.documents import DescribeResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from prov.model import ProvDocument

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.ivoa.execution import DescriptionLinks
    from provgraph.ivoa.file import Descriptions
    from provgraph.results.documents import LoadStatus

    Progress = Callable[[Iterable[int], int], Iterable[int]]

FORMAT = "descriptions"
JOBS = 500


def describe_file(
    connection: Connection, name: str, progress: Progress | None = None
) -> DescribeResult:
    """Store the descriptions of a YAML or JSON file; they replace those that it had before.

    Raises:
        ReadError: the file does not match the schema; the store is unchanged.
        IvoaError: they conflict with other descriptions; the store is unchanged.

    """
    source = readers.open_source(name)
    lasting = source.id if name == "-" else str(Path(name).absolute())
    return describe_text(connection, source.data, lasting, source.name, progress)


def describe_text(
    connection: Connection,
    data: bytes,
    source: str,
    name: str | None = None,
    progress: Progress | None = None,
) -> DescribeResult:
    """Store descriptions in YAML or JSON; they replace those of the same `source`.

    `name` is what the text is called in messages, by default its source. `progress` shows how
    many jobs were linked.

    Raises:
        ReadError: it does not match the schema; the store is unchanged.
        IvoaError: they conflict with other descriptions; the store is unchanged.

    """
    content = file.read_with_notes(data, name or source)
    answer = _store(connection, content.descriptions, source, progress)
    return replace(answer, notes=(*content.notes, *answer.notes))


def describe(
    connection: Connection,
    descriptions: Descriptions,
    source: str,
    progress: Progress | None = None,
) -> DescribeResult:
    """Store descriptions that a program made; they replace those of the same `source`.

    Raises:
        IvoaError: they conflict with themselves or with others; the store is unchanged.

    """
    descriptions.check()
    return _store(connection, descriptions, source, progress)


def remove(connection: Connection, document_id: str) -> bool:
    """Delete a document of descriptions and its links; return whether it is one.

    Raises:
        LoadError: it has the links of a job, which are deleted with the job or its description.

    """
    document = loader.stored_document(connection.read_rows("documents/fetch", id=document_id))
    form = document["format"] if document else None
    if form == attach.FORMAT:
        raise LoadError(
            f"{document_id} holds the links between a job and its description; "
            "delete the job or the description"
        )
    if form != FORMAT:
        return False
    names = connection.write(partial(_undefine, document=document_id))
    _attach_all(connection, names)
    connection.write(lambda tx: deletion.delete(tx, document_id))
    return True


def _store(
    connection: Connection, descriptions: Descriptions, source: str, progress: Progress | None
) -> DescribeResult:
    after = definitions_of(descriptions)
    name = f"urn:provgraph:descriptions:{hashlib.sha256(source.encode()).hexdigest()[:32]}"
    sha256 = hashlib.sha256(repr(sorted(after.items())).encode()).hexdigest()
    info = DocumentInfo(name, source, sha256, FORMAT)
    document = document_of(description_objects(descriptions))
    before = connection.write(partial(_replace, document=document, info=info, after=after))
    names = definitions.activity_names([*(before or {}).values(), *after.values()])
    attached = _attach_all(connection, names, progress)
    status: LoadStatus = (
        "loaded" if before is None else "unchanged" if before == after else "updated"
    )
    return DescribeResult(
        source=source,
        document=name,
        status=status,
        changes=tuple(definitions.changes(before, after)) if before is not None else (),
        jobs=attached.jobs,
        notes=tuple(_counted(attached.notes)),
    )


def _replace(
    tx: Transaction, document: ProvDocument, info: DocumentInfo, after: Mapping[str, str]
) -> dict[str, str] | None:
    """Replace a document of descriptions; return its definitions from before, if it was there."""
    tx.run("descriptions/exclude")
    # One that defines nothing is a document, too.
    is_stored = bool(tx.run("documents/exists", ids=[info.id]))
    before = definitions.defined_by(tx, info.id) if is_stored else None
    if before == after:
        return before
    if before is not None:
        tx.run("descriptions/remove_definitions", id=info.id)
        deletion.delete(tx, info.id)
    loader.write_documents(tx, [(document, info)])
    definitions.define(tx, info.id, after)
    names = definitions.activity_names((before or {}).values())
    tx.run("descriptions/remove_unused_names", names=sorted(names))
    return before


def _undefine(tx: Transaction, document: str) -> set[str]:
    tx.run("descriptions/exclude")
    names = definitions.activity_names(definitions.defined_by(tx, document).values())
    tx.run("descriptions/remove_definitions", id=document)
    tx.run("descriptions/remove_unused_names", names=sorted(names))
    return names


@dataclass(slots=True)
class _Attached:
    """How many jobs got links, and how often each note was made: not the links of all jobs."""

    jobs: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, links: Mapping[str, DescriptionLinks]) -> None:
        self.jobs += sum(bool(each.links) for each in links.values())
        self.notes.update(note for each in links.values() for note in each.notes)


def _attach_all(
    connection: Connection, names: Iterable[str], progress: Progress | None = None
) -> _Attached:
    rows = connection.read_rows("descriptions/jobs_by_name", names=sorted(names))
    attached = _Attached()

    def linked() -> Iterator[int]:
        for start in range(0, len(rows), JOBS):
            activities = {row["id"]: row["name"] for row in rows[start : start + JOBS]}
            attached.add(connection.write(partial(_attach, activities=activities)))
            yield from range(len(activities))

    for _ in progress(linked(), len(rows)) if progress else linked():
        continue
    return attached


def _attach(tx: Transaction, activities: Mapping[str, str]) -> dict[str, DescriptionLinks]:
    return attach.attach(tx, activities, partial(fetch_settings, tx))


def _counted(notes: Mapping[str, int]) -> Iterator[str]:
    for note, count in sorted(notes.items()):
        yield f"{note} ({count} jobs)" if count > 1 else note
