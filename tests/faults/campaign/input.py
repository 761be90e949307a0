"""Bad input, by the thousand: every case is read or refused in words, and nothing is changed."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import provgraph
from tests.faults.campaign import ROOT, batch, stored
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.support.server import Server

_SHARE = 20
"""Every so manieth case goes to the store, too."""


@dataclass(slots=True)
class Tally:
    """What came of the cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    megabytes: int = 0
    to_store: list[int] = field(default_factory=list)

    def add(self, tried: batch.TriedCase) -> None:
        """Count one case."""
        verdict = tried.verdict
        self.outcomes[verdict.outcome] += 1
        self.formats.update(f"{form}: equal" for form in verdict.kept)
        self.formats.update(f"{form}: refused, or not equal" for form in verdict.lost)
        where = f"case {tried.number} ({tried.case.name})"
        self.faults += [f"{where}: {fault}" for fault in verdict.faults]
        self.megabytes = max(self.megabytes, tried.megabytes)
        storable = tried.case.family == "document" and verdict.outcome in {"read", "refused"}
        if storable and (verdict.outcome == "read" or not tried.number % _SHARE):
            self.to_store.append(tried.number)


def read(numbers: Iterable[int]) -> Tally:
    """Read the cases of those numbers."""
    tally = Tally()
    for tried in batch.tried(list(numbers)):
        tally.add(tried)
    return tally


def store_faults(server: Server, numbers: Sequence[int]) -> list[str]:
    """Load the cases of those numbers into a store that holds a document already."""
    target = server.target
    faults = []
    with (
        provgraph.connect(target.uri, username=target.username, password=target.password) as store,
        tempfile.TemporaryDirectory() as folder,
    ):
        store.load(ROOT / "examples" / "primer.provn")
        for number in numbers:
            file = Path(folder) / str(number)
            file.write_bytes(batch.case_of(number).data)
            problems = stored.faults_of(store, server.driver, str(file))
            faults += [f"case {number}, in the store: {problem}" for problem in problems]
            file.unlink()
    return faults


def measure(server: Server, cases: int) -> tuple[Report, list[str]]:
    """Try a number of cases; return the table and the faults."""
    report = Report(f"campaign-input: {cases} cases, {batch.count_of_extremes()} made by hand")
    began = time.perf_counter()
    tally = read(range(cases))
    seconds = time.perf_counter() - began
    for outcome, count in sorted(tally.outcomes.items()):
        report.add(outcome, seconds, f"{count} cases")
    for form, count in sorted(tally.formats.items()):
        report.add(f"written and read back, {form}", seconds, f"{count} documents")
    report.add("memory of a child at most", seconds, f"{tally.megabytes} MB")
    chosen = tally.to_store[:: max(1, len(tally.to_store) * _SHARE // cases)]
    began = time.perf_counter()
    faults = [*tally.faults, *store_faults(server, chosen)]
    report.add("through the store", time.perf_counter() - began, f"{len(chosen)} cases")
    report.add("faults", seconds, str(len(faults)))
    return report, faults
