"""Claims: what a record says of its files that other records can say of the same file.

A claim is a key, whose beginning is its kind, the best first:

=============  ================================================  =====================
key            claim                                             identity
=============  ================================================  =====================
`pid:<uuid>`   the product id that ctapipe writes into the file  `urn:uuid:<uuid>`
`guid:<uuid>`  the file catalogue's id                           `urn:uuid:<uuid>`
`lfn:<path>`   the logical file name                             `lfn:<path>`
other          a place, by its URI                               the URI, and a version
=============  ================================================  =====================

These product ids are ignored: those of outputs of activities that did not complete, those that
are not UUIDs, and those with an empty "CTA ACTIVITY ID", which ctapipe invents as it reads a file,
a new one each time. Newer logs nest the fields (`instance.id`, `activity.id`) and always have an
activity id. There the product id of an input is *tentative*: it counts once it is seen as an
output, or read by two activities.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from provgraph.ctapipe.job_files import JobFiles
from provgraph.ctapipe.log.record import UUID
from provgraph.model import urls
from provgraph.model.keys import EMPTY_GUID
from provgraph.model.times import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.ctapipe.job_files import CatalogueEntry
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.model.urls import Mount, Move, Url

PID, GUID, LFN, LOCATION = range(4)
"""The ranks of claims, the best first."""

CATALOGUE = (GUID, LFN)
"""The claims that come from the file catalogue."""

_KINDS = ("pid:", "guid:", "lfn:")

CLOCK_TOLERANCE = 5.0
"""Seconds by which the clocks of two hosts may differ, where the store has no other setting."""


@dataclass(frozen=True, slots=True)
class _Product:
    """A product id from reference metadata."""

    id: str | None = None
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class RunFacts:
    """When and where an activity ran; times as `timestamp` writes them.

    `tolerance` is by how many seconds the clock of its host may differ from others.
    """

    activity: str
    start: str | None = None
    stop: str | None = None
    completed: bool = True
    node: str = ""
    sessions: frozenset[tuple[str, int]] = field(default=frozenset())
    tolerance: float = CLOCK_TOLERANCE

    @property
    def order(self) -> tuple[str, int, str]:
        """The order of finishing; an activity that did not stop comes last."""
        position = max((position for _, position in self.sessions), default=0)
        return (self.stop or "~", position, self.activity)

    def precedes(self, other: RunFacts) -> bool:
        """Whether `other` can have read what this activity wrote.

        It stopped before the other started; within one process, before the other finished, as
        the other may have run it. Between hosts, clocks may differ by the larger tolerance of the
        two, if the middle of the first run is before that of the other: so never both ways.
        """
        if self.stop is None or self.activity == other.activity:
            return False
        if {name for name, _ in self.sessions} & {name for name, _ in other.sessions}:
            return self.order < other.order
        if other.start is None:
            return False
        return self.stop <= other.start or self._precedes_by_other_clock(other)

    def _precedes_by_other_clock(self, other: RunFacts) -> bool:
        if self.stop is None or other.start is None or self.node == other.node != "":
            return False
        late = _time(self.stop) - _time(other.start)
        if late > timedelta(seconds=max(self.tolerance, other.tolerance)):
            return False
        return self._middle(self.stop) < other._middle(other.start)

    def _middle(self, known: str) -> datetime:
        """Return the middle of the run, of which the start or stop is `known`."""
        start, stop = _time(self.start or known), _time(self.stop or known)
        return start + (stop - start) / 2


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file in a record's list of inputs or outputs, with its claims, the best first.

    `former` are the places of an input before the moves that the site declares, the latest first.
    """

    output: bool
    index: int
    claims: tuple[str, ...] = ()
    location: str | None = None
    tentative: bool = False
    former: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The places where the file is and was."""
        return (self.location, *self.former) if self.location else ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All claims, the places too; a tentative product id under a key of its own."""
        first = tuple(map(tentative, self.claims[:1])) if self.tentative else self.claims[:1]
        return (*first, *self.claims[1:], *self.places)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The facts of one record on which the identity of files depends."""

    run: RunFacts
    files: tuple[FileFacts, ...]

    def keys(self, *, output: bool) -> frozenset[str]:
        """Return the claims on all inputs, or on all outputs."""
        return frozenset(key for file in self.files if file.output is output for key in file.keys)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the site says of the activity's files and host, see `provgraph.ctapipe.site`."""

    mounts: tuple[Mount, ...] = ()
    moves: tuple[Move, ...] = ()
    tolerance: float = CLOCK_TOLERANCE

    def places(self, url: Url, run: RunFacts, *, output: bool) -> tuple[str, ...]:
        """Return where a file is, then where an input was before it was moved."""
        if url.lfn:
            return ()
        former = [] if output else urls.former_urls(url, self.moves)
        return tuple(
            urls.location(each, self.mounts, run.node, run.activity) for each in (url, *former)
        )


def facts_of(record: ActivityRecord, surroundings: Surroundings | None = None) -> RecordFacts:
    """Return the facts of a record."""
    job, surroundings = record.job or JobFiles(), surroundings or Surroundings()
    run = RunFacts(
        record.id,
        timestamp(record.start),
        timestamp(record.stop),
        record.completed,
        record.node,
        record.sessions,
        surroundings.tolerance,
    )
    inputs, outputs = _read_products(record), _written_products(record)
    logged = [*zip(record.inputs, inputs, strict=True), *zip(record.outputs, outputs, strict=True)]
    files = []
    for number, (file, product) in enumerate(logged):
        output = number >= len(inputs)
        url = urls.parse(file.url)
        entry = job.file(file.url, output=output)
        places = surroundings.places(url, run, output=output)
        index = number - len(inputs) if output else number
        claims = tuple(_claims(product.id, entry, entry.lfn or url.lfn))
        place = places[0] if places else None
        files.append(FileFacts(output, index, claims, place, product.tentative, places[1:]))
    return RecordFacts(run, tuple(files))


def _time(timestamp: str) -> datetime:
    return datetime.fromisoformat(timestamp)


def rank(key: str) -> int:
    """Return the rank of a claim: `PID`, `GUID`, `LFN` or `LOCATION`."""
    return next((n for n, kind in enumerate(_KINDS) if key.startswith(kind)), LOCATION)


def uri_of(key: str) -> str:
    """Return the identity that a claim gives a file."""
    return f"urn:uuid:{key.partition(':')[2]}" if rank(key) <= GUID else key


def tentative(key: str) -> str:
    """Return the key of a tentative product id."""
    return f"maybe:{key}"


def version_key(location: str, activity: str) -> str:
    """Return the claim on what `activity` wrote at `location`."""
    return f"{location}#{activity.rpartition(':')[2]}"


def _claims(product: str | None, entry: CatalogueEntry, lfn: str | None) -> Iterator[str]:
    if product:
        yield f"pid:{product}"
    guid = (entry.guid or "").lower()
    if UUID.fullmatch(guid) and guid != EMPTY_GUID and entry.size != 0:
        yield f"guid:{guid}"
    if lfn:
        yield urls.lfn_uri(lfn)


def _read_products(record: ActivityRecord) -> list[_Product]:
    products = [_product(file.meta) for file in record.inputs]
    counts = Counter(product.id for product in products)
    # The same id in two reads is not invented: it is in the file.
    return [_Product(p.id, p.tentative and counts[p.id] == 1) for p in products]


def _written_products(record: ActivityRecord) -> list[_Product]:
    if not record.completed:
        return [_Product()] * len(record.outputs)
    return [_Product(_product(file.meta).id) for file in record.outputs]


def _product(meta: Mapping[str, object] | None) -> _Product:
    instance = (meta or {}).get("instance")
    if isinstance(instance, dict):
        uuid = _uuid(instance.get("id"))
        return _Product(uuid, uuid is not None)
    if not meta or not meta.get("CTA ACTIVITY ID"):
        return _Product()
    return _Product(_uuid(meta.get("CTA PRODUCT ID")))


def _uuid(value: object) -> str | None:
    return value.lower() if isinstance(value, str) and UUID.fullmatch(value) else None
