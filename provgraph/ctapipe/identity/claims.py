"""Claims: what a record says of its files that can be said of the same file elsewhere.

A claim is a key, and its beginning tells its kind, best first:

=============  ================================================  =====================
key            claim                                             identity
=============  ================================================  =====================
`pid:<uuid>`   the product id that ctapipe writes into the file  `urn:uuid:<uuid>`
`guid:<uuid>`  the file catalogue's id                           `urn:uuid:<uuid>`
`lfn:<path>`   the logical file name                             `lfn:<path>`
other          a place, by its URI                               the URI, and a version
=============  ================================================  =====================

No product id is taken from an output of an activity that did not complete, from one that
is not a UUID, nor where "CTA ACTIVITY ID" is empty: ctapipe then made it up as it read the
file, a new one each time. Newer logs nest the fields (`instance.id`, `activity.id`) and
always have an activity id; an input's product id is *tentative* there, and counts once it
is seen as an output or read by two.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.identity import urls
from provgraph.ctapipe.job_files import JobFiles
from provgraph.ctapipe.log.record import UUID, timestamp
from provgraph.model.keys import EMPTY_GUID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.ctapipe.job_files import CatalogueEntry
    from provgraph.ctapipe.log.record import ActivityRecord

PID, GUID, LFN, LOCATION = range(4)
"""How good a claim is, the best first."""

_KINDS = ("pid:", "guid:", "lfn:")


@dataclass(frozen=True, slots=True)
class _Product:
    """A product id as reference metadata give it."""

    id: str | None = None
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class RunFacts:
    """When and where an activity ran; times as `record.timestamp` writes them."""

    activity: str
    start: str | None = None
    stop: str | None = None
    completed: bool = True
    node: str = ""
    sessions: frozenset[tuple[str, int]] = field(default=frozenset())

    @property
    def order(self) -> tuple[str, int, str]:
        """The order of finishing; what did not stop comes last."""
        position = max((position for _, position in self.sessions), default=0)
        return (self.stop or "~", position, self.activity)

    def precedes(self, other: RunFacts) -> bool:
        """Whether what this activity wrote was there for `other` to read.

        It stopped before the other started; within one process, before the other finished,
        as the other may have run it.
        """
        if self.stop is None or self.activity == other.activity:
            return False
        if {name for name, _ in self.sessions} & {name for name, _ in other.sessions}:
            return self.order < other.order
        return other.start is not None and self.stop <= other.start


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file in a record's list of inputs or outputs, with its claims, the best first."""

    output: bool
    index: int
    claims: tuple[str, ...] = ()
    location: str | None = None
    tentative: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """All claims, the location too; a tentative product id under a key of its own."""
        first = tuple(map(tentative, self.claims[:1])) if self.tentative else self.claims[:1]
        return (*first, *self.claims[1:], *([self.location] if self.location else []))


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """All that the identity of files needs to know of one record."""

    run: RunFacts
    files: tuple[FileFacts, ...]

    def keys(self, *, output: bool) -> frozenset[str]:
        """Return the claims on all files read, or on all written."""
        return frozenset(key for file in self.files if file.output is output for key in file.keys)


def facts_of(record: ActivityRecord, authorities: Sequence[tuple[str, str]] = ()) -> RecordFacts:
    """Return the facts of a record.

    `authorities` names the file systems below path prefixes, see `urls.location`.
    """
    job = record.job or JobFiles()
    run = RunFacts(
        record.id,
        timestamp(record.start),
        timestamp(record.stop),
        record.completed,
        record.node,
        record.sessions,
    )
    inputs, outputs = _read_products(record), _written_products(record)
    logged = [*zip(record.inputs, inputs, strict=True), *zip(record.outputs, outputs, strict=True)]
    files = []
    for number, (file, product) in enumerate(logged):
        output = number >= len(inputs)
        found = urls.parse(file.url)
        known = job.file(file.url, output=output)
        place = None if found.lfn else urls.location(found, authorities, run.node, run.activity)
        index = number - len(inputs) if output else number
        claims = tuple(_claims(product.id, known, known.lfn or found.lfn))
        files.append(FileFacts(output, index, claims, place, product.tentative))
    return RecordFacts(run, tuple(files))


def rank(key: str) -> int:
    """Return how good a claim is: `PID`, `GUID`, `LFN` or `LOCATION`."""
    return next((n for n, kind in enumerate(_KINDS) if key.startswith(kind)), LOCATION)


def uri_of(key: str) -> str:
    """Return the identity that a claim gives a file."""
    return f"urn:uuid:{key.partition(':')[2]}" if rank(key) <= GUID else key


def tentative(key: str) -> str:
    """Return the key under which a tentative product id is kept."""
    return f"maybe:{key}"


def version_key(location: str, activity: str) -> str:
    """Return the claim on what `activity` wrote at `location`."""
    return f"{location}#{activity.rpartition(':')[2]}"


def _claims(product: str | None, known: CatalogueEntry, lfn: str | None) -> Iterator[str]:
    if product:
        yield f"pid:{product}"
    guid = (known.guid or "").lower()
    if UUID.fullmatch(guid) and guid != EMPTY_GUID and known.size != 0:
        yield f"guid:{guid}"
    if lfn:
        yield urls.lfn_uri(lfn)


def _read_products(record: ActivityRecord) -> list[_Product]:
    found = [_product(file.meta) for file in record.inputs]
    times = Counter(product.id for product in found)
    # Read twice and still the same: it stands in the file.
    return [_Product(p.id, p.tentative and times[p.id] == 1) for p in found]


def _written_products(record: ActivityRecord) -> list[_Product]:
    if not record.completed:
        return [_Product()] * len(record.outputs)
    return [_Product(_product(file.meta).id) for file in record.outputs]


def _product(meta: Mapping[str, Any] | None) -> _Product:
    instance = (meta or {}).get("instance")
    if isinstance(instance, dict):
        found = _uuid(instance.get("id"))
        return _Product(found, found is not None)
    if not meta or not meta.get("CTA ACTIVITY ID"):
        return _Product()
    return _Product(_uuid(meta.get("CTA PRODUCT ID")))


def _uuid(found: object) -> str | None:
    return found.lower() if isinstance(found, str) and UUID.fullmatch(found) else None
