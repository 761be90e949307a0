"""Loading activity records: the graph becomes what the set of all records says.

All records of a file are loaded in one transaction. The claims that they make are locked, the
index of claims is brought up to date, and the document of each activity whose resolution changes
is written again from its stored record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph.ctapipe.document_writer import DocumentWriter
from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.update import update
from provgraph.ctapipe.job_files import merge_jobs
from provgraph.ctapipe.log.merging import merge, notes_on
from provgraph.ctapipe.log.reader import latest
from provgraph.ctapipe.site import fetch_site
from provgraph.ctapipe.stored_records import (
    StoredActivity,
    fetch_records,
    lock_activities,
    remove_unused_contents,
    store_records,
)
from provgraph.errors import LoadError
from provgraph.graph.writer import Counts
from provgraph.loader import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from provgraph.ctapipe.document_writer import WrittenDocuments
    from provgraph.ctapipe.identity.claims import RecordFacts
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.results.documents import LoadStatus


@dataclass(frozen=True, slots=True)
class LogResult:
    """The load results of a log's records, and notes on them."""

    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivityLog:
    """A file, and the activity records in it."""

    source: str
    records: Sequence[ActivityRecord]


def load_all(
    connection: Connection, logs: Sequence[ActivityLog], *, dry_run: bool = False
) -> list[LogResult]:
    """Load the logs of different activities in one transaction; return the result of each.

    A log of one job costs some 16 round trips alone; many logs together cost the same.

    Raises:
        LoadError: an activity is in the store with pseudonyms, and not in its log, or the reverse.
        StoreError: the server fails; nothing was loaded.

    """
    act = connection.run_rolled_back if dry_run else connection.write
    return act(lambda tx: _load(tx, logs))


def load_in_turn(connection: Connection, logs: Sequence[ActivityLog]) -> list[LogResult]:
    """Load logs that may have activities in common, in one transaction, one after another.

    Raises:
        StoreError: the server fails; nothing was loaded.

    """
    return connection.write(lambda tx: [result for log in logs for result in _load(tx, [log])])


def _load(tx: Transaction, logs: Sequence[ActivityLog]) -> list[LogResult]:
    selected = [latest(log.records) for log in logs]
    sources = {
        activity: log.source
        for log, (records, _) in zip(logs, selected, strict=True)
        for activity in records
    }
    results = _LoadTransaction(tx, sources).run([[*records.values()] for records, _ in selected])
    return [
        replace(result, notes=(*notes, *result.notes))
        for result, (_, notes) in zip(results, selected, strict=True)
    ]


class _LoadTransaction:
    """The load of one record for each of some activities."""

    def __init__(self, tx: Transaction, sources: Mapping[str, str]) -> None:
        self._tx = tx
        self._sources = sources
        self._index = GraphIndex(tx)
        self._site = fetch_site(tx)
        # Stored records that stay, but whose files lie elsewhere by what was loaded.
        self._relocated: dict[str, ActivityRecord] = {}

    def run(self, logs: Sequence[Sequence[ActivityRecord]]) -> list[LogResult]:
        loaded = {record.id: record for log in logs for record in log}
        stored, entries = lock_activities(self._tx, loaded)
        self._index.own(entries)
        loaded, forgetting_notes = self._without_forgotten(loaded, stored)
        logs = [[loaded[record.id] for record in log] for log in logs]
        _refuse_mixed(loaded, stored)
        merged, merging_notes = self._merged(loaded, stored)
        records = [*merged.values()]
        changed = self._changed_records(records, stored)
        affected = self._update_index(records, changed)
        self._store(changed, stored)
        new = {a: StoredActivity(a, changed[a].sha256) for a in changed.keys() - stored.keys()}
        written = DocumentWriter(self._tx, self._index, self._sources).write(
            affected, self._relocated | changed, {**stored, **new}
        )
        self._add_sources(activity for activity in stored.values() if activity.sha256)
        # The activities that the logs of a transaction join are noted once.
        joined = [*_joined_note(written.counts.keys() - {record.id for record in records})]
        results = []
        for log in logs:
            outcomes = [_outcome(record, stored, written, changed) for record in log]
            merging = [note for record in log for note in merging_notes.get(record.id, ())]
            forgotten = [note for record in log for note in forgetting_notes.get(record.id, ())]
            notes = [*merging, *forgotten, *joined, *_description_notes(log, written)]
            results.append(LogResult(tuple(outcomes), tuple(notes)))
            joined = []
        return results

    def _store(
        self, changed: Mapping[str, ActivityRecord], stored: Mapping[str, StoredActivity]
    ) -> None:
        """Store records; of those that they replace, contents may be held by none any more."""
        replaced = sorted(changed.keys() & stored.keys())
        before = self._tx.run("records/needs", ids=replaced)[0]["contents"] if replaced else []
        store_records(self._tx, changed.values())
        if before:
            remove_unused_contents(self._tx, before)

    def _without_forgotten(
        self, loaded: Mapping[str, ActivityRecord], stored: Mapping[str, StoredActivity]
    ) -> tuple[dict[str, ActivityRecord], dict[str, list[str]]]:
        """Put the stored records for those in which names were forgotten, and note it."""
        known = [a for a in stored if loaded[a].sha256 in stored[a].forgotten]
        before = fetch_records(self._tx, known) if known else {}
        kept = {a: replace(before[a], sha256=stored[a].sha256) for a in known}
        kept = {a: replace(kept[a], sessions=loaded[a].sessions) for a in known}
        note = "a name was forgotten in this record: what the store has of it stays"
        return {**loaded, **kept}, {a: [f"activity {a}: {note}"] for a in known}

    def _merged(
        self, loaded: Mapping[str, ActivityRecord], stored: Mapping[str, StoredActivity]
    ) -> tuple[dict[str, ActivityRecord], dict[str, list[str]]]:
        """Return what records make with the stored ones of their activities, and notes on it."""
        differing = [a for a in stored if stored[a].sha256 != loaded[a].sha256]
        before = fetch_records(self._tx, differing)
        merged = {a: merge(before[a], record) for a, record in loaded.items() if a in before}
        notes = {a: [*notes_on(before[a], loaded[a], merged[a])] for a in merged}
        return {**loaded, **merged}, notes

    def _changed_records(
        self, records: Sequence[ActivityRecord], stored: Mapping[str, StoredActivity]
    ) -> dict[str, ActivityRecord]:
        """Return the records to write: new ones, and stored ones of which a job knows more."""
        old_jobs = {activity: row.job_files for activity, row in stored.items()}
        jobs = {record.id: merge_jobs(old_jobs.get(record.id), record.job) for record in records}
        changed = {
            record.id: record
            for record in records
            if record.id not in stored or stored[record.id].sha256 != record.sha256
        }
        more = {a for a in stored.keys() - changed if jobs[a] != old_jobs[a]}
        changed |= fetch_records(self._tx, more)
        return {activity: replace(changed[activity], job=jobs[activity]) for activity in changed}

    def _update_index(
        self, records: Sequence[ActivityRecord], changed: Mapping[str, ActivityRecord]
    ) -> set[str]:
        """Bring the index up to date; return the activities to resolve again."""
        entries = self._index.entries([record.id for record in records])
        facts = {}
        for record in records:
            chosen = replace(changed.get(record.id, record), sessions=record.sessions)
            new, entry = self._site.facts(chosen), entries.get(record.id)
            if entry is not None:
                # Where a record was found adds up, whichever record counts.
                sessions = record.sessions | entry.facts.run.sessions
                new = (
                    self._site.facts(replace(chosen, sessions=sessions))
                    if record.id in changed
                    else self._facts_with_sessions(record.id, entry.facts, sessions)
                )
            if entry is None or new != entry.facts or record.id in changed:
                facts[record.id] = new
        before = [entries[activity].facts for activity in facts if activity in entries]
        self._index.lock_facts([*facts.values(), *before])
        return update(self._index, facts) if facts else set()

    def _facts_with_sessions(
        self, activity: str, stored: RecordFacts, sessions: frozenset[tuple[str, int]]
    ) -> RecordFacts:
        """Return the facts of a stored record that was found in these arrays."""
        if sessions == stored.run.sessions:
            return stored
        record = replace(fetch_records(self._tx, [activity])[activity], sessions=sessions)
        facts = self._site.facts_again(record, stored)
        if facts.files != stored.files:
            self._relocated[activity] = record
        return facts

    def _add_sources(self, activities: Iterable[StoredActivity]) -> None:
        """Add the loaded files to the sources of activities that were in the store before."""
        for activity in activities:
            source = self._sources[activity.id]
            if source not in (activity.sources or ()):
                self._tx.run("documents/add_source", id=activity.id, source=source)


def _refuse_mixed(
    loaded: Mapping[str, ActivityRecord], stored: Mapping[str, StoredActivity]
) -> None:
    """Refuse an activity that is stored with pseudonyms and loaded without, or the reverse.

    Raises:
        LoadError: there is one, and its record is another one.

    """
    for activity, record in loaded.items():
        before = stored.get(activity)
        is_other = before is not None and before.sha256 != record.sha256
        if before and is_other and before.redacted != record.redacted:
            raise LoadError(
                f"activity {activity} already exists in the store, loaded "
                f"{'with' if before.redacted else 'without'} --redact; "
                f"delete it first: provgraph documents delete {activity}"
            )


def _outcome(
    record: ActivityRecord,
    stored: Mapping[str, StoredActivity],
    written: WrittenDocuments,
    changed: Mapping[str, ActivityRecord],
) -> Outcome:
    activity = stored.get(record.id)
    if record.id in written.counts:
        counts = written.counts[record.id]
        status: LoadStatus = "updated" if activity else "loaded"
        if activity and record.id not in changed:
            status = "unchanged"
        return Outcome(record.id, status, counts.elements + counts.relations, counts)
    if activity is None:
        return Outcome(record.id, "unchanged", 0, Counts())
    counts = Counts(activity.elements or 0, activity.relations or 0)
    return Outcome(record.id, "unchanged", activity.records or 0, counts)


def _description_notes(
    records: Sequence[ActivityRecord], written: WrittenDocuments
) -> Iterator[str]:
    for record in records:
        description = written.links.get(record.id)
        for note in description.notes if description else ():
            yield f"activity {record.id}: {note}"


def _joined_note(activities: Collection[str]) -> Iterator[str]:
    if activities:
        verb = (
            "activity loaded before is" if len(activities) == 1 else "activities loaded before are"
        )
        yield f"{len(activities)} {verb} now joined through these files"
