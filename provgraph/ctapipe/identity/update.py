"""Updates of the index: how a new, changed or removed record affects the others.

A change affects other records only if it adds or removes an output or a link between claims. One
more reader of a claim affects no other record: the readers of a configuration file that a million
jobs read are never enumerated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claim_lookup import Claimed, Evidence
from provgraph.ctapipe.identity.claims import CATALOGUE, LOCATION, PID, rank, tentative
from provgraph.ctapipe.identity.index import Entry, Write, proven
from provgraph.ctapipe.identity.links import own_links, version_links
from provgraph.ctapipe.identity.nested import encloses
from provgraph.model.times import timestamp
from provgraph.model.urls import directories

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from provgraph.ctapipe.identity.claims import RecordFacts
    from provgraph.ctapipe.identity.index import ClaimIndex


def update(index: ClaimIndex, changes: Mapping[str, RecordFacts | None]) -> set[str]:
    """Bring the index up to date with these records, `None` for a removed one.

    Return the activities to `resolve` again, with the changed ones: all whose resolution can
    have changed, and some others.
    """
    return _Update(index, changes).run()


class _Update:
    """One update.

    A group that splits is found from both ends of each removed link: all of them are looked at,
    so that the group as it was before is not needed.
    """

    def __init__(self, index: ClaimIndex, changes: Mapping[str, RecordFacts | None]) -> None:
        self._index = index
        self._old = dict(index.entries(changes))
        self._new = {activity: facts for activity, facts in changes.items() if facts}
        self._moved = [facts for activity in changes for facts in self._sides(activity)]
        self._written = [
            Write(facts.run, file) for facts in self._moved for file in facts.files if file.output
        ]
        self._written += self._other_attempts()
        self._relinked: set[str] = set()
        self._looked_up: set[str] = set()
        self._evidence = Evidence(index)

    def run(self) -> set[str]:
        """Make the changes and return the activities that they affect."""
        flipped = self._replace_facts()
        self._index.hold_records(flipped)
        self._link(self._new.keys() | flipped, versions=False)
        concerned = self._held(lambda: self._new.keys() | flipped | self._concerned())
        self._link(concerned, versions=True)
        affected = self._held(lambda: concerned | self._users() | self._enclosed())
        return affected - (self._old.keys() - self._new.keys())

    def _held(self, find: Callable[[], set[str]]) -> set[str]:
        """Return the activities that `find` returns, once no other update can concern them.

        Two updates may have nothing in common but such an activity. The later one of them has to
        see what the earlier one wrote.
        """
        activities = find()
        while self._index.hold_records(activities):
            self._looked_up.clear()
            self._evidence = Evidence(self._index)
            activities |= find()
        return activities

    def _sides(self, activity: str) -> list[RecordFacts]:
        """Return the facts before and after the change, nothing if they are equal."""
        entry = self._old.get(activity)
        old, new = entry.facts if entry else None, self._new.get(activity)
        return [] if old == new else [facts for facts in (old, new) if facts]

    def _other_attempts(self) -> list[Write]:
        """Return other outputs whose claims can be those of another attempt now, or no more."""
        claims = {c for write in self._written for c in write.file.claims if rank(c) in CATALOGUE}
        writes = self._index.writes(claims) if claims else {}
        return [
            write
            for carriers in writes.values()
            for write in carriers
            if not write.run.completed and write.run.activity not in self._new
        ]

    def _replace_facts(self) -> set[str]:
        """Put the new facts; return the readers of product ids that are proven, or no more."""
        claims = {c for facts in self._moved for file in facts.files for c in file.claims}
        products = {claim for claim in claims if rank(claim) == PID}
        readers = self._index.few_readers([*map(tentative, products)]) if products else {}
        unproven = {product for product in products if readers.get(tentative(product))}
        before = proven(self._index, unproven)
        links = {activity: entry.links for activity, entry in self._old.items()}
        new = {a: Entry(facts, links.get(a, frozenset())) for a, facts in self._new.items()}
        self._change(self._old, new)
        flipped = before ^ proven(self._index, unproven)
        return set(self._index.readers([*map(tentative, flipped)])) if flipped else set()

    def _link(self, activities: Iterable[str], *, versions: bool) -> None:
        """Renew links of these activities: between carried claims, or with versions of places."""
        entries = dict(self._index.entries(set(activities)))
        claimed = Claimed(self._index, entries.values(), self._evidence)
        links = (version_links if versions else own_links)(entries, claimed)
        renewed = {}
        for activity, entry in entries.items():
            others = {link for link in entry.links if (rank(link[1]) == LOCATION) is not versions}
            renewed[activity] = replace(entry, links=links[activity] | others)
        self._change(entries, renewed)

    def _change(self, old: Mapping[str, Entry], new: Mapping[str, Entry]) -> None:
        """Replace `old` entries with `new` ones; note the ends of added and removed links."""
        before, after = ({(a, link) for a in e for link in e[a].links} for e in (old, new))
        ends = {end for _, link in before ^ after for end in link}
        if ends:
            self._index.hold(ends)
        links_before = self._index.links(ends) if ends else {}
        removed = old.keys() - new.keys()
        changed = [entry for activity, entry in new.items() if old.get(activity) != entry]
        if removed:
            self._index.remove(removed)
        if changed:
            self._index.put(changed)
        if removed or changed:
            self._evidence = Evidence(self._index)
        links_after = self._index.links(ends) if ends else {}
        self._relinked |= {
            end for end in ends if set(links_before.get(end, ())) != set(links_after.get(end, ()))
        }

    def _concerned(self) -> set[str]:
        """Return the readers whose version of a place, or link to it, can have changed."""
        evidence = self._evidence
        claims = {claim for write in self._written for claim in write.file.claims}
        claims |= {claim for claim in self._relinked if rank(claim) != LOCATION}
        group = evidence.gather(claims, versions=False)
        places = {w.file.location for w in [*self._written, *evidence.writes(group)]}
        return self._readers(group | {place for place in places if place})

    def _users(self) -> set[str]:
        """Return the writers and readers in all groups that have changed, and of directories."""
        claims = {claim for write in self._written for claim in write.claims}
        group = self._evidence.gather(claims | self._relinked)
        writes = self._evidence.writes(group)
        writers = {write.run.activity for write in [*self._written, *writes]}
        readers = self._readers({claim.partition("#")[0] for claim in group})
        return writers | readers | self._users_of_directories([*self._written, *writes])

    def _users_of_directories(self, writes: Collection[Write]) -> set[str]:
        """Return the readers of directories around what was written, if they can have seen it."""
        places = {place for write in writes for place in directories(write.file.location or "")}
        stops = [write.run.stop for write in writes if write.run.stop]
        if not places or not stops:
            return set()
        earliest = datetime.fromisoformat(min(stops)) - timedelta(days=1)
        return set(self._index.readers_since(places, timestamp(earliest) or ""))

    def _readers(self, keys: set[str]) -> set[str]:
        """Return the readers of those of the claims that were not looked up before."""
        new = (keys | {tentative(key) for key in keys if rank(key) == PID}) - self._looked_up
        self._looked_up |= new
        return set(self._index.readers(new)) if new else set()

    def _enclosed(self) -> set[str]:
        """Return the activities that run inside of a changed one, now or before."""
        runs = [facts.run for facts in self._moved]
        sessions = {name for run in runs for name, _ in run.sessions}
        members = self._index.members(sessions) if sessions else {}
        inner = [run for name in sessions for run in members.get(name, ())]
        return {run.activity for run in inner if any(encloses(outer, run) for outer in runs)}
