"""Jobs of one pipeline: how fast their logs are loaded, and what one costs in the store.

A processing job for each run, a merge of every 50 of its files and one of every 1,000: the logs
of `examples/ctapipe` with identities, paths and run numbers of their own.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from provgraph.ingest import batch, parallel
from provgraph.ingest.discover import find_files
from tests.support.job_logs import write
from tests.support.report import Report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.server import Server


def measure(server: Server, folder: Path, sizes: list[int]) -> Report:
    """Load productions of several sizes, each into an empty store, and load the last again."""
    report = Report("jobs: logs of one pipeline")
    for jobs in sizes:
        logs = folder / str(jobs)
        logs.mkdir()
        write(logs, jobs)
        server.empty()
        seconds = load(server, logs)
        report.add(
            f"load {jobs} jobs", seconds, f"{jobs / seconds:.0f} jobs/s, {_cost(server, jobs)}"
        )
    report.add("the same again, unchanged", load(server, logs), "")
    return report


def load(server: Server, folder: Path, processes: int | None = None) -> float:
    """Load all files of a folder, by as many processes as pay; return the seconds."""
    start = time.perf_counter()
    files = find_files([str(folder)])
    results = list(parallel.load(server.connection, files, batch.LoadOptions(), processes))
    assert all(result.error is None for result in results)  # noqa: S101  # a failure is not a measurement
    return time.perf_counter() - start


def _cost(server: Server, jobs: int) -> str:
    """Return what a job takes: nodes, relationships, and bytes on the disk without logs."""
    nodes = server.run("MATCH (n) RETURN count(n) AS n")[0]["n"]
    relations = server.run("MATCH ()-[r]->() RETURN count(r) AS n")[0]["n"]
    used = server.bytes() / jobs
    return f"{nodes / jobs:.1f} nodes, {relations / jobs:.1f} relations, {used:.0f} bytes a job"
