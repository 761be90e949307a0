"""Describing: descriptions that people write become a document of their own.

The jobs in the store get their links in further transactions, a few at a time: a hundred
thousand would be too much for one. The document notes how far they have come: what was interrupted
goes on where it was when the same is described, or deleted, again.
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
from provgraph.descriptions.jobs import count_jobs, job_pages
from provgraph.errors import LoadError, MemoryLimitError
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
    from provgraph.graph.rows import Row
    from provgraph.ivoa.execution import DescriptionLinks
    from provgraph.ivoa.file import Descriptions
    from provgraph.results.documents import LoadStatus

    Progress = Callable[[Iterable[int], int], Iterable[int]]

FORMAT = "descriptions"
_JOBS = (25, 5, 1)
"""How many jobs one transaction links: the first where the server's memory suffices.

A job with 100 described parameters gets 300 nodes and relations: 500 of them ended a server with
the default heap.
"""


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


def remove(connection: Connection, document_id: str, progress: Progress | None = None) -> bool:
    """Delete a document of descriptions and its links; return whether it is one.

    `progress` shows of how many jobs the links were looked at.

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
    connection.write(partial(_undefine, document=document_id))
    _attach_all(connection, document_id, progress)
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
    attached = _attach_all(connection, name, progress)
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
    pending = tx.run("descriptions/pending_links", id=info.id)
    names = definitions.activity_names([*(before or {}).values(), *after.values()])
    if before == after:
        if not pending:
            _note(tx, info.id, names)
        return before
    if before is not None:
        tx.run("descriptions/remove_definitions", id=info.id)
        deletion.delete(tx, info.id)
    loader.write_documents(tx, [(document, info)])
    definitions.define(tx, info.id, after)
    old_names = definitions.activity_names((before or {}).values())
    tx.run("descriptions/remove_unused_names", names=sorted(old_names))
    _note(tx, info.id, names.union(*(row["names"] for row in pending)))
    return before


def _undefine(tx: Transaction, document: str) -> None:
    tx.run("descriptions/exclude")
    names = definitions.activity_names(definitions.defined_by(tx, document).values())
    pending = tx.run("descriptions/pending_links", id=document)
    if names or not pending:
        _note(tx, document, names.union(*(row["names"] for row in pending)))
    tx.run("descriptions/remove_definitions", id=document)
    tx.run("descriptions/remove_unused_names", names=sorted(names))


def _note(tx: Transaction, document: str, names: Iterable[str]) -> None:
    """Note which activities' jobs get their links."""
    tx.run("descriptions/note_links", id=document, names=sorted(names))


@dataclass(slots=True)
class _Attached:
    """How many jobs got links, and how often each note was made: not the links of all jobs."""

    jobs: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, links: Mapping[str, DescriptionLinks]) -> None:
        self.jobs += _described(links)
        self.notes.update(note for each in links.values() for note in each.notes)


def _attach_all(
    connection: Connection, document: str, progress: Progress | None = None
) -> _Attached:
    """Bring the links of the jobs up to date that a document notes, from where it notes."""
    attached = _Attached()
    for pending in connection.read_rows("descriptions/pending_links", id=document):
        attached.jobs = pending["jobs"]
        total = count_jobs(connection, pending["names"], pending["after"])
        linked = _linked(connection, document, pending, total, attached)
        for _ in progress(linked, total) if progress else linked:
            continue
        done = {"names": None, "after": None, "jobs": None}
        connection.write_rows(
            "descriptions/note_progress", id=document, hash=pending["hash"], **done
        )
    return attached


def _linked(
    connection: Connection, document: str, pending: Row, total: int, attached: _Attached
) -> Iterator[int]:
    """Bring jobs up to date, fewer in each transaction from where the server's memory is short.

    Yield a number for each job.
    """
    sizes = iter(_JOBS)
    size = next(sizes)
    for page in job_pages(connection, pending["names"], total, pending["after"]):
        rest = list(page.items())
        while rest:
            few = dict(rest[:size])
            work = partial(
                _attach, document=document, pending=pending, page=few, before=attached.jobs
            )
            try:
                attached.add(connection.write(work))
            except MemoryLimitError:
                if (size := next(sizes, 0)) == 0:
                    raise
                continue
            rest = rest[len(few) :]
            yield from range(len(few))


def _attach(
    tx: Transaction, document: str, pending: Row, page: Mapping[str, str], before: int
) -> dict[str, DescriptionLinks]:
    links = attach.attach(tx, page, partial(fetch_settings, tx))
    tx.run(
        "descriptions/note_progress",
        id=document,
        hash=pending["hash"],
        names=pending["names"],
        after=[*page][-1],
        jobs=before + _described(links),
    )
    return links


def _described(links: Mapping[str, DescriptionLinks]) -> int:
    return sum(bool(each.links) for each in links.values())


def _counted(notes: Mapping[str, int]) -> Iterator[str]:
    for note, count in sorted(notes.items()):
        yield f"{note} ({count} jobs)" if count > 1 else note
