"""Peers: the same job logs in the predecessor's design and in PostgreSQL's best; PROV elsewhere.

docs/benchmarks.md lists the differences: the peers keep names, times, files and roles, and
nothing of configuration, software and identity. So their rows are loaded as PROV documents, too.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from benchmarks import jobs, predecessor
from tests.support import job_logs, prov_documents
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.support.server import Server

_TENTH, _BATCH, _WARMING, _TOGETHER = 10, 1000, 50, 100
_SECTIONS = {"activities": "activity", "entities": "entity", "agents": "agent"}
_ENDS = {"activity_key": "activity", "entity_key": "entity", "agent_key": "agent"}
_ATTRIBUTES = {"name": "label", "classType": "type"}
_PACKAGES = {
    "prov2neo": """
from prov2neo.client import Client
client = Client()
client.connect(sys.argv[2], "neo4j", "none", "neo4j", "bolt")
load = client.import_graph
""",
    "prov-db-connector": """
from provdbconnector import Neo4jAdapter, ProvDb
login = {"user_name": "neo4j", "user_password": "none", "host": sys.argv[2]}
load = ProvDb(adapter=Neo4jAdapter, auth_info=login).save_document
""",
}
"""How each makes ready, and what loads; its connection and constraints are not counted."""
_LOAD = """
import sys, time
from prov.model import ProvDocument
{ready}
start = time.perf_counter()
load(ProvDocument.deserialize(sys.argv[1], format="json"))
print(time.perf_counter() - start)
"""


def measure(server: Server, folder: Path, count: int, postgres: str | None) -> Report:
    """Load the logs of a number of processing jobs, and their merges, in each way."""
    report = Report("peers: the same job logs elsewhere")
    warming, logs = folder / "warming", folder / "logs"
    for each, number, first in ((warming, _WARMING, count), (logs, count, 0)):
        each.mkdir()
        job_logs.write(each, number, first)
    jobs.load(server, warming)
    server.empty()
    ours = f"{count:,} jobs: provgraph"
    total = len(list(logs.iterdir()))
    seconds = jobs.load(server, logs)
    report.add(ours, seconds, f"{total / seconds:,.0f} activities/s")
    alike = folder / "alike"
    alike.mkdir()
    _write_documents(alike, list(_read(logs)))
    server.empty()
    seconds = jobs.load(server, alike)
    name = f"provgraph, the peers' rows as PROV, {_TOGETHER} jobs a document"
    report.add(name, seconds, f"{total / seconds:,.0f} activities/s", floor=ours)
    if postgres:
        _in_postgres(report, logs, postgres, ours)
    return report


@dataclass(frozen=True, slots=True)
class Package:
    """A package, a Python that has it, and host:port of a Neo4j 4.4 without a password."""

    name: str
    python: str
    address: str

    def load(self, file: Path) -> float:
        """Load a document; return the seconds."""
        process = subprocess.run(  # noqa: S603  # the interpreter that was named
            [self.python, "-c", _LOAD.format(ready=_PACKAGES[self.name]), str(file), self.address],
            check=True,
            capture_output=True,
            text=True,
        )
        return float(process.stdout.split()[-1])


def add_packages(
    report: Report, server: Server, folder: Path, records: int, packages: Sequence[Package]
) -> None:
    """Load a PROV-JSON document here and by each package, into the server that it speaks to.

    The document has no times, which prov2neo refuses. One like it goes before, to warm.
    """
    ours = f"document of {records:,}: provgraph"
    for number, single in enumerate((folder / "first", folder / "second")):
        single.mkdir()
        prov_documents.write(single / "one.json", records, f"run{number}", times=False)
        server.empty()
        seconds = jobs.load(server, single)
    report.add(ours, seconds, f"{records / seconds:,.0f} records/s")
    for package in packages:
        name = f"document of {records:,}: {package.name}"
        try:
            package.load(folder / "first" / "one.json")
            seconds = package.load(folder / "second" / "one.json")
        except subprocess.CalledProcessError as error:
            report.note(name, error.stderr.strip().splitlines()[-1])
        else:
            report.add(name, seconds, f"{records / seconds:,.0f} records/s", floor=ours)


def _write_documents(folder: Path, records: list[dict[str, Any]]) -> None:
    """Write what the peers keep of job logs as PROV-JSON."""
    for start in range(0, len(records), _TOGETHER):
        document: dict[str, dict[str, Any]] = {"prefix": {"job": "http://example.org/job/"}}
        for record in records[start : start + _TOGETHER]:
            for table, row in predecessor.rows(record):
                section = document.setdefault(_SECTIONS.get(table, table), {})
                name = _name(row["id"]) if "id" in row else f"_:{len(section)}"
                section[name] = dict(_attributes(row))
        (folder / f"{start}.json").write_text(json.dumps(document), encoding="utf-8")


def _attributes(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for column, value in row.items():
        if column in _ENDS:
            yield f"prov:{_ENDS[column]}", _name(value)
        elif column != "id" and value is not None:
            yield f"prov:{_ATTRIBUTES.get(column, column)}", value


def _name(id_: str) -> str:
    return f"job:{id_.replace('/', '-')}"


def _in_postgres(report: Report, logs: Path, url: str, ours: str) -> None:
    records = len(list(logs.iterdir()))
    times = predecessor.load(url, _read(logs))
    part = max(1, len(times) // _TENTH)
    first, last = (1 / statistics.mean(some) for some in (times[:part], times[-part:]))
    text = f"{records / sum(times):,.0f} activities/s; at first {first:,.0f}, at last {last:,.0f}"
    report.add("SQLAlchemy row by row", sum(times), text, floor=ours)
    ways: dict[str, Callable[[psycopg.Connection[Any], Path], None]] = {
        "batched upserts": _upsert,
        "COPY": _copy,
    }
    for name, work in ways.items():
        with psycopg.connect(url) as connection:
            _tables(connection)
            start = time.perf_counter()
            work(connection, logs)
            connection.commit()
            seconds = time.perf_counter() - start
        report.add(name, seconds, f"{records / seconds:,.0f} activities/s", floor=ours)


def _read(logs: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(logs.iterdir()):
        yield json.loads(file.read_text(encoding="utf-8"))[0]


def _tables(connection: psycopg.Connection[Any]) -> None:
    """Make tables for the best: ids are the keys, and nothing is looked up."""
    for table, columns in _columns().items():
        names = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(c)) for c in columns)
        key = sql.SQL(", PRIMARY KEY (id)") if "id" in columns else sql.SQL("")
        text = "DROP TABLE IF EXISTS {0} CASCADE; CREATE TABLE {0} ({1}{2})"
        connection.execute(sql.SQL(text).format(sql.Identifier(table), names, key))
    connection.commit()


def _columns() -> dict[str, list[str]]:
    return {table: list(row) for table, row in predecessor.rows(job_logs.example())}


def _tabled(records: Iterable[dict[str, Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of many records by table; what has an id comes once."""
    tables: dict[str, dict[object, tuple[Any, ...]]] = defaultdict(dict)
    for record in records:
        for table, row in predecessor.rows(record):
            rows = tables[table]
            rows.setdefault(row.get("id", len(rows)), tuple(row.values()))
    return {table: list(rows.values()) for table, rows in tables.items()}


def _copy(connection: psycopg.Connection[Any], logs: Path) -> None:
    for table, rows in _tabled(_read(logs)).items():
        text = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(text) as copy:
            for row in rows:
                copy.write_row(row)


def _upsert(connection: psycopg.Connection[Any], logs: Path) -> None:
    """Upsert the rows of 1,000 records at a time, and commit."""
    columns, waiting = _columns(), list(_read(logs))
    for start in range(0, len(waiting), _BATCH):
        for table, rows in _tabled(waiting[start : start + _BATCH]).items():
            text = sql.SQL("INSERT INTO {} VALUES ({}) ON CONFLICT DO NOTHING").format(
                sql.Identifier(table),
                sql.SQL(", ").join([sql.Placeholder()] * len(columns[table])),
            )
            with connection.cursor() as cursor:
                cursor.executemany(text, rows)
        connection.commit()
