"""The index of claims: the look-ups that a store of claims must provide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from provgraph.ctapipe.identity.claims import tentative, version_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts, RunFacts

Link = tuple[str, str]
"""Two claims that one input makes, the better one first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The index's entry of one activity: its facts, and the links that its inputs make."""

    facts: RecordFacts
    links: frozenset[Link] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Write:
    """One output of an activity."""

    run: RunFacts
    file: FileFacts

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims on the file, and that on this version of its place."""
        place = self.file.location
        return (
            (*self.file.claims, version_key(place, self.run.activity))
            if place
            else self.file.claims
        )


class ClaimIndex(Protocol):
    """The look-ups and changes that identity needs. Keys are claims, see `claims`.

    Each look-up takes many keys at once; keys that are not in the index may be missing in the
    answer.
    """

    def entries(self, activities: Collection[str]) -> Mapping[str, Entry]:
        """Return the entries of those of the activities that are in the index."""
        ...

    def put(self, entries: Collection[Entry]) -> None:
        """Put entries into the index; they replace those of the same activities."""
        ...

    def hold(self, keys: Collection[str]) -> None:
        """Keep others from reading or changing claims that are about to be linked otherwise."""
        ...

    def hold_records(self, activities: Collection[str]) -> bool:
        """Keep others from changing what activities are resolved to.

        Return whether another could have done so before: then all has to be looked up again.
        """
        ...

    def remove(self, activities: Collection[str]) -> None:
        """Remove the entries of activities."""
        ...

    def writes(self, keys: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs that make each claim; a location is one, a version is not."""
        ...

    def writes_below(self, places: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs below each of the places that is a directory."""
        ...

    def links(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the claims that entries link with each claim; versions are claims here."""
        ...

    def readers(self, keys: Collection[str]) -> Collection[str]:
        """Return the activities that read a file with one of these claims.

        Called only if a change adds or removes an output, or a link between claims.
        """
        ...

    def readers_since(self, keys: Collection[str], stop: str) -> Collection[str]:
        """Return those of the readers that stopped at that time or later, or did not stop."""
        ...

    def few_readers(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the readers of each claim, any two of them if there are more."""
        ...

    def reading(self, activities: Collection[str], keys: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of an activity and a claim that it reads, among these."""
        ...

    def members(self, sessions: Collection[str]) -> Mapping[str, Collection[RunFacts]]:
        """Return the activities of each session, see `ActivityRecord.sessions`."""
        ...


def proven(index: ClaimIndex, products: Collection[str]) -> set[str]:
    """Return those of the product ids that count by the index, see `claims`."""
    if not products:
        return set()
    writes = index.writes(products)
    readers = index.few_readers([*products, *map(tentative, products)])
    return {
        product
        for product in products
        if writes.get(product)
        or readers.get(product)
        or len(readers.get(tentative(product), ())) > 1
    }
