"""Loading activity records: the graph becomes what the set of all records says.

Everything that a file brings is one transaction. The claims that its records make are
locked, the index of claims is brought up to date, and each activity whose resolution
changes by that is written anew from its stored record.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe import content, parameters
from provgraph.ctapipe.document import configuration_uri, describe
from provgraph.ctapipe.filesystems import authorities, listed
from provgraph.ctapipe.identity import urls
from provgraph.ctapipe.identity.claims import facts_of
from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.resolution import resolve
from provgraph.ctapipe.identity.update import update
from provgraph.ctapipe.job_files import job_of, job_text, merge_jobs
from provgraph.ctapipe.log.reader import latest
from provgraph.ctapipe.log.record import RecordVersion, Verdict, compare, record_of
from provgraph.ctapipe.settings import settings
from provgraph.errors import NotFoundError
from provgraph.graph import deletion, prefixes, writer
from provgraph.graph.rows import namespaces_of, rows_of
from provgraph.graph.writer import Counts, DocumentInfo, DocumentRows
from provgraph.ivoa.attach import attach, detach
from provgraph.loader import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from prov.model import ProvDocument

    from provgraph.ctapipe.document import JobDocument
    from provgraph.ctapipe.identity.claims import RecordFacts
    from provgraph.ctapipe.identity.resolution import Resolution
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import PropertyNames
    from provgraph.ivoa.execution import DescriptionLinks
    from provgraph.results.documents import LoadStatus
    from provgraph.results.settings import Filesystem

FORMAT = "ctapipe"


@dataclass(frozen=True, slots=True)
class LogResult:
    """What became of a file's records, and what there is to say about them."""

    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivityLog:
    """The activity records found in one file, and that file."""

    source: str
    records: Sequence[ActivityRecord]


def load(
    connection: Connection,
    found: Sequence[ActivityRecord],
    source: str,
    *,
    dry_run: bool = False,
) -> LogResult:
    """Load the activity records found in one file: all of them, or none.

    Raises:
        StoreError: the server fails.

    """
    act = connection.run_rolled_back if dry_run else connection.write
    return act(lambda tx: _run(tx, [ActivityLog(source, found)]))[0]


def load_all(connection: Connection, logs: Sequence[ActivityLog]) -> list[LogResult]:
    """Load the logs of different activities in one transaction; return what became of each.

    A log of one job costs some fifty round trips alone; many logs together cost the same.

    Raises:
        StoreError: the server fails; nothing was loaded.

    """
    return connection.write(lambda tx: _run(tx, logs))


def _run(tx: Transaction, logs: Sequence[ActivityLog]) -> list[LogResult]:
    found = [latest(log.records) for log in logs]
    sources = {name: log.source for log, (own, _) in zip(logs, found, strict=True) for name in own}
    taken = _LoadTransaction(tx, sources).run([list(own.values()) for own, _ in found])
    return [
        replace(one, notes=(*one.notes, *map(conflict_note, conflicts)))
        for one, (_, conflicts) in zip(taken, found, strict=True)
    ]


def remove(connection: Connection, activity: str) -> bool:
    """Delete an activity's document and record; others are resolved again without it.

    Return whether there is such a record.
    """
    return connection.write(lambda tx: _LoadTransaction(tx).remove(activity))


def filesystems(connection: Connection) -> list[Filesystem]:
    """Return the store's list of file systems."""
    return connection.read(listed)


def add_filesystem(connection: Connection, found: Filesystem) -> int:
    """Keep a file system; return how many activities are resolved anew by that."""

    def work(tx: Transaction) -> int:
        tx.run("filesystems/upsert", prefix=found.prefix, name=found.name)
        return _LoadTransaction(tx).relocate(found.prefix)

    return connection.write(work)


def remove_filesystem(connection: Connection, prefix: str) -> int:
    """Forget a file system; return how many activities are resolved anew by that.

    Raises:
        NotFoundError: there is none with that prefix.

    """

    def work(tx: Transaction) -> int:
        if not tx.run("filesystems/remove", prefix=prefix)[0]["deleted"]:
            raise NotFoundError(f"no file system {prefix!r}: see provgraph config filesystem list")
        return _LoadTransaction(tx).relocate(prefix)

    return connection.write(work)


class _LoadTransaction:
    """One transaction's work."""

    def __init__(self, tx: Transaction, sources: Mapping[str, str] | None = None) -> None:
        self._tx = tx
        self._sources = sources or {}
        self._index = GraphIndex(tx)
        self._filesystems = listed(tx)
        # Records that are kept as they were, whose files lie elsewhere by what was loaded.
        self._relocated: dict[str, ActivityRecord] = {}
        self._described: dict[str, DescriptionLinks] = {}

    def run(self, logs: Sequence[Sequence[ActivityRecord]]) -> list[LogResult]:
        records = [record for log in logs for record in log]
        kept = self._kept(record.id for record in records)
        verdicts = {record.id: _verdict(kept.get(record.id), record) for record in records}
        taken = self._taken(records, kept, verdicts)
        affected = self._update(records, taken)
        self._keep(taken.values())
        written = self._rewrite(affected, self._relocated | taken)
        self._remember_source(row for row in kept.values() if row["sha256"])
        joined = [*_joined(written.keys() - {record.id for record in records})]
        found = []
        for log in logs:
            outcomes = (_outcome(one, kept.get(one.id), written, taken) for one in log)
            notes = (*_notes(log, verdicts), *joined, *_undescribed(log, self._described))
            found.append(LogResult(tuple(outcomes), notes))
            # What the logs of a transaction joined together is said once.
            joined = []
        return found

    def _taken(
        self,
        records: Iterable[ActivityRecord],
        kept: Mapping[str, Mapping[str, Any]],
        verdicts: Mapping[str, Verdict | None],
    ) -> dict[str, ActivityRecord]:
        """Return the records to write: new ones, and kept ones of which a job knows more."""
        known = {activity: job_of(row["job"]) for activity, row in kept.items()}
        told = {record.id: merge_jobs(known.get(record.id), record.job) for record in records}
        found = {r.id: r for r in records if verdicts[r.id] in {None, Verdict.REPLACES}}
        more = {activity for activity in kept.keys() - found if told[activity] != known[activity]}
        found |= self._stored(more)
        return {activity: replace(found[activity], job=told[activity]) for activity in found}

    def remove(self, activity: str) -> bool:
        if not self._kept([activity]):
            return False
        found = self._tx.run("records/needs", ids=[activity])[0]
        facts = [entry.facts for entry in self._index.entries([activity]).values()]
        self._index.lock({key for own in facts for key in _keys(own)})
        affected = update(self._index, {activity: None})
        detach(self._tx, [activity])
        deletion.delete(self._tx, activity)
        self._rewrite(affected, {})
        unneeded = [
            r["id"] for r in self._tx.run("records/unused_documents", ids=found["documents"])
        ]
        keys = self._tx.run("settings/of", ids=unneeded)[0]["keys"]
        for name in unneeded:
            deletion.delete(self._tx, name)
        self._tx.run("settings/prune", keys=sorted(keys))
        while self._tx.run("contents/remove_unused", ids=found["contents"])[0]["deleted"]:
            continue
        return True

    def _update(
        self, records: Sequence[ActivityRecord], taken: Mapping[str, ActivityRecord]
    ) -> set[str]:
        """Bring the index up to date; return the activities to resolve again."""
        known = self._index.entries([record.id for record in records])
        changed = {}
        for record in records:
            chosen = taken.get(record.id, record)
            own = self._facts(replace(chosen, sessions=record.sessions))
            entry = known.get(record.id)
            if entry is not None:
                # Where a record was found adds up, whatever becomes of the record.
                found = own.run.sessions | entry.facts.run.sessions
                own = (
                    self._facts(replace(record, sessions=found))
                    if record.id in taken
                    else self._found_again(record.id, entry.facts, found)
                )
            if entry is None or own != entry.facts or record.id in taken:
                changed[record.id] = own
        self._index.lock({key for own in changed.values() for key in _keys(own)})
        return update(self._index, changed) if changed else set()

    def _found_again(
        self, activity: str, kept: RecordFacts, sessions: frozenset[tuple[str, int]]
    ) -> RecordFacts:
        """Return the facts of a kept record that was found in one more array."""
        if sessions == kept.run.sessions:
            return kept
        record = replace(self._stored([activity])[activity], sessions=sessions)
        moved = self._moved(record, kept)
        if moved.files != kept.files:
            self._relocated[activity] = record
        return moved

    def relocate(self, prefix: str) -> int:
        """Resolve anew what has files below a path; return how many activities changed."""
        path = urls.quoted(prefix)
        ids = [row["id"] for row in self._tx.run("filesystems/concerned", path=path)]
        entries = self._index.entries(ids)
        records = self._stored(ids)
        moved = {}
        for activity, entry in entries.items():
            record = replace(records[activity], sessions=entry.facts.run.sessions)
            facts = self._moved(record, entry.facts)
            if facts != entry.facts:
                moved[activity] = facts
        changed = [*moved.values(), *(entries[activity].facts for activity in moved)]
        self._index.lock({key for facts in changed for key in _keys(facts)})
        affected = update(self._index, moved) if moved else set()
        self._rewrite(affected, {activity: records[activity] for activity in moved})
        return len(moved)

    def _facts(self, record: ActivityRecord) -> RecordFacts:
        return facts_of(record, authorities(self._filesystems, record))

    def _moved(self, record: ActivityRecord, kept: RecordFacts) -> RecordFacts:
        """Return the facts that are kept of a record, with its files where they are now said to be.

        What the catalogue once said of them stays.
        """
        places = (file.location for file in self._facts(record).files)
        files = (
            replace(file, location=place) for file, place in zip(kept.files, places, strict=True)
        )
        return replace(kept, run=replace(kept.run, sessions=record.sessions), files=tuple(files))

    def _keep(self, records: Iterable[ActivityRecord]) -> None:
        """Store the records' JSON values, repeated content once."""
        rows: list[dict[str, Any]] = []
        contents: dict[str, str] = {}
        for record in records:
            row, blobs = record_row(record)
            contents |= blobs
            rows.append(row)
        self._tx.run("contents/upsert", rows=_rows_of_contents(contents))
        self._tx.run("contents/link", rows=_rows_of_contents(contents))
        self._tx.run("records/store", rows=rows)

    def _rewrite(
        self, affected: Collection[str], taken: Mapping[str, ActivityRecord]
    ) -> dict[str, Counts]:
        """Write the documents of activities that are new or resolved in another way."""
        resolved = resolve(self._index, affected) if affected else {}
        kept = self._kept(resolved)
        stale = {
            activity: resolution
            for activity, resolution in sorted(resolved.items())
            if activity in taken or kept[activity]["resolution"] != resolution_text(resolution)
        }
        records = self._stored(stale.keys() - taken.keys()) | dict(taken)
        facts = self._index.entries(stale)
        described = {a: describe(records[a], facts[a].facts, stale[a]) for a in stale}
        names = self._names(each.document for each in described.values())
        self._write_shared(described, records.values())
        parts = []
        for activity, each in described.items():
            row = kept[activity]
            if row["records"] is not None:
                deletion.delete(self._tx, activity)
            sources = row["sources"] or [self._sources[activity]]
            told = document_info(activity, records[activity].sha256, sources)
            parts.append(DocumentRows(rows_of(each.document, names), told))
        written = writer.write(self._tx, parts, names) if parts else {}
        self._tx.run(
            "records/set_resolution",
            rows=[
                {
                    "id": activity,
                    "resolution": resolution_text(resolution),
                    "needs": [one.id for one in described[activity].shared],
                }
                for activity, resolution in stale.items()
            ],
        )
        if written:
            called = {activity: records[activity].name for activity in written}
            self._described = attach(self._tx, called, partial(settings, self._tx))
        return written

    def _names(self, documents: Iterable[ProvDocument]) -> PropertyNames:
        wanted: dict[str, str] = {}
        for document in documents:
            wanted |= namespaces_of(document)
        return prefixes.register_in(self._tx, wanted)

    def _write_shared(
        self, described: Mapping[str, JobDocument], records: Iterable[ActivityRecord]
    ) -> None:
        """Write the shared documents that are not there yet."""
        shared = {one.id: one for each in described.values() for one in each.shared}
        source = {
            one.id: self._sources.get(activity, "")
            for activity, each in described.items()
            for one in each.shared
        }
        there = {row["id"] for row in self._tx.run("documents/exists", ids=sorted(shared))}
        missing = {name: shared[name].document for name in sorted(shared.keys() - there)}
        if not missing:
            return
        names = self._names(missing.values())
        parts = [
            DocumentRows(
                rows_of(document, names),
                document_info(name, name.rpartition(":")[2], [source[name]]),
            )
            for name, document in missing.items()
        ]
        writer.write(self._tx, parts, names)
        configs = {
            configuration_uri(config): config for config in map(config_of, records) if config
        }
        parameters.put(self._tx, {name: configs[name] for name in missing if name in configs})

    def _stored(self, activities: Collection[str]) -> dict[str, ActivityRecord]:
        rows = self._tx.run("records/values", ids=sorted(activities))
        return {row["id"]: _record(row) for row in rows}

    def _kept(self, activities: Iterable[str]) -> dict[str, dict[str, Any]]:
        rows = self._tx.run("records/versions", ids=sorted(activities))
        return {row["id"]: row for row in rows}

    def _remember_source(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            source = self._sources[row["id"]]
            if source not in row["sources"]:
                self._tx.run("documents/add_source", id=row["id"], source=source)


def record_row(record: ActivityRecord) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Return a record as the statement `records/store` takes it, and the contents it holds."""
    split = content.deduplicate(record.value)
    held = sorted(content.references(split.skeleton))
    kept = {"id": record.id, "skeleton": split.skeleton, "contents": held}
    return {**kept, **asdict(record.stamp), "job": job_text(record.job)}, split.blobs


def _verdict(kept: Mapping[str, Any] | None, record: ActivityRecord) -> Verdict | None:
    if kept is None or kept["sha256"] is None:
        return None
    return compare(RecordVersion(kept["sha256"], kept["finished"], kept["stop"]), record.stamp)


def _outcome(
    record: ActivityRecord,
    kept: Mapping[str, Any] | None,
    written: Mapping[str, Counts],
    taken: Mapping[str, ActivityRecord],
) -> Outcome:
    if record.id in written:
        counts = written[record.id]
        status: LoadStatus = "updated" if kept else "loaded"
        if kept and record.id not in taken:
            status = "unchanged"
        return Outcome(record.id, status, counts.elements + counts.relations, counts)
    row = kept or {}
    counts = Counts(row.get("elements") or 0, row.get("relations") or 0)
    return Outcome(record.id, "unchanged", row.get("records") or 0, counts)


def _notes(
    records: Sequence[ActivityRecord], verdicts: Mapping[str, Verdict | None]
) -> Iterator[str]:
    said = {
        Verdict.CONFLICT: _CONFLICT,
        Verdict.OLDER: "a later record of it is in the store; that one stays",
    }
    for record in records:
        reason = said.get(verdicts[record.id] or Verdict.UNCHANGED)
        if reason:
            yield f"activity {record.id} ({record.name}): {reason}"


def _undescribed(
    records: Sequence[ActivityRecord], described: Mapping[str, DescriptionLinks]
) -> Iterator[str]:
    for record in records:
        found = described.get(record.id)
        for reason in found.notes if found else ():
            yield f"activity {record.id}: {reason}"


def conflict_note(record: ActivityRecord) -> str:
    """Return what to say of a record that contradicts another one."""
    return f"activity {record.id} ({record.name}): {_CONFLICT}"


_CONFLICT = "another record of it is there that is neither earlier nor later; that one stays"


def _joined(others: Collection[str]) -> Iterator[str]:
    if others:
        yield f"{len(others)} activities loaded before are now joined through these files"


def document_info(name: str, sha256: str, sources: Sequence[str]) -> DocumentInfo:
    """Return what the node of a document says that comes from logs."""
    return DocumentInfo(name, sources[0], sha256, FORMAT, extra={"sources": list(sources)})


def config_of(record: ActivityRecord) -> Mapping[str, Any]:
    """Return the configuration that an activity ran with, empty if its record has none."""
    found = record.value.get("config")
    return found if isinstance(found, dict) else {}


def _keys(facts: RecordFacts) -> frozenset[str]:
    return facts.keys(output=False) | facts.keys(output=True)


def resolution_text(resolution: Resolution) -> str:
    """Return a resolution as text: equal ones give equal texts."""
    return json.dumps(asdict(resolution), sort_keys=True)


def _record(row: Mapping[str, Any]) -> ActivityRecord:
    value = content.restore(row["skeleton"], dict(row["contents"]))
    return replace(record_of(value, "the store", row["id"]), job=job_of(row["job"]))


def _rows_of_contents(contents: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"sha256": sha256, "text": text, "contents": sorted(content.references(text))}
        for sha256, text in sorted(contents.items())
    ]
