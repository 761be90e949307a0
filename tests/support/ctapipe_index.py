"""An index of claims in memory, for tests of what needs no database."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.index import Entry, Write
from provgraph.ctapipe.identity.resolution import Resolution, resolve
from provgraph.ctapipe.identity.update import update

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from provgraph.ctapipe.identity.claims import RecordFacts, RunFacts


class MemoryIndex:
    """The look-ups of `ClaimIndex` over a dictionary; it notes whose readers were asked for."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.kept: dict[str, Entry] = {}
        self.asked: set[str] = set()

    def entries(self, activities: Collection[str]) -> dict[str, Entry]:
        """Return what is kept of these activities."""
        return {activity: self.kept[activity] for activity in activities if activity in self.kept}

    def put(self, entries: Collection[Entry]) -> None:
        """Keep these entries."""
        self.kept |= {entry.facts.run.activity: entry for entry in entries}

    def hold(self, keys: Collection[str]) -> None:
        """Do nothing: nobody else has this index."""

    def hold_records(self, activities: Collection[str]) -> bool:  # noqa: ARG002
        """Return false: nobody else has this index."""
        return False

    def remove(self, activities: Collection[str]) -> None:
        """Forget these activities."""
        for activity in activities:
            del self.kept[activity]

    def writes(self, keys: Collection[str]) -> dict[str, list[Write]]:
        """Return the outputs that make each claim."""
        writes: dict[str, list[Write]] = defaultdict(list)
        for entry in self.kept.values():
            for file in entry.facts.files:
                for key in set(file.keys) & set(keys) if file.output else ():
                    writes[key].append(Write(entry.facts.run, file))
        return writes

    def writes_below(self, places: Collection[str]) -> dict[str, list[Write]]:
        """Return the outputs below each place."""
        outputs = [
            Write(entry.facts.run, file)
            for entry in self.kept.values()
            for file in entry.facts.files
            if file.output and file.location
        ]
        return {
            place: [w for w in outputs if (w.file.location or "").startswith(f"{place}/")]
            for place in places
        }

    def links(self, keys: Collection[str]) -> dict[str, set[str]]:
        """Return the claims linked with each claim."""
        linked: dict[str, set[str]] = defaultdict(set)
        for entry in self.kept.values():
            for first, second in entry.links:
                linked[first].add(second)
                linked[second].add(first)
        return {key: linked[key] for key in keys}

    def readers(self, keys: Collection[str]) -> set[str]:
        """Return the readers of any of these claims, and note the question."""
        self.asked |= set(keys)
        return {activity for activity, _ in self._reads(keys)}

    def readers_since(self, keys: Collection[str], stop: str) -> set[str]:
        """Return the readers that did not stop before."""
        return {
            activity
            for activity, _ in self._reads(keys)
            if (self.kept[activity].facts.run.stop or "~") >= stop
        }

    def few_readers(self, keys: Collection[str]) -> dict[str, set[str]]:
        """Return two readers of each claim."""
        readers: dict[str, set[str]] = defaultdict(set)
        for activity, key in self._reads(keys):
            if len(readers[key]) < 2:
                readers[key].add(activity)
        return readers

    def reading(self, activities: Collection[str], keys: Collection[str]) -> set[tuple[str, str]]:
        """Return which of the activities reads which of the claims."""
        return {pair for pair in self._reads(keys) if pair[0] in activities}

    def members(self, sessions: Collection[str]) -> dict[str, list[RunFacts]]:
        """Return the runs of each session."""
        runs: dict[str, list[RunFacts]] = defaultdict(list)
        for entry in self.kept.values():
            for name, _ in entry.facts.run.sessions:
                runs[name].append(entry.facts.run)
        return {name: runs[name] for name in sessions}

    def _reads(self, keys: Collection[str]) -> Iterator[tuple[str, str]]:
        claims = set(keys)
        for activity, entry in self.kept.items():
            for key in claims & entry.facts.keys(output=False):
                yield activity, key


class Loader:
    """What a store does with the index: it resolves again what a change affects, and no more."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.index = MemoryIndex()
        self.resolutions: dict[str, Resolution] = {}

    def load(self, *facts: RecordFacts) -> set[str]:
        """Load records, together; return the activities that were resolved again."""
        return self._update({record.run.activity: record for record in facts})

    def delete(self, *activities: str) -> set[str]:
        """Take records away; return the activities that were resolved again."""
        return self._update(dict.fromkeys(activities))

    def _update(self, changes: dict[str, RecordFacts | None]) -> set[str]:
        affected = update(self.index, changes)
        for activity, facts in changes.items():
            if facts is None:
                self.resolutions.pop(activity, None)
        self.resolutions |= resolve(self.index, affected)
        return affected
