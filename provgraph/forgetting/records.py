"""Records of jobs: names are replaced in them, and their documents are written again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph.ctapipe.document_writer import DocumentWriter
from provgraph.ctapipe.identity.graph_index import GraphIndex
from provgraph.ctapipe.identity.update import update
from provgraph.ctapipe.job_files import job_of
from provgraph.ctapipe.log.merging import merge_parts
from provgraph.ctapipe.log.record import record_of
from provgraph.ctapipe.site import fetch_site
from provgraph.ctapipe.stored_records import RecordRow, remove_unused_contents, store_records
from provgraph.redaction import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Transaction
    from provgraph.redaction.replacer import Replacer


@dataclass(frozen=True, slots=True)
class _Changed:
    """A record with pseudonyms, and the hashes of what it was."""

    record: ActivityRecord
    versions: tuple[str, ...]


def forget(tx: Transaction, ids: Sequence[str], replacer: Replacer) -> int:
    """Replace names in records; return how many changed."""
    rows = tx.fetch("records/values", RecordRow, ids=list(ids))
    changed = {row.id: new for row in rows if (new := _changed(row, replacer))}
    if changed:
        _store(tx, {activity: new.record for activity, new in changed.items()})
        versions = [{"id": activity, "versions": new.versions} for activity, new in changed.items()]
        tx.run("forgetting/remember_versions", rows=versions)
    return len(changed)


def _changed(row: RecordRow, replacer: Replacer) -> _Changed | None:
    """Return the record with pseudonyms, `None` if it names nobody."""
    before = replacer.pseudonyms.places
    values = [records.redacted(replacer, value) for value in row.logged]
    job = _job(row.job, replacer)
    if replacer.pseudonyms.places == before:
        return None
    old = row.record
    parts = [record_of(value, "the store", row.id) for value in values]
    record = replace(merge_parts(parts), id=row.id, job=job_of(job))
    return _Changed(record, tuple({old.sha256, *(part.sha256 for part in old.parts)}))


def _job(text: str | None, replacer: Replacer) -> str | None:
    if text is None:
        return None
    return json.dumps(records.redacted(replacer, json.loads(text)))


def _store(tx: Transaction, changed: dict[str, ActivityRecord]) -> None:
    """Store the records, and write again all documents whose files are named differently now."""
    site, index = fetch_site(tx), GraphIndex(tx)
    entries = index.entries(changed)
    facts = {
        activity: site.facts(replace(record, sessions=entries[activity].facts.run.sessions))
        for activity, record in changed.items()
    }
    old = [entry.facts for entry in entries.values()]
    index.lock_facts([*facts.values(), *old])
    contents = tx.run("records/needs", ids=sorted(changed))[0]["contents"]
    affected = update(index, facts)
    store_records(tx, changed.values())
    DocumentWriter(tx, index).write(affected, changed)
    remove_unused_contents(tx, contents)
    keys = {key for each in old for side in (True, False) for key in each.keys(output=side)}
    tx.run("forgetting/remove_unused_claims", keys=sorted(keys))
