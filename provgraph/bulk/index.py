"""The index of claims in a file: what `GraphIndex` is for a store, while there is none."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.identity.graph_index import facts_from, links_from, outputs_below, row_of
from provgraph.ctapipe.identity.index import Entry, Write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from provgraph.ctapipe.identity.claims import RunFacts

_TABLES = """
CREATE TABLE entry (number INTEGER PRIMARY KEY, activity TEXT, facts TEXT, links TEXT);
CREATE TABLE record (number INTEGER PRIMARY KEY, file INTEGER, sources BLOB, value BLOB);
CREATE TABLE reads (key TEXT, activity TEXT);
CREATE TABLE writes (key TEXT, activity TEXT);
CREATE TABLE link (key TEXT, other TEXT);
CREATE TABLE session (name TEXT, activity TEXT);
"""
_INDEXES = """
CREATE UNIQUE INDEX of_activity ON entry (activity);
CREATE INDEX in_order ON entry (number, activity);
CREATE INDEX of_reads ON reads (key, activity);
CREATE INDEX of_reader ON reads (activity, key);
CREATE INDEX of_writes ON writes (key, activity);
CREATE INDEX of_link ON link (key);
CREATE INDEX of_session ON session (name);
"""


class FileIndex:
    """A `ClaimIndex` in an SQLite file; its entries are numbered in the order of their files."""

    def __init__(self, file: Path) -> None:
        """Open the file."""
        self._db = sqlite3.connect(file, isolation_level=None)
        # A lost file is made anew: nothing needs to reach the disk.
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def create(self) -> None:
        """Make the tables."""
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def complete(self) -> None:
        """Make the look-ups fast, once all entries are there."""
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)

    def add(self, number: int, facts: str, record: tuple[int, bytes, bytes]) -> None:
        """Add an entry that has no links yet: its facts as text, its record and where from."""
        entry = row_of(Entry(facts_from(facts)))
        activity = entry["id"]
        self._db.execute("INSERT INTO entry VALUES (?, ?, ?, NULL)", (number, activity, facts))
        self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?)", (number, *record))
        for table, names in (("reads", "reads"), ("writes", "writes"), ("session", "sessions")):
            rows = [(name, activity) for name in entry[names]]
            self._db.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608

    def count(self) -> int:
        """Return how many entries there are."""
        return int(self._db.execute("SELECT count(*) FROM entry").fetchone()[0])

    def ordered(self, places: range) -> list[str]:
        """Return the activities at these places of the order of their files."""
        rows = self._db.execute(
            "SELECT activity FROM entry ORDER BY number LIMIT ? OFFSET ?",
            (len(places), places.start),
        )
        return [activity for (activity,) in rows]

    def records(self, activities: Iterable[str]) -> dict[str, tuple[int, bytes, bytes]]:
        """Return what was added with the entries of activities."""
        statement = (
            "SELECT file, sources, value FROM entry JOIN record USING (number) WHERE activity = ?"
        )
        return dict(self._each(statement, activities))

    def claims(self) -> Iterator[str]:
        """Yield all claims."""
        for (key,) in self._db.execute(
            "SELECT key FROM reads UNION SELECT key FROM writes UNION SELECT key FROM link"
        ):
            yield key

    def sessions(self) -> Iterator[str]:
        """Yield the names of all sessions."""
        for (name,) in self._db.execute("SELECT DISTINCT name FROM session"):
            yield name

    def entries(self, activities: Collection[str]) -> Mapping[str, Entry]:
        """Return what is kept of these activities."""
        rows = self._each("SELECT facts, links FROM entry WHERE activity = ?", activities)
        return {a: Entry(facts_from(facts), links_from(links)) for a, (facts, links) in rows}

    def put(self, entries: Collection[Entry]) -> None:
        """Keep the links of these entries, which only ever get more."""
        self._db.execute("BEGIN")
        for entry in entries:
            row = row_of(entry)
            self._db.execute(
                "UPDATE entry SET links = ? WHERE activity = ?", (row["links"], row["id"])
            )
            self._db.executemany("INSERT INTO link VALUES (?, ?)", row["pairs"])
        self._db.execute("COMMIT")

    def hold(self, keys: Collection[str]) -> None:
        """Do nothing: no other process has this file."""

    def hold_records(self, activities: Collection[str]) -> bool:  # noqa: ARG002
        """Return false: nobody else has this index."""
        return False

    def remove(self, activities: Collection[str]) -> None:
        """Refuse: what is filled for the first time never loses anything."""
        raise NotImplementedError

    def writes(self, keys: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs that make each claim."""
        outputs: defaultdict[str, list[Write]] = defaultdict(list)
        for key, (text,) in self._each(
            "SELECT facts FROM writes JOIN entry USING (activity) WHERE key = ?", keys
        ):
            facts = facts_from(text)
            outputs[key] += (
                Write(facts.run, file) for file in facts.files if file.output and key in file.keys
            )
        return outputs

    def writes_below(self, places: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs below each of the places that is a directory."""
        statement = (
            "SELECT facts FROM entry WHERE activity IN "
            "(SELECT activity FROM writes WHERE key > ? || '/' AND key < ? || '0')"
        )
        below = {
            place: [facts_from(text) for (text,) in self._db.execute(statement, (place, place))]
            for place in places
        }
        return {place: outputs_below(place, facts) for place, facts in below.items() if facts}

    def links(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the claims that entries link with each claim."""
        return self._sets("SELECT DISTINCT other FROM link WHERE key = ?", keys)

    def readers(self, keys: Collection[str]) -> Collection[str]:
        """Return the activities that read a file with one of these claims."""
        activities = self._sets("SELECT activity FROM reads WHERE key = ?", keys)
        return set().union(*activities.values())

    def readers_since(self, keys: Collection[str], stop: str) -> Collection[str]:
        """Refuse: only a change asks for them, and what is filled first never changes."""
        raise NotImplementedError

    def few_readers(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return two of the readers of each claim."""
        return self._sets("SELECT activity FROM reads WHERE key = ? LIMIT 2", keys)

    def reading(self, activities: Collection[str], keys: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of these activities and claims where one reads the other."""
        claims = set(keys)
        statement = "SELECT key FROM reads WHERE activity = ?"
        return {(a, key) for a, (key,) in self._each(statement, activities) if key in claims}

    def members(self, sessions: Collection[str]) -> Mapping[str, Collection[RunFacts]]:
        """Return the activities of each session."""
        activities: defaultdict[str, list[RunFacts]] = defaultdict(list)
        for name, (text,) in self._each(
            "SELECT facts FROM session JOIN entry USING (activity) WHERE name = ?", sessions
        ):
            activities[name].append(facts_from(text).run)
        return activities

    def _each(self, statement: str, keys: Iterable[str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
        for key in set(keys):
            for row in self._db.execute(statement, (key,)):
                yield key, row

    def _sets(self, statement: str, keys: Iterable[str]) -> Mapping[str, set[str]]:
        sets: defaultdict[str, set[str]] = defaultdict(set)
        for key, (value,) in self._each(statement, keys):
            sets[key].add(value)
        return sets
