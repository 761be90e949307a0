"""Links: the claims that an input links, by the rules of `resolution`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claims import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.ctapipe.identity.claim_lookup import Claimed
    from provgraph.ctapipe.identity.index import Entry, Link


def own_links(entries: Mapping[str, Entry], claimed: Claimed) -> dict[str, frozenset[Link]]:
    """Return the links between the claims that each input carries."""
    return {
        activity: frozenset(link for file in entry.facts.files for link in claimed.links(file))
        for activity, entry in entries.items()
    }


def version_links(entries: Mapping[str, Entry], claimed: Claimed) -> dict[str, frozenset[Link]]:
    """Return the links between what each input carries and the version that it read."""
    finder = _VersionLinks(claimed)
    finder.prepare(entries.values())
    return {activity: frozenset(finder.of(entry)) for activity, entry in entries.items()}


class _VersionLinks:
    """The rule by which an input is the version of the place where it was read."""

    def __init__(self, claimed: Claimed) -> None:
        self._claimed = claimed
        self._evidence = claimed.evidence

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Look up all that `of` needs, at once."""
        candidates = [pair for entry in entries for pair in self._candidates(entry)]
        writes = self._evidence.writes([version for _, version in candidates])
        of_outputs = [claim for write in writes for claim in write.file.claims]
        of_inputs = [claim for carried, _ in candidates for claim in carried]
        self._evidence.gather(of_inputs + of_outputs, versions=False)

    def of(self, entry: Entry) -> set[Link]:
        return {
            (carried[0], version)
            for carried, version in self._candidates(entry)
            if self._is_version(carried, version)
        }

    def _candidates(self, entry: Entry) -> Iterable[tuple[tuple[str, ...], str]]:
        for file in entry.facts.files:
            carried = () if file.output else self._claimed.carried(file)
            version = self._evidence.version(entry.facts.run, file) if carried else None
            if version:
                yield carried, version

    def _is_version(self, carried: tuple[str, ...], version: str) -> bool:
        of_input = self._evidence.gather(carried, versions=False)
        if self._evidence.writes(of_input):
            return False
        writes = self._evidence.writes([version])
        written = {claim for write in writes for claim in write.file.claims}
        ranks = sorted(map(rank, of_input | self._evidence.gather(written, versions=False)))
        return ranks.count(ranks[0]) == 1
