"""Writing of documents: those of activities that are new, or resolved in another way than before.

What activities share (software, environments, configurations, contacts) is written once, with the
first that needs it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from provgraph.ctapipe.configuration_settings import store_settings
from provgraph.ctapipe.document import describe
from provgraph.ctapipe.identity.resolution import resolve
from provgraph.ctapipe.stored_records import fetch_activities, fetch_records, fetch_settings
from provgraph.graph import deletion
from provgraph.graph.writer import Counts, DocumentInfo
from provgraph.ivoa.attach import attach
from provgraph.loader import write_documents
from provgraph.runtime.shallow import shallow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from provgraph.ctapipe.document import JobDocument
    from provgraph.ctapipe.identity.index import ClaimIndex
    from provgraph.ctapipe.identity.resolution import Resolution
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.ctapipe.prov_names import OwnDocument
    from provgraph.ctapipe.stored_records import StoredActivity
    from provgraph.graph.connection import Transaction
    from provgraph.ivoa.execution import DescriptionLinks

FORMAT = "ctapipe"

NOTHING_KNOWN: Mapping[str, StoredActivity] = {}


@dataclass(frozen=True, slots=True)
class WrittenDocuments:
    """The documents that were written, by their activities, and these activities' descriptions."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    links: Mapping[str, DescriptionLinks] = field(default_factory=dict)


class DocumentWriter:
    """Writes documents of activities in one transaction, from their records and the index."""

    def __init__(
        self, tx: Transaction, index: ClaimIndex, sources: Mapping[str, str] | None = None
    ) -> None:
        """Take the index of claims, and the names of the files from which activities come."""
        self._tx = tx
        self._index = index
        self._sources = sources or {}

    def write(
        self,
        affected: Collection[str],
        records: Mapping[str, ActivityRecord],
        known: Mapping[str, StoredActivity] = NOTHING_KNOWN,
    ) -> WrittenDocuments:
        """Write the documents of affected activities that change.

        They change if `records` has a new record, or if their resolution is not the stored one.
        `known` are activities that need not be looked up.
        """
        resolved = resolve(self._index, affected) if affected else {}
        stored = {**known, **fetch_activities(self._tx, resolved.keys() - known.keys())}
        stale = {
            activity: resolution
            for activity, resolution in sorted(resolved.items())
            if activity in records or stored[activity].resolution != resolution_text(resolution)
        }
        if not stale:
            return WrittenDocuments()
        records = {**fetch_records(self._tx, stale.keys() - records.keys()), **records}
        entries = self._index.entries(stale)
        documents = {a: describe(records[a], entries[a].facts, stale[a]) for a in stale}
        shared = self._missing_shared(documents)
        rewritten = [activity for activity in documents if stored[activity].records is not None]
        needed = self._tx.run("records/shared_documents", ids=rewritten) if rewritten else []
        infos = {}
        for activity in documents:
            if stored[activity].records is not None:
                deletion.delete(self._tx, activity)
            infos[activity] = self._info(stored[activity], records[activity])
        own = [(job.document, infos[activity]) for activity, job in documents.items()]
        counts = write_documents(self._tx, [*shared.values(), *own])
        for document, _ in (*shared.values(), *own):
            document.release()
        configured = {job.configuration: records[a].config for a, job in documents.items()}
        store_settings(self._tx, {name: configured[name] for name in shared if name in configured})
        self._store_resolutions(stale, documents)
        if needed:
            remove_unused_documents(self._tx, [row["id"] for row in needed])
        names = {activity: records[activity].name for activity in documents}
        links = attach(self._tx, names, partial(fetch_settings, self._tx))
        return WrittenDocuments({activity: counts[activity] for activity in documents}, links)

    def _info(self, stored: StoredActivity, record: ActivityRecord) -> DocumentInfo:
        """Return what a document's node says, with the origins of the one that it replaces."""
        sources = stored.sources or [self._sources[stored.id]]
        info = document_info(stored.id, record.sha256, sources)
        origins = {"productions": stored.productions, "submitters": stored.submitters}
        return replace(info, extra={**info.extra, **origins})

    def _store_resolutions(
        self, resolutions: Mapping[str, Resolution], documents: Mapping[str, JobDocument]
    ) -> None:
        rows = [
            {
                "id": activity,
                "resolution": resolution_text(resolution),
                "needs": [shared.id for shared in documents[activity].shared],
            }
            for activity, resolution in resolutions.items()
        ]
        self._tx.defer("records/set_resolution", rows=rows)

    def _missing_shared(
        self, documents: Mapping[str, JobDocument]
    ) -> dict[str, tuple[OwnDocument, DocumentInfo]]:
        """Return the shared documents that are not in the store."""
        shared = {part.id: part for job in documents.values() for part in job.shared}
        sources = {
            part.id: self._sources.get(activity, "")
            for activity, job in documents.items()
            for part in job.shared
        }
        stored = {row["id"] for row in self._tx.run_behind("documents/exists", ids=sorted(shared))}
        return {
            name: (
                shared[name].document,
                document_info(name, name.rpartition(":")[2], [sources[name]]),
            )
            for name in sorted(shared.keys() - stored)
        }


def remove_unused_documents(tx: Transaction, documents: Sequence[str]) -> None:
    """Delete those of shared documents that no record needs any more."""
    unused = [row["id"] for row in tx.run("records/unused_documents", ids=documents)]
    if not unused:
        return
    keys = tx.run("settings/of_documents", ids=unused)[0]
    for name in unused:
        deletion.delete(tx, name)
    tx.run("settings/remove_unused", **{kind: sorted(names) for kind, names in keys.items()})


def document_info(name: str, sha256: str, sources: Sequence[str]) -> DocumentInfo:
    """Return what the node of a document from logs says of it."""
    return DocumentInfo(name, sources[0], sha256, FORMAT, extra={"sources": list(sources)})


def resolution_text(resolution: Resolution) -> str:
    """Return a resolution as text: equal ones give equal texts. A URI stands for its members."""
    files = [shallow(file) for file in resolution.files]
    for file in files:
        del file["members"]
        if not file["of_another"]:  # as it is nearly always
            del file["of_another"]
    return json.dumps({"files": files, "parent": resolution.parent}, sort_keys=True)
