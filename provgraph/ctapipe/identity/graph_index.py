"""The index of claims in the graph: records, the claims they make, the sessions they ran in.

`(:Record)-[:READS | WRITES]->(:Claim)` are the claims on a record's inputs and outputs, `LINKS
{with}` links two claims on one input, `LOGGED_IN` leads from a record to an array that has it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts, RunFacts
from provgraph.ctapipe.identity.index import Entry, Write
from provgraph.ctapipe.identity.locks import locks_of
from provgraph.graph.locks import lock
from provgraph.runtime.shallow import shallow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from provgraph.graph.connection import Transaction


class GraphIndex:
    """A `ClaimIndex` inside a transaction."""

    def __init__(self, tx: Transaction) -> None:
        """Take the transaction."""
        self._tx = tx

    def hold(self, keys: Collection[str]) -> None:
        """Lock claims, so that no other transaction reads or changes what they are linked with."""
        lock(self._tx, {key.partition("#")[0] for key in keys})

    def lock_facts(self, facts: Iterable[RecordFacts]) -> None:
        """Lock what a change of records concerns."""
        locks = locks_of(facts)
        lock(self._tx, locks.exclusive, locks.shared)

    def lock_out(self, facts: Iterable[RecordFacts]) -> frozenset[str]:
        """Lock out all others from what records concern; return the keys."""
        locks = locks_of(facts)
        keys = locks.exclusive | locks.shared
        lock(self._tx, keys)
        return keys

    def entries(self, activities: Collection[str]) -> Mapping[str, Entry]:
        """Return the entries of activities."""
        rows = self._tx.run("claims/entries", ids=sorted(activities))
        return {
            row["id"]: Entry(facts_from(row["facts"]), links_from(row["links"])) for row in rows
        }

    def put(self, entries: Collection[Entry]) -> None:
        """Put entries into the index; they replace those of the same activities."""
        if entries:
            claims = {key for entry in entries for key in _keys(entry.facts)}
            self._tx.run("claims/create", keys=sorted(claims))
            rows = sorted((row_of(entry) for entry in entries), key=lambda row: str(row["id"]))
            self._tx.run("claims/upsert_entries", rows=rows)

    def remove(self, activities: Collection[str]) -> None:
        """Remove the entries of activities."""
        if activities:
            self._tx.run("records/remove", ids=sorted(activities))

    def writes(self, keys: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs that make each claim."""
        unique_keys = set(keys)
        writes: defaultdict[str, list[Write]] = defaultdict(list)
        for row in self._tx.run("claims/writers", keys=sorted(unique_keys)):
            facts = facts_from(row["facts"])
            for file in facts.files:
                for key in unique_keys.intersection(file.keys) if file.output else ():
                    writes[key].append(Write(facts.run, file))
        return writes

    def writes_below(self, places: Collection[str]) -> Mapping[str, Collection[Write]]:
        """Return the outputs below each of the places that is a directory."""
        return {
            row["place"]: outputs_below(row["place"], map(facts_from, row["facts"]))
            for row in self._tx.run("claims/writers_below", places=sorted(places))
        }

    def links(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return the claims that entries link with each claim."""
        rows = self._tx.run("claims/links", keys=sorted(keys))
        return {row["key"]: row["linked"] for row in rows}

    def readers(self, keys: Collection[str]) -> Collection[str]:
        """Return the activities that read a file with one of these claims."""
        return {row["id"] for row in self._tx.run("claims/readers", keys=sorted(keys))}

    def readers_since(self, keys: Collection[str], stop: str) -> Collection[str]:
        """Return those of the readers that stopped at that time or later, or did not stop."""
        rows = self._tx.run("claims/readers_since", keys=sorted(keys), stop=stop)
        return {row["id"] for row in rows}

    def few_readers(self, keys: Collection[str]) -> Mapping[str, Collection[str]]:
        """Return two of the readers of each claim."""
        rows = self._tx.run("claims/few_readers", keys=sorted(keys))
        return {row["key"]: row["ids"] for row in rows}

    def reading(self, activities: Collection[str], keys: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs of an activity and a claim that it reads, among these."""
        rows = self._tx.run("claims/reads", ids=sorted(activities), keys=sorted(keys))
        return {(row["id"], row["key"]) for row in rows}

    def members(self, sessions: Collection[str]) -> Mapping[str, Collection[RunFacts]]:
        """Return the activities of each session."""
        rows = self._tx.run("claims/session_members", ids=sorted(sessions))
        return {row["id"]: [facts_from(text).run for text in row["facts"]] for row in rows}


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
