"""Evidence: what is known around some claims, each thing looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claims import LOCATION, rank, version_key
from provgraph.ctapipe.identity.index import proven

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.identity.claims import FileFacts, RunFacts
    from provgraph.ctapipe.identity.index import ClaimIndex, Entry, Link, Write


class Evidence:
    """The outputs that make claims, and the groups that links join claims to.

    Two claims are linked when one output makes both, or an entry links them.
    """

    def __init__(self, index: ClaimIndex) -> None:
        """Take the index to look things up in."""
        self._index = index
        self._writes: dict[str, list[Write]] = {}
        self._links: dict[str, set[str]] = {}
        self._groups: dict[str, frozenset[str]] = {}

    def writes(self, claims: Iterable[str]) -> list[Write]:
        """Return the outputs that make any of these claims, each once, in order."""
        found = {}
        for claim in self._known(claims):
            place, version, _ = claim.partition("#")
            for write in self._writes[place]:
                if not version or claim in write.claims:
                    found[write.run.activity, write.file.index] = write
        return sorted(found.values(), key=lambda write: (*write.run.order, write.file.index))

    def version(self, run: RunFacts, file: FileFacts) -> str | None:
        """Return the claim on the version of its place that `run` wrote or found there."""
        if file.location is None:
            return None
        if file.output:
            return version_key(file.location, run.activity)
        earlier = [w for w in self.writes([file.location]) if w.run.precedes(run)]
        return version_key(file.location, earlier[-1].run.activity) if earlier else None

    def gather(self, claims: Iterable[str], *, versions: bool = True) -> set[str]:
        """Return these claims and all that links join with them.

        Without `versions`, only through what files carry themselves.
        """
        found: set[str] = set()
        new = set(claims)
        while new:
            found |= new
            near = {n for claim in self._known(new) for n in self._neighbours(claim)}
            new = {claim for claim in near - found if versions or rank(claim) != LOCATION}
        return found

    def group(self, claim: str) -> frozenset[str]:
        """Return the claim and all that links join with it."""
        if claim not in self._groups:
            group = frozenset(self.gather([claim]))
            self._groups |= dict.fromkeys(group, group)
        return self._groups[claim]

    def _neighbours(self, claim: str) -> set[str]:
        written = {other for write in self.writes([claim]) for other in write.claims}
        return self._links[claim] | written

    def _known(self, claims: Iterable[str]) -> list[str]:
        claims = list(claims)
        places = {claim.partition("#")[0] for claim in claims}
        places = {place for place in places if place not in self._writes}
        if places:
            found = self._index.writes(places)
            self._writes |= {place: list(found.get(place, ())) for place in places}
        new = {claim for claim in claims if claim not in self._links}
        if new:
            linked = self._index.links(new)
            self._links |= {claim: set(linked.get(claim, ())) for claim in new}
        return claims


class Claimed:
    """The claims that count for each input and output of some entries."""

    def __init__(self, index: ClaimIndex, entries: Iterable[Entry], evidence: Evidence) -> None:
        """Look up what the entries' files need, all at once."""
        self.evidence = evidence
        files = [file for entry in entries for file in entry.facts.files]
        self._proven = proven(index, {file.claims[0] for file in files if file.tentative})
        evidence.writes({file.location for file in files if file.location and not file.output})

    def own(self, file: FileFacts) -> tuple[str, ...]:
        """Return what a file carries itself: a tentative product id only once it is proven."""
        doubtful = file.tentative and file.claims[0] not in self._proven
        return file.claims[1:] if doubtful else file.claims

    def links(self, file: FileFacts) -> set[Link]:
        """Return the links that an input makes between its own claims."""
        first, *others = self.own(file) or ("",)
        return set() if file.output else {(first, other) for other in others}

    def all(self, entry: Entry, file: FileFacts) -> tuple[str, ...]:
        """Return a file's own claims and, where it counts, that on the version of its place.

        An input with claims of its own is that version only where its entry says so.
        """
        own = self.own(file)
        version = self.evidence.version(entry.facts.run, file)
        if version is None:
            return own
        counts = file.output or not own or (own[0], version) in entry.links
        return (*own, version) if counts else own
