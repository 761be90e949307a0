"""Identity: which files are the same, as a function of the set of records.

**Records.** An activity has one record. If it was logged several times, while it ran or by
processes that were forked, `ctapipe.log.merging` says which record these make: none takes away a
file that another one lists. Forked processes cannot be told apart: a record names no process.

**Groups.** The claims on one input or output are claims on one file. They are linked, and linked
claims form groups. A place alone is not a claim, since paths are written repeatedly; a version of
a place is one: `<location>#<activity>`. An output claims the version that its activity wrote at
its place. An input claims a version of its place if that is the last version whose writer had
stopped before the input's activity started (in one process: whose writer finished before that
activity finished; between hosts: give or take their clocks' tolerance, see `RunFacts.precedes`).
If its place has no such version, it claims that of the latest of its former places that has one.
An input that carries claims of its own is linked to that version only if no output carries any
claim of its group, and if the two sides together have exactly one claim of their best kind;
otherwise its own claims identify the file better.

**Attempts.** The GUID or LFN of an output of an activity that did not complete is that of another
attempt if an output of another activity has it, too: then it is no claim on this output, and a
retry is the only maker of its file. An output that is left without claim and place, because its
url is an LFN, claims a version of that LFN: `<LFN>#<activity>`.

**Identity** is the best claim of the group, in this order: product id, GUID, LFN, version of a
place. A group with several claims of its best kind is not one file: two product ids never are.
In such a group each file keeps its own claim of that kind. A file without such a claim: an input
takes the last version that was written under its own claims before its activity started; an
output, or an input without such a version, takes its own best claim.

**Versions of a product.** Several activities may write the same product id. The first of them to
stop writes `urn:uuid:<id>`, unless it read the product itself; every other one writes
`urn:uuid:<id>#<activity>`, a revision of it. An input is the last version whose writer stopped
before the input's activity started, among those written under the input's own claims if there are
any, and `urn:uuid:<id>` if there is none. A GUID or an LFN has no versions: equal content is one
entity, and `check` reports several generations of it.

**Unversioned.** An input without any claim is identified by its plain location, the earliest one
if it was moved: no known activity wrote it.

**Directories.** An input without any claim, below whose place (or the latest of its former places
that has any) others had written before its activity started, is the collection of these files, each
in its last version before that time. It is named by the place and its members.

**Unfinished.** An entity of which no writer completed.

**Catalogued.** A file whose group has a claim that is a GUID.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from provgraph.ctapipe.identity.claim_lookup import Claimed, Evidence
from provgraph.ctapipe.identity.claims import (
    GUID,
    LOCATION,
    PID,
    rank,
    tentative,
    uri_of,
    version_key,
)
from provgraph.ctapipe.identity.index import Write
from provgraph.ctapipe.identity.nested import parent_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from provgraph.ctapipe.identity.claims import FileFacts, RunFacts
    from provgraph.ctapipe.identity.index import ClaimIndex, Entry

Basis = Literal["pid", "guid", "lfn", "location", "unversioned", "directory"]
"""The kind of claim that identifies a file."""

_BASES: tuple[Basis, ...] = ("pid", "guid", "lfn", "location")


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity of an input or output; `catalogued` if a claim of its group is a GUID.

    `of_another` are the claims that are those of another attempt, `members` the URIs of the files
    in a directory.
    """

    uri: str
    basis: Basis
    revision_of: str | None = None
    unfinished: bool = False
    catalogued: bool = False
    of_another: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The identity of a record's files, and the activity around it, by all records.

    `files` are in the order of `RecordFacts.files`.
    """

    files: tuple[Identity, ...]
    parent: str | None = None


def resolve(index: ClaimIndex, activities: Collection[str]) -> dict[str, Resolution]:
    """Return the resolutions of those of the activities that are in the index."""
    entries = index.entries(activities)
    evidence = Evidence(index)
    claimed = Claimed(index, entries.values(), evidence)
    claims = {
        activity: [claimed.all(entry, file) for file in entry.facts.files]
        for activity, entry in entries.items()
    }
    below = _below(index, evidence, entries, claims)
    inside = (claim for writes in below.values() for write in writes for claim in write.claims)
    carried = (claim for files in claims.values() for of_file in files for claim in of_file)
    gathered = evidence.gather([*carried, *inside])
    resolver = _Resolver(evidence, _reading(index, evidence, gathered), below)
    parents = _parents(index, entries)
    return {
        activity: Resolution(resolver.files(entry, claims[activity]), parents.get(activity))
        for activity, entry in entries.items()
    }


def _below(
    index: ClaimIndex,
    evidence: Evidence,
    entries: Mapping[str, Entry],
    claims: Mapping[str, list[tuple[str, ...]]],
) -> dict[str, list[Write]]:
    """Return the outputs below those places of inputs without any claim that are directories."""
    places = {
        place
        for activity, entry in entries.items()
        for file, of_file in zip(entry.facts.files, claims[activity], strict=True)
        if not of_file
        for place in file.places
    }
    below = index.writes_below(places) if places else {}
    evidence.writes(c for writes in below.values() for write in writes for c in write.file.claims)
    return {
        place: sorted(
            map(evidence.own, writes), key=lambda write: (*write.run.order, write.file.index)
        )
        for place, writes in below.items()
    }


def _reading(index: ClaimIndex, evidence: Evidence, claims: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of a product's writer and a claim that it reads."""
    groups = {evidence.group(claim) for claim in claims if rank(claim) == PID}
    written = {claim for group in groups for claim in group}
    writers = {write.run.activity for write in evidence.writes(written)}
    keys = {claim for claim in written if rank(claim) != LOCATION}
    tentative_keys = {tentative(claim) for claim in keys if rank(claim) == PID}
    return index.reading(writers, keys | tentative_keys) if writers else set()


def _parents(index: ClaimIndex, entries: Mapping[str, Entry]) -> dict[str, str | None]:
    runs = [entry.facts.run for entry in entries.values() if entry.facts.run.sessions]
    names = {name for run in runs for name, _ in run.sessions}
    members = index.members(names) if names else {}
    return {
        run.activity: parent_of(run, [m for name, _ in run.sessions for m in members.get(name, ())])
        for run in runs
    }


class _Resolver:
    """The rules in the description of this module, with all evidence they need."""

    def __init__(
        self,
        evidence: Evidence,
        reading: set[tuple[str, str]],
        below: Mapping[str, list[Write]],
    ) -> None:
        self._evidence = evidence
        self._reading = reading
        self._below = below

    def files(self, entry: Entry, claims: list[tuple[str, ...]]) -> tuple[Identity, ...]:
        run = entry.facts.run
        pairs = zip(entry.facts.files, claims, strict=True)
        return tuple(
            replace(
                self._identity(run, file, of_file),
                catalogued=self._catalogued(of_file),
                of_another=self._evidence.of_another(Write(run, file)) if file.output else (),
            )
            for file, of_file in pairs
        )

    def _catalogued(self, claims: tuple[str, ...]) -> bool:
        group = self._evidence.group(claims[0]) if claims else ()
        return any(rank(claim) == GUID for claim in group)

    def _identity(self, run: RunFacts, file: FileFacts, claims: tuple[str, ...]) -> Identity:
        if not claims:
            return self._without_claim(run, file)
        group = self._evidence.group(claims[0])
        best = min(map(rank, group))
        best_claims = [claim for claim in group if rank(claim) == best]
        carried = next((claim for claim in claims if rank(claim) == best), None)
        if carried is None and len(best_claims) > 1:
            return self._ambiguous(run, file, claims)
        name = carried or best_claims[0]
        keys = group if len(best_claims) == 1 else frozenset([name])
        writes = self._evidence.writes(keys)
        if best != PID:
            return _plain(name, writes)
        versions = _Versions(uri_of(name), writes, self._first_writer(keys, writes))
        return versions.of(run) if file.output else versions.read(run, claims)

    def _without_claim(self, run: RunFacts, file: FileFacts) -> Identity:
        for place in file.places:
            members = self._members(run, place)
            if members:
                digest = hashlib.sha256("\n".join(members).encode()).hexdigest()[:16]
                return Identity(f"{place}/#{digest}", "directory", members=members)
        return Identity((file.places or ("",))[-1], "unversioned")

    def _members(self, run: RunFacts, place: str) -> tuple[str, ...]:
        """Return the files below a directory as they were when an activity started."""
        earlier = [w for w in self._below.get(place, ()) if w.run.precedes(run)]
        last = {write.file.location: write for write in earlier}
        files = {self._identity(w.run, w.file, w.claims).uri for w in last.values()}
        return tuple(sorted(files))

    def _ambiguous(self, run: RunFacts, file: FileFacts, claims: tuple[str, ...]) -> Identity:
        """Return the identity of a file without a claim of its group's best kind, of several."""
        earlier = [write for write in self._evidence.writes(claims) if write.run.precedes(run)]
        if file.output or not earlier:
            return _plain(claims[0], self._evidence.writes(claims[:1]))
        last = earlier[-1]
        return self._identity(last.run, last.file, last.claims)

    def _first_writer(self, keys: frozenset[str], writes: list[Write]) -> RunFacts | None:
        """Return the writer of the product itself: the first one, unless it read the product."""
        products = {key for key in keys if rank(key) == PID}
        writers = sorted(writes, key=lambda write: products.isdisjoint(write.claims))
        if not writers:
            return None
        first = writers[0].run
        reads = ((first.activity, key) for key in keys | set(map(tentative, products)))
        return None if any(read in self._reading for read in reads) else first


@dataclass(frozen=True, slots=True)
class _Versions:
    """The versions of one product; `first` wrote the product itself, if any activity did."""

    uri: str
    writes: list[Write]
    first: RunFacts | None

    def of(self, run: RunFacts) -> Identity:
        if self.first is not None and run.activity == self.first.activity:
            return self._product()
        version = version_key(self.uri, run.activity)
        return Identity(version, "pid", revision_of=self.uri, unfinished=not run.completed)

    def read(self, run: RunFacts, claims: tuple[str, ...]) -> Identity:
        writes = [write for write in self.writes if write.run.activity != run.activity]
        same_claims = [write for write in writes if not set(claims).isdisjoint(write.claims)]
        earlier = [write.run for write in same_claims or writes if write.run.precedes(run)]
        return self.of(earlier[-1]) if earlier else self._product()

    def _product(self) -> Identity:
        unfinished = self.first is not None and not self.first.completed
        return Identity(self.uri, "pid", unfinished=unfinished)


def _plain(claim: str, writes: list[Write]) -> Identity:
    unfinished = bool(writes) and not any(write.run.completed for write in writes)
    return Identity(uri_of(claim), _BASES[rank(claim)], unfinished=unfinished)
