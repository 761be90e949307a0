"""Activity records in the store: written in parts, so that each part is stored once, and read.

Of a record that was logged several times the store has one, and the places where it was found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.deduplication import Blob, deduplicate, restore
from provgraph.ctapipe.identity.graph_index import entry_of
from provgraph.ctapipe.job_files import job_of, job_text
from provgraph.ctapipe.job_list import listed
from provgraph.ctapipe.log.merging import merge_parts
from provgraph.ctapipe.log.record import record_of
from provgraph.errors import StoreError
from provgraph.ivoa.execution import ExecutionSettings
from provgraph.runtime import nested
from provgraph.runtime.shallow import shallow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from provgraph.ctapipe.identity.index import Entry
    from provgraph.ctapipe.job_files import JobFiles
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Transaction

FACTS_PER_PAGE = 2_000_000
"""The most characters of files' facts in a page of records: those of about 5,000 files."""


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """An activity in the store: as much of its record as is compared, and its document.

    There is no document before it is written.
    """

    id: str
    sha256: str
    resolution: str | None = None
    job: str | None = None
    sources: Sequence[str] | None = None
    productions: Sequence[str] | None = None
    submitters: Sequence[str] | None = None
    records: int | None = None
    elements: int | None = None
    relations: int | None = None
    redacted: bool = False
    forgotten: Sequence[str] = ()

    @property
    def job_files(self) -> JobFiles | None:
        """What is known of its job's files."""
        return job_of(self.job)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record in parts: a row of the statement `records/values`."""

    id: str
    skeleton: str
    facts: str
    job: str | None
    contents: Sequence[tuple[str, str]]

    @property
    def logged(self) -> list[dict[str, object]]:
        """The JSON values of the record as they were logged: one, or several that differ.

        Raises:
            StoreError: the store lacks a part of it.

        """
        try:
            value = restore(self.skeleton, dict(self.contents))
        except KeyError as error:
            raise StoreError(
                f"the record of activity {self.id} lacks its content {error}: "
                "delete the activity's document, and load its log again"
            ) from error
        return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]

    @property
    def record(self) -> ActivityRecord:
        """The record that they make, with what its job adds."""
        parts = [record_of(value, "the store", self.id) for value in self.logged]
        return replace(merge_parts(parts), id=self.id, job=job_of(self.job))

    @property
    def value(self) -> Mapping[str, object]:
        """The JSON value of that record."""
        logged = self.logged
        return logged[0] if len(logged) == 1 else self.record.value


def fetch_activities(tx: Transaction, ids: Iterable[str]) -> dict[str, StoredActivity]:
    """Return those of the activities that are in the store, by their ids."""
    listed = sorted(ids)
    rows = tx.fetch("records/versions", StoredActivity, ids=listed) if listed else []
    return {activity.id: activity for activity in rows}


def lock_activities(
    tx: Transaction, ids: Iterable[str]
) -> tuple[dict[str, StoredActivity], dict[str, Entry | None]]:
    """Lock the records of activities; return those in the store, and the entries of all."""
    stored, entries = {}, {}
    for row in tx.run("records/lock", ids=sorted(ids)):
        entries[row["id"]] = entry_of(row.pop("facts"), row.pop("links"))
        if row["sha256"] is not None:
            stored[row["id"]] = StoredActivity(**row)
    return stored, entries


def fetch_records(tx: Transaction, ids: Collection[str]) -> dict[str, ActivityRecord]:
    """Return the records of activities, by their ids."""
    rows = tx.fetch("records/values", RecordRow, ids=sorted(ids)) if ids else []
    return {row.id: row.record for row in rows}


def fetch_settings(tx: Transaction, ids: Collection[str]) -> dict[str, ExecutionSettings]:
    """Return the settings with which activities ran, by the ids of those that have records."""
    rows = tx.fetch("records/values", RecordRow, ids=sorted(ids))
    return {row.id: _settings_of(row.value) for row in rows}


def store_records(tx: Transaction, records: Iterable[ActivityRecord]) -> None:
    """Store the values of records."""
    rows = store_contents(tx, records)
    tx.defer("records/store", rows=rows)
    join_jobs(tx, {row["listed"]["jobId"] for row in rows})


def store_contents(tx: Transaction, records: Iterable[ActivityRecord]) -> list[dict[str, Any]]:
    """Store the contents that records hold; return the rows for the statement `records/store`."""
    rows: list[dict[str, Any]] = []
    blobs: dict[str, Blob] = {}
    for record in records:
        row, parts = record_row(record)
        rows.append({**row, "redacted": record.redacted or None})
        blobs |= parts
    contents = [
        {"sha256": sha256, "text": blob.text, "contents": sorted(blob.references)}
        for sha256, blob in sorted(blobs.items())
    ]
    tx.defer("contents/upsert", rows=contents)
    tx.defer("contents/link", rows=contents)
    return rows


def join_jobs(tx: Transaction, ids: Collection[str]) -> None:
    """List jobs of DIRAC with what it knows of them."""
    known = sorted(filter(None, ids))
    if known:
        tx.run("jobs/join", ids=known)


def remove_unused_contents(tx: Transaction, contents: Collection[str]) -> None:
    """Delete those of the contents that no record or content holds any more."""
    while tx.run("contents/remove_unused", ids=sorted(contents))[0]["deleted"]:
        continue


def record_row(record: ActivityRecord) -> tuple[dict[str, Any], Mapping[str, Blob]]:
    """Return a record as a row for the statement `records/store`, and the contents it holds."""
    logged = record.parts
    values = [part.value for part in logged]
    known = logged[0].stored if len(logged) == 1 else None
    parts = known or deduplicate(values[0] if len(values) == 1 else values)
    row = {
        "id": record.id,
        "skeleton": parts.skeleton,
        "contents": sorted(parts.references),
        **shallow(record.version),
        "job": job_text(record.job),
        "listed": listed(record),
    }
    return row, parts.contents


def _settings_of(value: Mapping[str, object]) -> ExecutionSettings:
    system = nested.section(value, "system")
    version, arguments = system.get("ctapipe_version"), system.get("arguments")
    return ExecutionSettings(
        version=version if isinstance(version, str) else None,
        config=nested.section(value, "config"),
        arguments=tuple(map(str, arguments)) if isinstance(arguments, list) else (),
    )
