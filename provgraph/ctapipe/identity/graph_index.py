"""The index of claims in the graph: records, the claims they make, the sessions they ran in.

`(:Record)-[:READS | WRITES]->(:Claim)` are the claims on a record's inputs and outputs, `LINKS
{with}` links two claims on one input, `LOGGED_IN` leads from a record to an array that has it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.identity.claims import (
    PID,
    FileFacts,
    RecordFacts,
    RunFacts,
    rank,
    tentative,
)
from provgraph.ctapipe.identity.index import Entry, Write
from provgraph.ctapipe.identity.known_claims import KnownClaims
from provgraph.ctapipe.identity.locks import locks_of
from provgraph.graph.locks import lock
from provgraph.model.urls import directories
from provgraph.runtime.shallow import shallow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from provgraph.graph.connection import Transaction


class GraphIndex:
    """A `ClaimIndex` inside a transaction.

    What was looked up is known from then on: the transaction has locked what its change concerns,
    and notes its own changes. Another lock makes it look again.
    """

    def __init__(self, tx: Transaction) -> None:
        """Take the transaction."""
        self._tx = tx
        self._known = KnownClaims()
        self._facts: dict[str, RecordFacts] = {}

    def hold(self, keys: Collection[str]) -> None:
        """Lock claims, so that no other transaction reads or changes what they are linked with."""
        lock(self._tx, {key.partition("#")[0] for key in keys})
        self._known.forget()

    def hold_records(self, activities: Collection[str]) -> bool:
        """Lock records that the transaction has not locked, and forget what others can change."""
        new = self._known.not_own(activities)
        if new:
            self._tx.run_ahead("records/hold", ids=new)
            self._known.forget()
            self._known.own({**dict.fromkeys(new), **self.entries(new)})
        return bool(new)

    def lock_facts(self, facts: Collection[RecordFacts]) -> None:
        """Lock what a change of records concerns, and look up what is known of it."""
        locks = locks_of(facts)
        lock(self._tx, locks.exclusive, locks.shared)
        self._known.forget()
        self._look_around(facts)

    def lock_out(self, facts: Iterable[RecordFacts]) -> frozenset[str]:
        """Lock out all others from what records concern; return the keys."""
        locks = locks_of(facts)
        keys = locks.exclusive | locks.shared
        lock(self._tx, keys)
        self._known.forget()
        return keys

    def own(self, entries: Mapping[str, Entry | None]) -> None:
        """Take the entries of activities whose records the transaction has locked."""
        self._known.own(entries)

    def entries(self, activities: Collection[str]) -> Mapping[str, Entry]:
        """Return the entries of activities."""
        known = self._known.entries
        if new := sorted(set(activities) - known.keys()):
            known |= dict.fromkeys(new)
            for row in self._tx.run("claims/entries", ids=new):
                known[row["id"]] = entry_of(row["facts"], row["links"])
        return {a: entry for a in activities if (entry := known[a]) is not None}

    def put(self, entries: Collection[Entry]) -> None:
        """Put entries into the index; they replace those of the same activities."""
        if entries:
            claims = {key for entry in entries for key in _keys(entry.facts)}
            self._tx.defer("claims/create", keys=sorted(claims))
            rows = sorted((row_of(entry) for entry in entries), key=lambda row: str(row["id"]))
            self._tx.defer("claims/upsert_entries", rows=rows)
            for entry in entries:
                self._known.put(entry)

    def remove(self, activities: Collection[str]) -> None:
        """Remove the entries of activities."""
        if activities:
            self._tx.defer("records/remove", ids=sorted(activities))
            self._known.remove(activities)

    def writes(self, keys: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs that make each claim."""
        known = self._known.writes
        if new := set(keys) - known.keys():
            known |= {key: [] for key in new}
            for row in self._tx.run("claims/writers", keys=sorted(new)):
                self._add_writes(row["facts"], new)
        return {key: tuple(known[key]) for key in keys}

    def writes_below(self, places: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs below each of the places that is a directory."""
        return {
            row["place"]: outputs_below(row["place"], map(facts_from, row["facts"]))
            for row in self._tx.run_behind("claims/writers_below", places=sorted(places))
        }

    def links(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the claims that entries link with each claim."""
        known = self._known.links
        if new := sorted(set(keys) - known.keys()):
            known |= {key: set() for key in new}
            for row in self._tx.run("claims/links", keys=new):
                known[row["key"]] = set(row["linked"])
        return {key: frozenset(known[key]) for key in keys}

    def readers(self, keys: Collection[str]) -> Collection[str]:
        """Return the activities that read a file with one of these claims."""
        some, others = self._known.all_readers(keys)
        rows = self._tx.run("claims/readers", keys=sorted(others)) if others else []
        return some | {row["id"] for row in rows}

    def readers_since(self, keys: Collection[str], stop: str) -> Collection[str]:
        """Return those of the readers that stopped at that time or later, or did not stop."""
        read = [key for key in keys if self._known.readers.get(key) != []]
        rows = self._tx.run("claims/readers_since", keys=sorted(read), stop=stop) if read else []
        return {row["id"] for row in rows}

    def few_readers(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return two of the readers of each claim."""
        known = self._known.readers
        if new := sorted(set(keys) - known.keys()):
            known |= {key: [] for key in new}
            for row in self._tx.run("claims/few_readers", keys=new):
                known[row["key"]] = list(row["ids"])
        return {key: tuple(known[key]) for key in keys}

    def reading(self, activities: Collection[str], keys: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of an activity and a claim that it reads, among these."""
        of_keys = frozenset(keys)
        return {
            (activity, key)
            for activity, entry in self.entries(activities).items()
            for key in entry.facts.keys(output=False) & of_keys
        }

    def members(self, sessions: Collection[str]) -> Mapping[str, Collection[RunFacts]]:
        """Return the activities of each session."""
        rows = self._tx.run("claims/session_members", ids=sorted(sessions))
        return {row["id"]: [facts_from(text).run for text in row["facts"]] for row in rows}

    def _look_around(self, records: Collection[RecordFacts]) -> None:
        """Look up at once what the store has of all claims on the files of records."""
        files = [file for facts in records for file in facts.files]
        keys = {key for file in files for key in (*file.keys, *file.claims)}
        keys |= {tentative(claim) for file in files for claim in file.claims if rank(claim) == PID}
        keys |= {place for file in files if file.output for place in _around(file)}
        known = self._known
        known.writes |= {key: [] for key in keys}
        known.links |= {key: set() for key in keys}
        known.readers |= {key: [] for key in keys}
        for row in self._tx.run("claims/around", keys=sorted(keys)) if keys else ():
            known.links[row["key"]] = set(row["linked"])
            known.readers[row["key"]] = list(row["readers"])
            for text in row["writers"]:
                self._add_writes(text, {row["key"]})

    def _add_writes(self, text: str, keys: Collection[str]) -> None:
        """Note the outputs of a record, given as text, that make claims."""
        facts = self._facts.get(text) or self._facts.setdefault(text, facts_from(text))
        for file in facts.files:
            for key in set(keys).intersection(file.keys) if file.output else ():
                self._known.writes[key].append(Write(facts.run, file))


def _around(file: FileFacts) -> list[str]:
    return directories(file.location or "")


def _keys(facts: RecordFacts) -> frozenset[str]:
    return facts.keys(output=False) | facts.keys(output=True)


def outputs_below(place: str, records: Iterable[RecordFacts]) -> list[Write]:
    """Return those outputs of records that are below a directory."""
    return [
        Write(facts.run, file)
        for facts in records
        for file in facts.files
        if file.output and (file.location or "").startswith(f"{place}/")
    ]


def row_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as a row for the statement `claims/upsert_entries`."""
    facts = entry.facts
    pairs = sorted({pair for a, b in entry.links for pair in ((a, b), (b, a))})
    return {
        "id": facts.run.activity,
        "facts": text_of(facts),
        "links": json.dumps(sorted(entry.links)),
        "reads": sorted(facts.keys(output=False)),
        "writes": sorted(facts.keys(output=True)),
        "pairs": [list(pair) for pair in pairs],
        "sessions": sorted({name for name, _ in facts.run.sessions}),
    }


def text_of(facts: RecordFacts) -> str:
    """Return facts as text."""
    run = {**shallow(facts.run), "sessions": sorted(facts.run.sessions)}
    return json.dumps({"run": run, "files": [shallow(file) for file in facts.files]})


def facts_from(text: str) -> RecordFacts:
    """Return the facts that `text_of` wrote."""
    facts = json.loads(text)
    run = facts["run"]
    sessions = frozenset((name, position) for name, position in run.pop("sessions"))
    files = [
        {**file, "claims": tuple(file["claims"]), "former": tuple(file.get("former", ()))}
        for file in facts["files"]
    ]
    return RecordFacts(
        RunFacts(**run, sessions=sessions), tuple(FileFacts(**file) for file in files)
    )


def links_from(text: str | None) -> frozenset[tuple[str, str]]:
    """Return the links of a row's text."""
    return frozenset((a, b) for a, b in json.loads(text or "[]"))


def entry_of(facts: str | None, links: str | None) -> Entry | None:
    """Return the entry that a record in the store holds, `None` if it has none yet."""
    return Entry(facts_from(facts), links_from(links)) if facts else None
