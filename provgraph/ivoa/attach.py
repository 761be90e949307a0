"""Attach: jobs get links to their descriptions, in whatever order the two are stored.

The links of a job are a document of their own, `urn:provgraph:described:<activity>`. It is
derived: written again whenever the job or the definitions of its activity's name change.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from provgraph import loader
from provgraph.graph import deletion
from provgraph.graph.writer import DocumentInfo
from provgraph.ivoa import stored_executions
from provgraph.ivoa.prov_mapping import document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from provgraph.graph.connection import Transaction
    from provgraph.ivoa.execution import DescriptionLinks, ExecutionSettings
    from provgraph.ivoa.model import IvoaObject

FORMAT = "described"


def attach(
    tx: Transaction,
    names: Mapping[str, str],
    settings: Callable[[Collection[str]], Mapping[str, ExecutionSettings]],
) -> dict[str, DescriptionLinks]:
    """Bring the links of jobs up to date: `names` maps their ids to their activities' names.

    `settings` is called for the jobs that have descriptions; only those are returned. The lock of
    the descriptions is shared until the transaction ends, so that a loader and a describer at the
    same time cannot miss each other.
    """
    unique_names = sorted(set(names.values()))
    tx.run_ahead("descriptions/share")
    rows = tx.run_behind("descriptions/of_names", names=unique_names)
    described: dict[str, DescriptionLinks] = {}
    if rows:
        # pydantic takes 0.1 s.
        from provgraph.ivoa import definitions, match  # noqa: PLC0415

        existing = definitions.known_definitions(tx, (row["content"] for row in rows))
        jobs = [job for job, name in names.items() if name in existing.activities]
        for job in stored_executions.executions_of(tx, jobs, settings).values():
            described[job.id] = match.match_descriptions(job, names[job.id], existing)
    _replace(tx, names, {_links_id(job): d.links for job, d in described.items() if d.links})
    return described


def detach(tx: Transaction, jobs: Iterable[str]) -> None:
    """Delete the links of jobs."""
    _replace(tx, jobs, {})


def _links_id(job: str) -> str:
    return f"urn:provgraph:described:{job.rpartition(':')[2]}"


def _replace(
    tx: Transaction, jobs: Iterable[str], links: Mapping[str, tuple[IvoaObject, ...]]
) -> None:
    """Replace the documents of jobs with those of `links`, by their ids."""
    rows = tx.run_behind("descriptions/document_hashes", ids=sorted(map(_links_id, jobs)))
    stored = {row["id"]: row["sha256"] for row in rows}
    hashes = {name: _hash(objects) for name, objects in links.items()}
    for name, sha256 in stored.items():
        if hashes.get(name) != sha256:
            deletion.delete(tx, name)
    stale = {name for name in links if stored.get(name) != hashes[name]}
    if stale:
        documents = {name: document_of(links[name]) for name in sorted(stale)}
        loader.write_documents(
            tx,
            [
                (document, DocumentInfo(name, "descriptions", hashes[name], FORMAT))
                for name, document in documents.items()
            ],
        )


def _hash(links: Iterable[IvoaObject]) -> str:
    return hashlib.sha256(repr(list(links)).encode()).hexdigest()
