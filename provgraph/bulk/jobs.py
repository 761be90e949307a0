"""Jobs: the activity records of all logs, their files identified among all of them at once.

What `provgraph.ctapipe.load` does for each file against the store is done here once, by the
same rules, against an index in a file.
"""

from __future__ import annotations

import pickle
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.bulk.collect import UNPREFIXED, Collector
from provgraph.bulk.csv import Sheets, cell, quoted
from provgraph.bulk.index import FileIndex
from provgraph.bulk.spill import PARTS, grouped
from provgraph.bulk.worker_result import WorkerResult
from provgraph.ctapipe.configuration_settings import GroupedSettings
from provgraph.ctapipe.document import describe
from provgraph.ctapipe.document_writer import document_info, resolution_text
from provgraph.ctapipe.identity.claim_lookup import Claimed, Evidence
from provgraph.ctapipe.identity.claims import facts_of
from provgraph.ctapipe.identity.graph_index import row_of, text_of
from provgraph.ctapipe.identity.links import own_links, version_links
from provgraph.ctapipe.identity.resolution import resolve
from provgraph.ctapipe.log.reader import latest
from provgraph.ctapipe.stored_records import record_row
from provgraph.graph.rows import namespaces_of, rows_of
from provgraph.runtime.gc import gc_paused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from provgraph.bulk.spill import Spilled
    from provgraph.ctapipe.document import SharedDocument
    from provgraph.ctapipe.identity.index import Entry
    from provgraph.ctapipe.identity.resolution import Resolution
    from provgraph.ctapipe.load import ActivityLog
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.ctapipe.prov_names import OwnDocument
    from provgraph.graph.writer import DocumentInfo

INDEX = "claims.sqlite"
_BATCH = 500
_PLACE_BITS = 24
_REMEMBERED = 200_000


def spilled(logs: Iterable[ActivityLog], number: int) -> list[Spilled]:
    """Return the records of a file's logs, to be put aside by their activities."""
    records = [(log.source, record) for log in logs for record in log.records]
    return [
        (record.id, number, place, origin, text_of(facts_of(record)), pickle.dumps(record.bare))
        for place, (origin, record) in enumerate(records)
    ]


def identify(folder: Path, sheets: Path) -> tuple[int, list[str]]:
    """Bring the records of all logs into one index; return their number, and notes on them."""
    notes: list[str] = []
    with closing(FileIndex(folder / INDEX)) as index:
        index.create()
        for part in range(PARTS):
            for _, rows in grouped(folder, "activities", part):
                _add(index, rows, notes)
        index.complete()
        count = index.count()
        for versions in (False, True):
            for activities in _batches(index.ordered(range(count))):
                _link(index, activities, versions=versions)
        _write_nodes(index, sheets)
    return count, notes


def _add(index: FileIndex, rows: list[Spilled], notes: list[str]) -> None:
    """Add one activity: of several records of it, the one that counts."""
    _, file, place, name, facts, value = rows[0]
    sources = [name]
    if len(rows) > 1:
        records, merging = latest(pickle.loads(row[5]) for row in rows)  # noqa: S301  # our own
        record = next(iter(records.values()))
        facts, value = text_of(facts_of(record)), pickle.dumps(record.bare)
        sources = list(dict.fromkeys(row[3] for row in rows))
        notes += merging
    index.add((file << _PLACE_BITS) + place, facts, (file, pickle.dumps(sources), value))


def _link(index: FileIndex, activities: list[str], *, versions: bool) -> None:
    """Find the links that inputs make: between own claims, then with versions of places.

    The first depend on no link, the second on the first only: so each batch stands alone.
    """
    entries = index.entries(activities)
    claimed = Claimed(index, entries.values(), Evidence(index))
    new_links = (version_links if versions else own_links)(entries, claimed)
    index.put(
        [
            replace(entries[a], links=entries[a].links | links)
            for a, links in new_links.items()
            if links
        ]
    )


def _write_nodes(index: FileIndex, sheets: Path) -> None:
    node_sheets = Sheets(sheets, "0")
    for key in index.claims():
        node_sheets.write("claims", quoted(key))
    for name in index.sessions():
        node_sheets.write("sessions", quoted(name))
    node_sheets.close()


class Describer:
    """One process's share of the activities: their documents and records are written."""

    def __init__(self, spilled: Path, sheets: Path, process: str) -> None:
        """Take the folders of what is put aside and of the sheets."""
        self._index = FileIndex(spilled / INDEX)
        self._collector = Collector(spilled, process)
        self._sheets = Sheets(sheets, process)
        self._share = WorkerResult()
        self._known: set[str] = set()

    def describe(self, places: range) -> WorkerResult:
        """Write the activities at these places of the order of their files."""
        with closing(self._index):
            for activities in _batches(self._index.ordered(places)):
                with gc_paused():
                    self._batch(activities)
        self._collector.spill.flush()
        self._sheets.close()
        self._share.columns = self._collector.columns.headers()
        self._share.prefixes = self._collector.prefixes
        return self._share

    def _batch(self, activities: list[str]) -> None:
        entries = self._index.entries(activities)
        resolved = resolve(self._index, activities)
        records = self._index.records(activities)
        for activity in activities:
            file, sources, value = records[activity]
            record = pickle.loads(value)  # noqa: S301  # our own file
            document = describe(record, entries[activity].facts, resolved[activity])
            info = document_info(activity, record.sha256, pickle.loads(sources))  # noqa: S301
            self._put(document.document, info, file)
            for shared in document.shared:
                self._shared(shared, info.source, file)
            self._settings(record, document.configuration, file)
            self._record(record, entries[activity], resolved[activity])
            for shared in document.shared:
                self._sheets.write("needs", f"{quoted(activity)},{quoted(shared.id)}")

    def _shared(self, shared: SharedDocument, source: str, file: int) -> None:
        if self._first(shared.id):
            info = document_info(shared.id, shared.id.rpartition(":")[2], [source])
            self._put(shared.document, info, file)

    def _settings(self, record: ActivityRecord, document: str | None, file: int) -> None:
        if not document or not self._first(f"settings of {document}"):
            return
        grouped = GroupedSettings.of(record.config)
        spill = self._collector.spill
        settings = [*grouped.individual]
        for key, section in grouped.sections.items():
            if self._first(f"group {key}"):
                settings += section
                edges = [("group_sets", setting.key) for setting in section]
                spill.add("setting_groups", (key, file, edges))
        for setting in settings:
            if self._first(f"setting {setting.key}"):
                line = ",".join(map(quoted, (setting.path, setting.name, setting.value)))
                spill.add("settings", (setting.key, file, line))
        of_document = [("sets", setting.key) for setting in grouped.individual]
        if grouped.group:
            of_document.append(("sets_group", grouped.group))
            if self._first(f"group {grouped.group}"):
                edges = [("group_sets_group", key) for key in grouped.sections]
                spill.add("setting_groups", (grouped.group, file, edges))
        spill.add("configurations", (document, file, of_document))

    def _put(self, document: OwnDocument, info: DocumentInfo, file: int) -> None:
        self._collector.add(rows_of(document, UNPREFIXED), info, file)
        self._share.found(namespaces_of(document), file)
        document.release()

    def _record(self, record: ActivityRecord, entry: Entry, resolution: Resolution) -> None:
        row, blobs = record_row(record)
        entry_row = row_of(entry)
        props = {key: row[key] for key in ("sha256", "finished", "stop", "skeleton", "job")}
        props |= row["listed"] | {"facts": entry_row["facts"], "links": entry_row["links"]}
        props["resolution"] = resolution_text(resolution)
        cells = {name: cell(value) for name, value in props.items() if value is not None}
        sheet, line = self._collector.columns.line("records", cells)
        key = quoted(record.id)
        self._sheets.write(sheet, f"{key},{line}")
        ends = {
            "reads": entry_row["reads"],
            "writes": entry_row["writes"],
            "logged_in": entry_row["sessions"],
        }
        for name, ends_ in {**ends, "holds": row["contents"]}.items():
            for end in ends_:
                self._sheets.write(name, f"{key},{quoted(end)}")
        for claim, other in entry_row["pairs"]:
            self._sheets.write("links", f"{key},{quoted(claim)},{quoted(other)}")
        for sha256, blob in blobs.items():
            if self._first(sha256):
                self._collector.spill.add("contents", (sha256, 0, blob.text))

    def _first(self, name: str) -> bool:
        """Tell whether a name is not known to have been written; equal ones merge anyway."""
        if name in self._known:
            return False
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known.add(name)
        return True


def _batches(activities: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(activities), _BATCH):
        yield activities[start : start + _BATCH]
