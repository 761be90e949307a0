"""Links: the claims that an input joins, as `identity` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claims import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.ctapipe.identity.evidence import Claimed
    from provgraph.ctapipe.identity.index import Entry, Link


def own_links(entries: Mapping[str, Entry], claimed: Claimed) -> dict[str, frozenset[Link]]:
    """Return the links between the claims that each input carries itself."""
    return {
        activity: frozenset(link for file in entry.facts.files for link in claimed.links(file))
        for activity, entry in entries.items()
    }


def version_links(entries: Mapping[str, Entry], claimed: Claimed) -> dict[str, frozenset[Link]]:
    """Return the links between what each input carries and the version that it found."""
    finder = _VersionLinks(claimed)
    finder.prepare(entries.values())
    return {activity: frozenset(finder.of(entry)) for activity, entry in entries.items()}


class _VersionLinks:
    """The rule when an input is the version of the place where it was read."""

    def __init__(self, claimed: Claimed) -> None:
        self._claimed = claimed
        self._evidence = claimed.evidence

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Look up all that `of` will need, at once."""
        found = [pair for entry in entries for pair in self._candidates(entry)]
        writes = self._evidence.writes([version for _, version in found])
        theirs = [claim for write in writes for claim in write.file.claims]
        mine = [claim for own, _ in found for claim in own]
        self._evidence.gather(mine + theirs, versions=False)

    def of(self, entry: Entry) -> set[Link]:
        return {
            (own[0], version)
            for own, version in self._candidates(entry)
            if self._is_version(own, version)
        }

    def _candidates(self, entry: Entry) -> Iterable[tuple[tuple[str, ...], str]]:
        for file in entry.facts.files:
            own = () if file.output else self._claimed.own(file)
            version = self._evidence.version(entry.facts.run, file) if own else None
            if version:
                yield own, version

    def _is_version(self, own: tuple[str, ...], version: str) -> bool:
        mine = self._evidence.gather(own, versions=False)
        if self._evidence.writes(mine):
            return False
        written = self._evidence.writes([version])
        carried = {claim for write in written for claim in write.file.claims}
        ranks = sorted(map(rank, mine | self._evidence.gather(carried, versions=False)))
        return ranks.count(ranks[0]) == 1
