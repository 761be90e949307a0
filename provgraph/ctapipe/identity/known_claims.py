"""What a transaction knows of the index of claims: what it looked up, and its own changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.index import Entry, Write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_FEW = 2
"""So many readers of a claim are known at most; of fewer, it is known that there are no others."""


class KnownClaims:
    """The entries, and of claims the outputs, links and readers, as far as they are known.

    An activity without an entry has `None`, a claim of which nothing is stored has empty lists.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self.entries: dict[str, Entry | None] = {}
        self.writes: dict[str, list[Write]] = {}
        self.links: dict[str, set[str]] = {}
        self.readers: dict[str, list[str]] = {}
        self._own: set[str] = set()

    def own(self, entries: Mapping[str, Entry | None]) -> None:
        """Take entries that no other transaction can change."""
        self.entries |= entries
        self._own |= entries.keys()

    def not_own(self, activities: Iterable[str]) -> list[str]:
        """Return those of the activities whose entries others can change, in order."""
        return sorted(set(activities) - self._own)

    def forget(self) -> None:
        """Forget what other transactions can have changed."""
        self.entries = {a: entry for a, entry in self.entries.items() if a in self._own}
        self.writes, self.links, self.readers = {}, {}, {}

    def all_readers(self, keys: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the readers of claims, and the claims whose readers are not all known."""
        unknown = {key for key in keys if len(self.readers.get(key, [""] * _FEW)) >= _FEW}
        return {a for key in keys if key not in unknown for a in self.readers[key]}, unknown

    def put(self, entry: Entry) -> None:
        """Note an entry that was put into the index."""
        activity = entry.facts.run.activity
        if activity not in self.entries:
            self.forget()
        before = self.entries.get(activity)
        self.entries[activity] = entry
        if before is None:
            self._add_facts(entry)
        elif before.facts != entry.facts:
            self._forget_facts(before, entry)
        self._change_links(before.links if before else frozenset(), entry.links)

    def remove(self, activities: Collection[str]) -> None:
        """Note that entries were removed."""
        self.forget()
        self.entries |= dict.fromkeys(activities)

    def _add_facts(self, entry: Entry) -> None:
        run = entry.facts.run
        for file in entry.facts.files:
            for key in set(file.keys) if file.output else ():
                if key in self.writes:
                    self.writes[key].append(Write(run, file))
        for key in entry.facts.keys(output=False):
            readers = self.readers.get(key)
            if readers is not None and len(readers) < _FEW:
                readers.append(run.activity)

    def _forget_facts(self, *entries: Entry) -> None:
        for entry in entries:
            for file in entry.facts.files:
                for key in file.keys:
                    (self.writes if file.output else self.readers).pop(key, None)

    def _change_links(
        self, before: frozenset[tuple[str, str]], after: frozenset[tuple[str, str]]
    ) -> None:
        # Another entry may link the same two.
        for first, second in before - after:
            self.links.pop(first, None)
            self.links.pop(second, None)
        for first, second in after - before:
            for claim, other in ((first, second), (second, first)):
                if claim in self.links:
                    self.links[claim].add(other)
