"""Redacted loading: pseudonyms stand for names before anything of a file reaches the store.

The key of the pseudonyms is the store's, so that the files of jobs join that were loaded on
different days. What is learned from one file is not known to the next: the graph does not depend on
the order of loading.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.redaction import Redaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prov.model import ProvDocument

    from provgraph.ctapipe.load import ActivityLog
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection
    from provgraph.loader import DocumentInfo

_KEY_BYTES = 32


def store_key(connection: Connection) -> bytes:
    """Return the key of the store's pseudonyms, which is made with the first redacted load."""
    new = secrets.token_hex(_KEY_BYTES)
    rows = connection.write(lambda tx: tx.run("redaction/key", key=new))
    return bytes.fromhex(rows[0]["key"])


def redact_document(
    document: ProvDocument, info: DocumentInfo, key: bytes
) -> tuple[ProvDocument, DocumentInfo]:
    """Return a document with pseudonyms, and what its node says of it."""
    redaction = Redaction(key)
    redaction.learn_document(document)
    redacted = redaction.document(document)
    notes = [*map(redaction.text, info.notes), redaction.summary()]
    source = redaction.text(info.source)
    return redacted, replace(info, source=source, notes=tuple(notes), redacted=True)


def redact_logs(
    logs: Iterable[ActivityLog], notes: Iterable[str], key: bytes
) -> tuple[tuple[ActivityLog, ...], tuple[str, ...]]:
    """Return the logs of a file, and the notes on them, with pseudonyms."""
    redaction, listed = Redaction(key), list(logs)
    for log in listed:
        redaction.learn(record.value for record in log.records)
        redaction.learn(job for record in log.records if (job := _job_value(record)))
    redacted = tuple(
        replace(
            log,
            source=redaction.text(log.source),
            records=tuple(_redacted(record, redaction) for record in log.records),
        )
        for log in listed
    )
    return redacted, (*map(redaction.text, notes), redaction.summary())


def _redacted(record: ActivityRecord, redaction: Redaction) -> ActivityRecord:
    from provgraph.ctapipe.job_files import job_of  # noqa: PLC0415  # only logs need it
    from provgraph.ctapipe.log.record import record_of  # noqa: PLC0415

    new = record_of(redaction.record(record.value), "the log", record.id, record.sessions)
    job = _job_value(record)
    files = job_of(json.dumps(redaction.names_and_values(job))) if job else None
    return replace(new, job=files, redacted=True)


def _job_value(record: ActivityRecord) -> dict[str, object] | None:
    from provgraph.ctapipe.job_files import job_text  # noqa: PLC0415  # only logs need it

    text = job_text(record.job)
    return json.loads(text) if text else None
