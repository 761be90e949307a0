"""Forgetting, step by step: records of jobs, then documents, then all else.

The store notes whom to forget and how far it has come: what was interrupted goes on with the next
command. Pseudonyms are keyed hashes, so that the second half gets the same ones as the first. The
names and the key are deleted with the last step.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from provgraph.errors import MemoryLimitError, NotFoundError, StoreError
from provgraph.forgetting import documents, person, records, remaining
from provgraph.redaction.replacer import Replacer
from provgraph.results.documents import ForgottenPerson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.graph.connection import Connection, Transaction

Progress = Callable[[Iterable[int], int], Iterable[int]]
"""Shows how many of the records and documents were looked at."""

_RECORDS = (100, 10, 1)
"""How many records a transaction looks at: the first where the server's memory suffices."""
_DOCUMENTS = 100
_KEY_BYTES = 32
_PASSES = 3


@dataclass(slots=True)
class _Changes:
    records: int = 0
    documents: int = 0
    others: int = 0


def preview(connection: Connection, given: Sequence[str]) -> ForgottenPerson:
    """Return the names that would be forgotten; nothing changes.

    Raises:
        SelectorError: a name is too short.

    """
    return ForgottenPerson(tuple(name for _, name in person.names_of(connection, given)))


def forget(
    connection: Connection, given: Sequence[str], progress: Progress | None = None
) -> ForgottenPerson:
    """Replace a person's names in all of the store by pseudonyms; finish what was interrupted.

    Raises:
        SelectorError: a name is too short.
        NotFoundError: no name is given, and nothing was interrupted.
        MemoryLimitError: the server has too little memory for a document; what was done stays.

    """
    if given:
        words = person.as_texts(person.names_of(connection, given))
        key = secrets.token_hex(_KEY_BYTES)
        connection.write(lambda tx: tx.run("forgetting/begin", key=key, words=words))
    rows = connection.read_rows("forgetting/pending")
    if not rows:
        raise NotFoundError("no forgetting was interrupted: give the names of a person")
    replacer = _replacer(rows[0]["key"], rows[0]["words"])
    changes = _Changes(others=remaining.forget_in_site(connection, replacer))
    step, after = rows[0]["step"], rows[0]["after"]
    counts = connection.read_rows(
        "forgetting/counts", step=step, after=after, formats=list(documents.FROM_RECORDS)
    )[0]
    seen = _steps(connection, replacer, changes, step, after)
    for _ in progress(seen, sum(counts.values())) if progress else seen:
        continue
    connection.write(lambda tx: tx.run("forgetting/end"))
    return ForgottenPerson(
        names=tuple(name for _, name in person.of_texts(rows[0]["words"])),
        records=changes.records,
        documents=changes.documents,
        others=changes.others,
        replaced=tuple(replacer.pseudonyms.counts()),
    )


def _replacer(key: str, words: Iterable[str]) -> Replacer:
    replacer = Replacer(bytes.fromhex(key), words_only=True)
    for kind, name in person.of_texts(words):
        replacer.words.add(kind, name)
    return replacer


def _steps(
    connection: Connection, replacer: Replacer, changes: _Changes, step: str, after: str
) -> Iterator[int]:
    """Do all steps from `step` on; yield a number for each record and document."""
    if step == "records":
        yield from _records(connection, replacer, changes, after)
        after = ""
        connection.write(lambda tx: tx.run("forgetting/advance", step="documents", after=after))
    if step != "remaining":
        yield from _documents(connection, replacer, changes, after)
        connection.write(lambda tx: tx.run("forgetting/advance", step="remaining", after=""))
    for _ in range(_PASSES):
        found = remaining.forget(connection, replacer)
        changes.others += found
        if not found:
            return
    raise StoreError("names come back while they are replaced: end what loads into the store")


def _records(
    connection: Connection, replacer: Replacer, changes: _Changes, after: str
) -> Iterator[int]:
    while rows := connection.read_rows("forgetting/next_records", after=after, limit=_RECORDS[0]):
        ids = [row["id"] for row in rows]
        changes.records += _forget_records(connection, ids, replacer)
        after = ids[-1]
        connection.write(partial(_advance, step="records", after=after))
        yield from range(len(ids))


def _forget_records(connection: Connection, ids: list[str], replacer: Replacer) -> int:
    """Replace names in records, fewer at once where the server's memory is short."""
    for size in _RECORDS:
        try:
            return sum(
                connection.write(
                    partial(records.forget, ids=ids[start : start + size], replacer=replacer)
                )
                for start in range(0, len(ids), size)
            )
        except MemoryLimitError:
            if size == _RECORDS[-1]:
                raise
    return 0


def _documents(
    connection: Connection, replacer: Replacer, changes: _Changes, after: str
) -> Iterator[int]:
    query = partial(
        connection.read_rows,
        "forgetting/next_documents",
        limit=_DOCUMENTS,
        formats=list(documents.FROM_RECORDS),
    )
    while rows := query(after=after):
        for row in rows:
            changes.documents += documents.forget(connection, row["document"], replacer)
            after = row["document"]["id"]
            yield 1
        connection.write(partial(_advance, step="documents", after=after))


def _advance(tx: Transaction, step: str, after: str) -> None:
    tx.run("forgetting/advance", step=step, after=after)
