"""Long work: what concerns all jobs of a store, with the default heap, in bounded memory.

The store is filled by `bulk` with the jobs of one pipeline, each with files below one directory.
Each piece of work is a process of its own, of which the peak memory is measured.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks import client
from provgraph.bulk import import_layout, into_directory
from provgraph.ingest.discover import find_files
from provgraph.neo4j_local.fill import fill
from tests.support import job_logs
from tests.support.report import Report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.server import Server

_MB = 1_000_000
_DELETED = 100
_DESCRIPTION = """\
activities:
- name: ctapipe-process
  description: Processes simulated events
  parameters:
  - {name: overwrite, valueType: boolean}
- name: ctapipe-merge
  description: Merges files
"""


def measure(server: Server, folder: Path, jobs: int) -> Report:
    """Fill a store with jobs; describe, draft, resolve, migrate and delete."""
    report = Report("long-work: what concerns all jobs of a store")
    stored = _filled(report, server, folder, jobs)
    description = folder / "description.yaml"
    description.write_text(_DESCRIPTION, encoding="utf-8")
    few = folder / "few"
    few.mkdir()
    deleted = sorted((folder / "logs").glob("process-*"))[:_DELETED]
    for log in deleted:
        (few / log.name).symlink_to(log)
    pieces: tuple[tuple[str, str, Path, int], ...] = (
        ("draft descriptions", "draft", description, stored),
        ("describe", "describe", description, stored),
        ("describe again, unchanged", "describe", description, stored),
        ("delete the description", "delete", description, stored),
        ("migrate from schema version 1", "migrate", folder, stored),
        ("config filesystem add", "filesystem", folder, stored),
        (f"delete {len(deleted)} logs", "delete", few, len(deleted)),
    )
    for what, act, path, number in pieces:
        _measure(report, server, what, act, path, number)
    return report


def _filled(report: Report, server: Server, folder: Path, jobs: int) -> int:
    """Fill the store; return how many jobs it holds."""
    logs = folder / "logs"
    logs.mkdir()
    job_logs.write(logs, jobs)
    start = time.perf_counter()
    staging = folder / "import"
    into_directory(find_files([str(logs)]), staging, None, lambda _: None)
    fill(staging, import_layout.ARGUMENTS, lambda: None, server.home)
    server.reopen()
    seconds = time.perf_counter() - start
    stored = int(server.run("MATCH (r:Record) RETURN count(r) AS n")[0]["n"])
    report.add(f"bulk, {stored:,} jobs", seconds, f"{1000 * seconds / stored:.1f} ms a job")
    return stored


def _measure(  # noqa: PLR0913, PLR0917  # what, and of how many
    report: Report, server: Server, what: str, act: str, path: Path, jobs: int
) -> None:
    start = time.perf_counter()
    used = client.peak(server, act, path)
    seconds = time.perf_counter() - start
    result = f"{1000 * seconds / jobs:.1f} ms a job, client's peak memory {used / _MB:.0f} MB"
    report.add(what, seconds, result)
