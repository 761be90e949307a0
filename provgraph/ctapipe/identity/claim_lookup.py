"""Evidence: what the index knows around some claims, each thing looked up once."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claims import CATALOGUE, LOCATION, rank, version_key
from provgraph.ctapipe.identity.index import Write, proven

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from provgraph.ctapipe.identity.claims import FileFacts, RunFacts
    from provgraph.ctapipe.identity.index import ClaimIndex, Entry, Link


class Evidence:
    """The outputs that make claims, and the groups that links join claims to.

    Two claims are linked when one output makes both, or an entry links them. Outputs are given
    without the claims that are those of another attempt.
    """

    def __init__(self, index: ClaimIndex) -> None:
        """Take the index for the look-ups."""
        self._index = index
        self._carriers: dict[str, list[Write]] = {}
        self._writes: dict[str, list[Write]] = {}
        self._links: dict[str, set[str]] = {}
        self._groups: dict[str, frozenset[str]] = {}

    def writes(self, claims: Iterable[str]) -> list[Write]:
        """Return the outputs that make any of these claims, each once, in order."""
        writes = {}
        for claim in self._looked_up(claims):
            place, version, _ = claim.partition("#")
            for write in self._writes[place]:
                is_place = not version and rank(claim) == LOCATION
                if is_place or claim in write.claims:
                    writes[write.run.activity, write.file.index] = write
        return sorted(writes.values(), key=lambda write: (*write.run.order, write.file.index))

    def of_another(self, write: Write) -> tuple[str, ...]:
        """Return the claims that an output has, but that are those of another attempt."""
        if write.run.completed:
            return ()
        claims = [claim for claim in write.file.claims if rank(claim) in CATALOGUE]
        self._look_up_carriers(claims)
        activity = write.run.activity
        return tuple(
            claim
            for claim in claims
            if any(other.run.activity != activity for other in self._carriers[claim])
        )

    def own(self, write: Write) -> Write:
        """Return an output without the claims that are those of another attempt."""
        others = self.of_another(write)
        if not others:
            return write
        claims = tuple(claim for claim in write.file.claims if claim not in others)
        place = write.file.location or (None if claims else others[-1])
        return Write(write.run, replace(write.file, claims=claims, location=place))

    def version(self, run: RunFacts, file: FileFacts) -> str | None:
        """Return the claim on the version of the file's place that `run` wrote or read."""
        if file.location and file.output:
            return version_key(file.location, run.activity)
        for place in file.places:
            earlier = [write for write in self.writes([place]) if write.run.precedes(run)]
            if earlier:
                return version_key(place, earlier[-1].run.activity)
        return None

    def gather(self, claims: Iterable[str], *, versions: bool = True) -> set[str]:
        """Return these claims and all that are linked with them, directly or not.

        Without `versions`, only through claims that files carry themselves.
        """
        gathered: set[str] = set()
        new = set(claims)
        while new:
            gathered |= new
            near = {n for claim in self._looked_up(new) for n in self._neighbours(claim)}
            new = {claim for claim in near - gathered if versions or rank(claim) != LOCATION}
        return gathered

    def group(self, claim: str) -> frozenset[str]:
        """Return the claim and all that are linked with it, directly or not."""
        if claim not in self._groups:
            group = frozenset(self.gather([claim]))
            self._groups |= dict.fromkeys(group, group)
        return self._groups[claim]

    def _neighbours(self, claim: str) -> set[str]:
        written = {neighbour for write in self.writes([claim]) for neighbour in write.claims}
        return self._links[claim] | written

    def _looked_up(self, claims: Iterable[str]) -> list[str]:
        """Return the claims once their writes and links have been looked up."""
        claims = list(claims)
        places = {claim.partition("#")[0] for claim in claims}
        places = {place for place in places if place not in self._writes}
        if places:
            self._look_up_carriers(places)
            carriers = chain.from_iterable(self._carriers[place] for place in places)
            failed = [write for write in carriers if not write.run.completed]
            self._look_up_carriers(c for w in failed for c in w.file.claims if rank(c) in CATALOGUE)
            self._writes |= {p: [self.own(write) for write in self._carriers[p]] for p in places}
        new = {claim for claim in claims if claim not in self._links}
        if new:
            links = self._index.links(new)
            self._links |= {claim: set(links.get(claim, ())) for claim in new}
        return claims

    def _look_up_carriers(self, keys: Iterable[str]) -> None:
        """Look up the outputs that have claims, be they theirs or those of another attempt."""
        new = {key for key in keys if key not in self._carriers}
        if new:
            writes = self._index.writes(new)
            self._carriers |= {key: list(writes.get(key, ())) for key in new}


class Claimed:
    """The claims that count on each input and output of some entries."""

    def __init__(self, index: ClaimIndex, entries: Collection[Entry], evidence: Evidence) -> None:
        """Look up the evidence for the entries' files, all at once."""
        self.evidence = evidence
        files = [file for entry in entries for file in entry.facts.files]
        self._proven = proven(index, {file.claims[0] for file in files if file.tentative})
        failed = [entry for entry in entries if not entry.facts.run.completed]
        evidence.writes(c for e in failed for f in e.facts.files if f.output for c in f.claims)
        evidence.writes({place for file in files if not file.output for place in file.places})

    def carried(self, file: FileFacts) -> tuple[str, ...]:
        """Return the claims that a file carries itself, without an unproven product id."""
        unproven = file.tentative and file.claims[0] not in self._proven
        return file.claims[1:] if unproven else file.claims

    def links(self, file: FileFacts) -> set[Link]:
        """Return the links that an input makes between the claims that it carries."""
        best, *worse = self.carried(file) or ("",)
        return set() if file.output else {(best, claim) for claim in worse}

    def all(self, entry: Entry, file: FileFacts) -> tuple[str, ...]:
        """Return the claims that a file carries and, if it counts, the version of its place.

        That of an input which carries claims counts only if its entry has the link.
        """
        run = entry.facts.run
        file = self.evidence.own(Write(run, file)).file if file.output else file
        carried = self.carried(file)
        version = self.evidence.version(run, file)
        if version is None:
            return carried
        counts = file.output or not carried or (carried[0], version) in entry.links
        return (*carried, version) if counts else carried
