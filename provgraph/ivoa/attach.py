"""Attach: jobs get the links to their descriptions, whichever of the two came first.

The links of a job stand in a document of their own, `urn:provgraph:described:<activity>`.
It is derived: made anew whenever the job or the definitions of its activity's name change.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from provgraph.graph import deletion, prefixes, writer
from provgraph.graph.rows import namespaces_of, rows_of
from provgraph.graph.writer import DocumentInfo, DocumentRows
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

    `settings` is asked for the jobs that have descriptions; only those are in the answer.
    The names stay locked until the transaction ends, so that a loader and a describer at the
    same time cannot miss each other.
    """
    called = sorted(set(names.values()))
    rows = tx.run("descriptions/lock", names=called)
    found: dict[str, DescriptionLinks] = {}
    if rows:
        from provgraph.ivoa import definitions, match, stored_executions  # noqa: PLC0415  # pydantic: 0.1 s

        known = definitions.known_definitions(tx, (row["content"] for row in rows))
        described = [job for job, name in names.items() if name in known.activities]
        for job in stored_executions.executions_of(tx, described, settings).values():
            found[job.id] = match.match_descriptions(job, names[job.id], known)
    _replace(tx, names, {_derived(job): one.links for job, one in found.items() if one.links})
    tx.run("descriptions/unlock", names=called)
    return found


def detach(tx: Transaction, jobs: Iterable[str]) -> None:
    """Take the links of jobs away."""
    _replace(tx, jobs, {})


def _derived(job: str) -> str:
    return f"urn:provgraph:described:{job.rpartition(':')[2]}"


def _replace(
    tx: Transaction, jobs: Iterable[str], wanted: Mapping[str, tuple[IvoaObject, ...]]
) -> None:
    """Make the derived documents of jobs those that are wanted."""
    rows = tx.run("descriptions/derived", ids=sorted(map(_derived, jobs)))
    there = {row["id"]: row["sha256"] for row in rows}
    hashes = {name: _hash(links) for name, links in wanted.items()}
    for name, sha256 in there.items():
        if hashes.get(name) != sha256:
            deletion.delete(tx, name)
    stale = {name for name in wanted if there.get(name) != hashes[name]}
    if stale:
        documents = {name: document_of(wanted[name]) for name in sorted(stale)}
        spaces = {ns: p for one in documents.values() for ns, p in namespaces_of(one).items()}
        names = prefixes.register_in(tx, spaces)
        parts = [
            DocumentRows(
                rows_of(one, names), DocumentInfo(name, "descriptions", hashes[name], FORMAT)
            )
            for name, one in documents.items()
        ]
        writer.write(tx, parts, names)


def _hash(links: Iterable[IvoaObject]) -> str:
    return hashlib.sha256(repr(list(links)).encode()).hexdigest()
