"""Loaders side by side: jobs that share software, configurations and inputs, each a transaction.

The share of time blocked is that of the open transactions that wait for a lock, as Neo4j lists
them ten times a second while the loaders run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks import client
from tests.support.job_logs import write
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.server import Server

_INTERVAL = 0.1
_TRANSACTIONS = (
    "SHOW TRANSACTIONS YIELD status, currentQuery, database"
    " WHERE database = 'neo4j' AND NOT currentQuery STARTS WITH 'SHOW'"
    " RETURN status, currentQuery"
)
_WARM_UP = 20
"""So many jobs are loaded before the time is taken: the statements are planned then."""


@dataclass(slots=True)
class _Samples:
    """What open transactions did, each time they were listed."""

    states: Counter[bool] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)

    def take(self, server: Server) -> None:
        for row in server.run(_TRANSACTIONS):
            blocked = row["status"].startswith("Blocked")
            self.states[blocked] += 1
            if blocked:
                self.statements[row["currentQuery"].partition("\n")[0]] += 1

    @property
    def blocked(self) -> float:
        """The share of the open transactions that were blocked."""
        return self.states[True] / max(1, self.states.total())


def measure(server: Server, folder: Path, jobs: int, loaders: Sequence[int]) -> Report:
    """Load as many jobs by different numbers of processes, each time into an empty store."""
    report = Report("concurrency: single jobs loaded by several processes at once")
    write(folder, jobs + _WARM_UP)
    logs = sorted(folder.glob("process-*"))
    for number in loaders:
        server.empty()
        _load_by(server, [logs[:_WARM_UP]])
        _row(report, server, number, logs[_WARM_UP:])
    return report


def _row(report: Report, server: Server, loaders: int, logs: Sequence[Path]) -> None:
    seconds, times, samples = _load_by(server, [logs[n::loaders] for n in range(loaders)])
    slowest = statistics.quantiles(times, n=20)[-1]
    waiting = "; ".join(text for text, _ in samples.statements.most_common(1))
    report.add(
        f"{loaders} processes" if loaders > 1 else "1 process",
        seconds,
        f"{len(logs) / seconds:.1f} jobs/s, {samples.blocked:.0%} blocked, "
        f"95th percentile {slowest:.2f} s{waiting and ', in: '}{waiting}",
    )


def _load_by(
    server: Server, shares: Sequence[Sequence[Path]]
) -> tuple[float, list[float], _Samples]:
    """Load shares of logs, each by a process; return the seconds, those of each log, samples."""
    processes = [_loader(server, share) for share in shares]
    for process in processes:
        assert process.stdout  # noqa: S101
        process.stdout.readline()
    start, samples = time.perf_counter(), _Samples()
    for process in processes:
        assert process.stdin  # noqa: S101
        process.stdin.write("go\n")
        process.stdin.flush()
    while any(process.poll() is None for process in processes):
        samples.take(server)
        time.sleep(_INTERVAL)
    seconds = time.perf_counter() - start
    times = [t for process in processes for t in json.loads(process.communicate()[0] or "[]")]
    return seconds, times, samples


def _loader(server: Server, logs: Sequence[Path]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-m", "benchmarks.client", "each", *map(str, logs)],
        env=os.environ | client.environment(server),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
