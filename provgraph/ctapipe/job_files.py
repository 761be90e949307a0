"""What a job says of its activities beside their log: its files as the file catalogue has them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What the file catalogue answers for one file.

    `metadata` are getFileMetadata's, times as texts; `replicas` getReplicas': a place for
    each storage element; `missing` is the reason why the catalogue does not have the file.
    With neither it was not asked for.
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
        found = self.metadata.get("CreationDate")
        return time_of(found) if found else None


@dataclass(frozen=True, slots=True)
class JobFiles:
    """The files of an activity that ran in a job: what is known of each url."""

    inputs: Mapping[str, CatalogueEntry] = field(default_factory=dict)
    outputs: Mapping[str, CatalogueEntry] = field(default_factory=dict)

    def file(self, url: str, *, output: bool) -> CatalogueEntry:
        """Return what is known of an input or output."""
        return (self.outputs if output else self.inputs).get(url, CatalogueEntry())


def merge_jobs(one: JobFiles | None, other: JobFiles | None) -> JobFiles | None:
    """Return what two loads say together, whichever came first."""
    if one is None or other is None:
        return one or other
    return JobFiles(_both(one.inputs, other.inputs), _both(one.outputs, other.outputs))


def job_text(job: JobFiles | None) -> str | None:
    """Return a job as text: equal jobs give equal texts."""
    if job is None:
        return None
    sides = {"inputs": job.inputs, "outputs": job.outputs}
    return canonical_json(
        {s: {url: _plain(k) for url, k in files.items()} for s, files in sides.items()}
    )


def job_of(text: str | None) -> JobFiles | None:
    """Return the job that `job_text` wrote."""
    if text is None:
        return None
    return JobFiles(
        **{
            side: {url: CatalogueEntry(**known) for url, known in files.items()}
            for side, files in json.loads(text).items()
        }
    )


def time_of(text: str) -> datetime:
    """Return a time of the catalogue, which is UTC where it does not say.

    Raises:
        ValueError: it is no time.
        OverflowError: it is one that no UTC time can hold.

    """
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _both(
    one: Mapping[str, CatalogueEntry], other: Mapping[str, CatalogueEntry]
) -> Mapping[str, CatalogueEntry]:
    urls = {**one, **other}
    return {url: max((k[url] for k in (one, other) if url in k), key=_weight) for url in urls}


def _weight(known: CatalogueEntry) -> tuple[bool, bool, str, str]:
    """Rank answers for one file: what is known, the later change, and then any fixed order."""
    changed = str(known.metadata.get("ModificationDate") or "")
    return bool(known.metadata), known.missing is not None, changed, canonical_json(_plain(known))


def _plain(known: CatalogueEntry) -> dict[str, Any]:
    return {
        "lfn": known.lfn,
        "metadata": dict(known.metadata),
        "replicas": dict(known.replicas),
        "missing": known.missing,
    }
