"""Identity: which file is the same as which, as a function of the set of records.

**Groups.** Claims on one input or output are claims on one file; linked so, claims form
groups. A place alone is not a claim, as paths are written again and again; its versions
are: `<location>#<activity>` is claimed by what that activity wrote there, and by an input
there if that is the last version whose writer had stopped before the input's activity
started (in one process: finished before it finished). An input that carries claims of its
own makes that link only where no output carries any of its group, and where the two sides
together have one claim of their best kind: otherwise its own claims say better which file
it is.

**Identity** is the best claim of the group: product id, GUID, LFN, version of a place.
A group with several claims of its best kind is not one file: two product ids never are.
There each file keeps its own claim of that kind. One without takes, as an input, the last
version that was written under its own claims before it started; an output, and an input
where there is none, takes its own best claim.

**Versions of a product.** Several activities may write the same product id. The first to
stop gets `urn:uuid:<id>`, unless it read the product itself; every other gets
`urn:uuid:<id>#<activity>`, a revision of it. An input gets the last version, among those
written under its own claims if there are any, whose writer stopped before it started, and
else `urn:uuid:<id>`. A GUID or an LFN has no versions: equal content is one entity, and
several generations of it are for `check` to report.

**Unversioned.** An input without any claim is its plain location: nobody is known to have
written it.

**Unfinished.** An entity all of whose writers did not complete.

**Catalogued.** A file in whose group a claim is a GUID.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from provgraph.ctapipe.identity.claims import (
    GUID,
    LOCATION,
    PID,
    rank,
    tentative,
    uri_of,
    version_key,
)
from provgraph.ctapipe.identity.evidence import Claimed, Evidence
from provgraph.ctapipe.identity.nested import parent_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from provgraph.ctapipe.identity.claims import FileFacts, RunFacts
    from provgraph.ctapipe.identity.index import ClaimIndex, Entry, Write

Basis = Literal["pid", "guid", "lfn", "location", "unversioned"]
"""By what a file is known."""

_BASES: tuple[Basis, ...] = ("pid", "guid", "lfn", "location")


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file an input or output is; `catalogued` if a claim of its group is a GUID."""

    uri: str
    basis: Basis
    revision_of: str | None = None
    unfinished: bool = False
    catalogued: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """What other records say of one: the identity of its files, and the activity around it.

    `files` go in the order of `Facts.files`.
    """

    files: tuple[Identity, ...]
    parent: str | None = None


def resolve(index: ClaimIndex, activities: Collection[str]) -> dict[str, Resolution]:
    """Return the resolution of each of these activities, of those that the index has."""
    entries = index.entries(activities)
    evidence = Evidence(index)
    claimed = Claimed(index, entries.values(), evidence)
    claims = {
        activity: [claimed.all(entry, file) for file in entry.facts.files]
        for activity, entry in entries.items()
    }
    everything = evidence.gather(
        claim for files in claims.values() for own in files for claim in own
    )
    resolver = _Resolver(evidence, _reading(index, evidence, everything))
    parents = _parents(index, entries)
    return {
        activity: Resolution(resolver.files(entry, claims[activity]), parents.get(activity))
        for activity, entry in entries.items()
    }


def _reading(index: ClaimIndex, evidence: Evidence, claims: Iterable[str]) -> set[tuple[str, str]]:
    """Return which writer of a product reads which claim."""
    groups = {evidence.group(claim) for claim in claims if rank(claim) == PID}
    written = {claim for group in groups for claim in group}
    writers = {write.run.activity for write in evidence.writes(written)}
    keys = {claim for claim in written if rank(claim) != LOCATION}
    doubtful = {tentative(claim) for claim in keys if rank(claim) == PID}
    return index.reading(writers, keys | doubtful) if writers else set()


def _parents(index: ClaimIndex, entries: Mapping[str, Entry]) -> dict[str, str | None]:
    runs = [entry.facts.run for entry in entries.values() if entry.facts.run.sessions]
    names = {name for run in runs for name, _ in run.sessions}
    members = index.members(names) if names else {}
    return {
        run.activity: parent_of(run, [m for name, _ in run.sessions for m in members.get(name, ())])
        for run in runs
    }


class _Resolver:
    """The rules of this module's description, on evidence that is complete."""

    def __init__(self, evidence: Evidence, reading: set[tuple[str, str]]) -> None:
        self._evidence = evidence
        self._reading = reading

    def files(self, entry: Entry, claims: list[tuple[str, ...]]) -> tuple[Identity, ...]:
        run = entry.facts.run
        pairs = zip(entry.facts.files, claims, strict=True)
        return tuple(
            replace(self._file(run, file, own), catalogued=self._catalogued(own))
            for file, own in pairs
        )

    def _catalogued(self, claims: tuple[str, ...]) -> bool:
        group = self._evidence.group(claims[0]) if claims else ()
        return any(rank(claim) == GUID for claim in group)

    def _file(self, run: RunFacts, file: FileFacts, claims: tuple[str, ...]) -> Identity:
        if not claims:
            return Identity(file.location or "", "unversioned")
        group = self._evidence.group(claims[0])
        best = min(map(rank, group))
        named = [claim for claim in group if rank(claim) == best]
        own = next((claim for claim in claims if rank(claim) == best), None)
        if own is None and len(named) > 1:
            return self._in_doubt(run, file, claims)
        keys = group if len(named) == 1 else frozenset([own or named[0]])
        writes = self._evidence.writes(keys)
        if best != PID:
            return _plain(own or named[0], writes)
        versions = _Versions(uri_of(own or named[0]), writes, self._first(keys, writes))
        return versions.of(run) if file.output else versions.read(run, claims)

    def _in_doubt(self, run: RunFacts, file: FileFacts, claims: tuple[str, ...]) -> Identity:
        """Return the identity of a file in a group that isn't one file, without its own name."""
        earlier = [write for write in self._evidence.writes(claims) if write.run.precedes(run)]
        if file.output or not earlier:
            return _plain(claims[0], self._evidence.writes(claims[:1]))
        last = earlier[-1]
        return self._file(last.run, last.file, last.claims)

    def _first(self, keys: frozenset[str], writes: list[Write]) -> RunFacts | None:
        """Return the writer of the product itself: the first, unless it read it before."""
        products = {key for key in keys if rank(key) == PID}
        writers = sorted(writes, key=lambda write: products.isdisjoint(write.claims))
        if not writers:
            return None
        first = writers[0].run
        read = keys | set(map(tentative, products))
        return None if any((first.activity, key) in self._reading for key in read) else first


@dataclass(frozen=True, slots=True)
class _Versions:
    """The versions of one product; `first` wrote the product itself, if anybody did."""

    uri: str
    writes: list[Write]
    first: RunFacts | None

    def of(self, run: RunFacts) -> Identity:
        if self.first is not None and run.activity == self.first.activity:
            return self._product()
        own = version_key(self.uri, run.activity)
        return Identity(own, "pid", revision_of=self.uri, unfinished=not run.completed)

    def read(self, run: RunFacts, claims: tuple[str, ...]) -> Identity:
        others = [write for write in self.writes if write.run.activity != run.activity]
        mine = [write for write in others if not set(claims).isdisjoint(write.claims)]
        earlier = [write.run for write in mine or others if write.run.precedes(run)]
        return self.of(earlier[-1]) if earlier else self._product()

    def _product(self) -> Identity:
        unfinished = self.first is not None and not self.first.completed
        return Identity(self.uri, "pid", unfinished=unfinished)


def _plain(claim: str, writes: list[Write]) -> Identity:
    unfinished = bool(writes) and not any(write.run.completed for write in writes)
    return Identity(uri_of(claim), _BASES[rank(claim)], unfinished=unfinished)
