"""Load: files end to end, beside floors in the same run.

The floors: the raw driver writing the very same graph; of jobs, also the smallest graph with the
same content, and the predecessor's design.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import client, jobs, predecessor, raw, smallest
from tests.support import job_logs, prov_documents
from tests.support.report import Report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.server import Server

_WARMING, _SMALL = 50, 50
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is loaded: jobs, records of each large document, small documents, runs.

    `postgres` is the URL of a database for the predecessor's design.
    """

    jobs: int
    documents: tuple[int, ...]
    files: int
    runs: int
    postgres: str | None = None


def measure(server: Server, folder: Path, sizes: Sizes) -> Report:
    """Load jobs, documents and many files into empty stores, and measure the client's memory."""
    report = Report("load: files end to end, beside the raw driver")
    warming, many, logs = (folder / name for name in ("warming", "many", "jobs"))
    for each in (warming, many, logs):
        each.mkdir()
    prov_documents.write_many(warming, _WARMING, _SMALL)
    job_logs.write(warming, _WARMING)
    _pair(server, warming)
    job_logs.write(logs, sizes.jobs)
    _jobs(report, server, logs, f"{sizes.jobs:,} jobs", sizes)
    prov_documents.write_many(many, sizes.files, _SMALL)
    _many(report, server, many, f"{sizes.files:,} documents of {_SMALL}", sizes)
    for records in sizes.documents:
        single = folder / str(records)
        single.mkdir()
        prov_documents.write(single / "one.json", records)
        _compare(report, server, single, f"document of {records:,}", sizes)
        _document_memory(report, server, single / "one.json", records)
    _files_memory(report, server, folder, sizes.files)
    return report


def _pair(server: Server, folder: Path) -> tuple[float, float, raw.Graph]:
    """Load a folder, then write the same graph by the raw driver; return both times."""
    server.empty()
    ours = jobs.load(server, folder)
    graph = raw.read(server)
    server.empty()
    floor = graph.write(server)
    written = raw.read(server).size
    assert written == graph.size, (written, graph.size)  # noqa: S101  # another graph is not a baseline
    return ours, floor, graph


def _jobs(report: Report, server: Server, folder: Path, what: str, sizes: Sizes) -> None:
    """Compare the load of jobs with the smallest graph, and with the predecessor's design."""
    base = _many(report, server, folder, what, sizes)
    runs = []
    for _ in range(sizes.runs):
        server.empty()
        seconds, graph = smallest.write(server, folder)
        runs.append(seconds)
    nodes, relations = graph.size
    number, seconds = len(list(folder.iterdir())), statistics.median(runs)
    result = f"{number / seconds:,.0f} jobs/s of {nodes:,} nodes, {relations:,} relations"
    report.add(f"{what}: raw driver, smallest graph", seconds, result, runs=sizes.runs, floor=base)
    server.empty()
    if sizes.postgres:
        times = predecessor.load(sizes.postgres, smallest.records(folder))
        result = f"{number / sum(times):,.0f} jobs/s, names, times and files alone"
        report.add(f"{what}: SQLAlchemy row by row", sum(times), result, floor=base)


def _many(report: Report, server: Server, folder: Path, what: str, sizes: Sizes) -> str:
    """Compare the load of many files, and say what it takes by one process; return the floor."""
    base = _compare(report, server, folder, what, sizes)
    server.empty()
    alone = jobs.load(server, folder, 1)
    report.add(f"{what}: provgraph, one process", alone, "", floor=base)
    return base


def _compare(report: Report, server: Server, folder: Path, what: str, sizes: Sizes) -> str:
    """Load a folder and write its graph by the raw driver; return the name of that floor."""
    pairs = [_pair(server, folder) for _ in range(sizes.runs)]
    ours = statistics.median(pair[0] for pair in pairs)
    floor = statistics.median(pair[1] for pair in pairs)
    nodes, relations = pairs[0][2].size
    all_ = nodes + relations
    base = f"{what}: raw driver"
    report.add(base, floor, f"{all_ / floor:,.0f}/s of {nodes:,} nodes, {relations:,} relations")
    result = f"{all_ / ours:,.0f}/s, {floor / ours:.2f} of the raw rate"
    report.add(f"{what}: provgraph", ours, result, runs=sizes.runs, floor=base)
    return base


def _document_memory(report: Report, server: Server, file: Path, records: int) -> None:
    server.empty()
    needed, used = client.peak(server, "read", file), client.peak(server, "load", file)
    result = f"{used / _MB:.0f} MB, prov alone {needed / _MB:.0f} MB: {used / needed:.2f} times"
    report.note(f"document of {records:,}: peak memory", result)


def _files_memory(report: Report, server: Server, folder: Path, files: int) -> None:
    """Load a number of files, then four times as many: memory stays the same."""
    for times in (1, 4):
        some = folder / f"memory{times}"
        some.mkdir()
        prov_documents.write_many(some, files * times, _SMALL)
        server.empty()
        used = client.peak(server, "load", some) / _MB
        report.note(f"{files * times:,} documents: peak memory", f"{used:.0f} MB")
