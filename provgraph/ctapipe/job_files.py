"""What a job adds to its activities' log: the catalogue's entries of its files, where it ran."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """The file catalogue's answer for one file.

    `metadata` is that of getFileMetadata, times as texts; `replicas` that of getReplicas: a place
    for each storage element; `missing` is the reason why the catalogue does not have the file.
    If all are empty, the catalogue was not asked.
    """

    lfn: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    replicas: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None

    @property
    def guid(self) -> str | None:
        """The catalogue's id of the content, in its own spelling."""
        return self.metadata.get("GUID") or None

    @property
    def size(self) -> int | None:
        """The size in bytes."""
        return self.metadata.get("Size")

    @property
    def created(self) -> datetime | None:
        """When the file was registered; DIRAC's times are UTC."""
        time = self.metadata.get("CreationDate")
        return time_of(time) if time else None


@dataclass(frozen=True, slots=True)
class JobContext:
    """Where and how a job ran, as its step handed it in.

    `batch` has the batch system (`system`) and what it calls the job: `name`, `owner`, `group`,
    `queue` and others; `environment` the variables that matter.
    """

    job_id: str | None = None
    site: str | None = None
    production: str | None = None
    exit_code: int | None = None
    batch: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_of_dirac(self) -> bool:
        """Whether DIRAC ran the job, as far as is known."""
        return self.batch.get("system", DIRAC) == DIRAC


DIRAC = "dirac"
NO_CONTEXT = JobContext()


@dataclass(frozen=True, slots=True)
class JobFiles:
    """The catalogue's entries for the files of an activity that ran in a job, by their urls."""

    inputs: Mapping[str, CatalogueEntry] = field(default_factory=dict)
    outputs: Mapping[str, CatalogueEntry] = field(default_factory=dict)
    context: JobContext = NO_CONTEXT

    def file(self, url: str, *, output: bool) -> CatalogueEntry:
        """Return the entry of an input or output."""
        return (self.outputs if output else self.inputs).get(url, CatalogueEntry())


def merge_jobs(first: JobFiles | None, second: JobFiles | None) -> JobFiles | None:
    """Return what two loads of a job say together; their order does not matter."""
    if first is None or second is None:
        return first or second
    return JobFiles(
        _merge_entries(first.inputs, second.inputs),
        _merge_entries(first.outputs, second.outputs),
        _merge_contexts(first.context, second.context),
    )


def job_text(job: JobFiles | None) -> str | None:
    """Return a job as text: equal jobs give equal texts."""
    if job is None:
        return None
    sides = {"inputs": job.inputs, "outputs": job.outputs}
    parts: dict[str, object] = {
        side: {url: _plain(entry) for url, entry in entries.items()}
        for side, entries in sides.items()
    }
    if job.context != NO_CONTEXT:
        parts["context"] = asdict(job.context)
    return canonical_json(parts)


def job_of(text: str | None) -> JobFiles | None:
    """Return the job that `job_text` wrote."""
    if text is None:
        return None
    parts = json.loads(text)
    context = JobContext(**parts.pop("context", {}))
    sides = {
        side: {url: CatalogueEntry(**entry) for url, entry in entries.items()}
        for side, entries in parts.items()
    }
    return JobFiles(**sides, context=context)


def time_of(text: str) -> datetime:
    """Return a time of the catalogue, which is UTC by default.

    Raises:
        ValueError: it is not a time.
        OverflowError: it is out of the range of UTC times.

    """
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _merge_entries(
    first: Mapping[str, CatalogueEntry], second: Mapping[str, CatalogueEntry]
) -> Mapping[str, CatalogueEntry]:
    return {
        url: max((entries[url] for entries in (first, second) if url in entries), key=_rank)
        for url in {**first, **second}
    }


def _merge_contexts(first: JobContext, second: JobContext) -> JobContext:
    """Return what two contexts say; where they differ, the same one wins in either order."""
    pairs = {f.name: (getattr(first, f.name), getattr(second, f.name)) for f in fields(JobContext)}
    return JobContext(**{name: max(pair, key=_rank_value) for name, pair in pairs.items()})


def _rank_value(value: object) -> tuple[bool, str]:
    return value not in (None, {}), canonical_json(value)


def _rank(entry: CatalogueEntry) -> tuple[bool, bool, str, str]:
    """Rank entries of one file: with metadata, by the last change, and then in a fixed order."""
    changed = str(entry.metadata.get("ModificationDate") or "")
    return bool(entry.metadata), entry.missing is not None, changed, canonical_json(_plain(entry))


def _plain(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "lfn": entry.lfn,
        "metadata": dict(entry.metadata),
        "replicas": dict(entry.replicas),
        "missing": entry.missing,
    }
