"""The pages over very many jobs: the first page of the list, filters, and every order."""

from __future__ import annotations

import csv
import http.client
import itertools
import random
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.model.jobs import JOB_COLUMNS, job_columns
from provgraph.neo4j_local.fill import fill
from tests.support.manager_site import ManagerSite, manager_site
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.model.jobs import JobColumn
    from tests.support.server import Server

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_WHOLE, _REAL = ("exit_code", "inputs", "outputs"), ("duration",)
_IN_GRAPH = 10_000
"""So many of the newest jobs have more than their rows."""
_RELATION = ("key", "scope", "documents:long[]")
_RECORDS = {"Element;Activity": '["activity",[]]', "Element;Entity": '["entity",[]]'}
_ARGUMENTS = """\
--nodes=jobs.csv
--nodes=elements.csv
--relationships=relations.csv
--id-type=string
--multiline-fields=true
"""
_FILTERS = {
    "failed": "status=error",
    "of a site": "site=site7.example.org",
    "failed at a site": "status=error&site=site7.example.org",
    "at two sites, by duration": "site=site7.example.org&site=site8.example.org&sort=duration",
    "of a host": "host=node1234",
    "of a day": "since=2026-03-01&until=2026-03-02",
    "with a text": "text=node1234",
    "of an owner, by name": "owner=owner3&sort=name",
    "with a job's id": "job_id=500",
}


def measure(server: Server, jobs: int) -> Report:
    """Fill a server with jobs, and ask a manager for pages of their list."""
    report = Report("pages: the list of jobs")
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), jobs)
        fill(Path(folder), "arguments.txt", lambda: None, server.home)
    server.reopen()
    report.add(f"{jobs:,} jobs put in, indexes made", time.perf_counter() - start, "")
    with (
        tempfile.TemporaryDirectory() as folder,
        manager_site(server.home, server.target, Path(folder) / "manager") as (site, _),
    ):
        _pages(report, site, jobs)
    return report


def _write(folder: Path, jobs: int) -> None:
    """Write the jobs as neo4j-admin reads them; the newest have their activities and a file."""
    heads = {column.property_name: _head(column) for column in JOB_COLUMNS}
    names = [*heads, "position", "text"]
    with (
        (folder / "jobs.csv").open("w", encoding="utf-8", newline="") as listed,
        (folder / "elements.csv").open("w", encoding="utf-8", newline="") as elements,
        (folder / "relations.csv").open("w", encoding="utf-8", newline="") as relations,
    ):
        listed_rows, element_rows, relation_rows = map(csv.writer, (listed, elements, relations))
        listed_rows.writerow(["id:ID(job)", ":LABEL", *heads.values(), "position", "text"])
        element_rows.writerow(["key:ID(element)", ":LABEL", "uri", "name", "names", "record"])
        relation_rows.writerow([":START_ID(element)", ":END_ID(element)", ":TYPE", *_RELATION])
        for number, (key, properties) in enumerate(_rows(jobs)):
            listed_rows.writerow([key, "Job;Store", *(properties[name] for name in names)])
            if number < jobs - _IN_GRAPH:
                continue
            file = f"{key}-file"
            for uri, labels in ((key, "Element;Activity"), (file, "Element;Entity")):
                name = uri.rpartition(":")[2]
                text = f"\n{uri}\n{name}\n"
                element_rows.writerow([uri, labels, uri, name, text, _RECORDS[labels]])
            relation_rows.writerow([file, key, "WAS_GENERATED_BY", file, "", "1"])
    (folder / "arguments.txt").write_text(_ARGUMENTS, encoding="utf-8")


def _head(column: JobColumn) -> str:
    kind = "long" if column.name in _WHOLE else "double" if column.name in _REAL else "string"
    return f"{column.property_name}:{kind}"


def _rows(jobs: int) -> Iterator[tuple[str, dict[str, object]]]:
    chance = random.Random(7)  # noqa: S311  # figures, not secrets
    for number in range(jobs):
        start = _BEGIN + timedelta(seconds=20 * number)
        duration = round(chance.expovariate(1 / 3_000), 1)
        failed = chance.random() < 0.02  # noqa: PLR2004  # two of a hundred
        values: dict[str, object] = {
            "name": f"ctapipe-{chance.choice(('process', 'merge', 'train', 'apply-models'))}",
            "status": "error" if failed else "completed",
            "exit_code": int(failed),
            "host": f"node{chance.randrange(5_000)}",
            "software": "ctapipe",
            "version": f"0.{chance.randrange(17, 24)}.0",
            "end": _time(start + timedelta(seconds=duration)),
            "duration": duration,
            "inputs": chance.randrange(1, 5),
            "outputs": 1,
            "job_id": str(number),
            "site": f"site{chance.randrange(20)}.example.org",
            "owner": f"owner{chance.randrange(50)}",
            "owner_group": f"group{chance.randrange(5)}",
            "job_name": f"job {number}",
            "job_group": f"{number // 1000:08d}",
            "job_type": "DataReprocessing",
            "production": f"production{number // 50_000}",
            "job_status": "Failed" if failed else "Done",
            "minor_status": "Application Finished With Errors" if failed else "Execution Complete",
            "application_status": "ctapipe finished",
            "submitted": _time(start - timedelta(hours=1)),
            "last_update": _time(start + timedelta(seconds=duration)),
            "heartbeat": _time(start + timedelta(seconds=duration / 2)),
        }
        key = _key(number)
        yield key, job_columns(key, _time(start), values)


def _key(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def _pages(report: Report, site: ManagerSite, jobs: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", site.settings.port)) as connection:
        numbers = itertools.count()

        def get(path: str) -> bytes:
            # An address of its own: the manager keeps pages of a store that does not change.
            path += f"{'&' if '?' in path else '?'}run={next(numbers)}"
            connection.request("GET", path, headers={"Authorization": f"Bearer {site.token}"})
            response = connection.getresponse()
            text = response.read()
            assert response.status == 200, text  # noqa: PLR2004, S101  # OK
            return text

        def page(what: str, path: str) -> None:
            report.measure(what, lambda: get(path), runs=9, result=lambda b: f"{len(b):,} bytes")

        page("first page", "/jobs")
        page("first page of 500 rows", "/jobs?limit=500")
        for what, conditions in _FILTERS.items():
            page(f"jobs {what}", f"/jobs?{conditions}")
        for name in ("start", *(column.name for column in JOB_COLUMNS)):
            page(f"by {name}, descending", f"/jobs?sort={name}")
            page(f"by {name}, ascending", f"/jobs?sort={name}&ascending=true")
        page("a job", f"/job?id={_key(jobs - 500)}")
        page("a file", f"/element?id={_key(jobs - 500)}-file")
        since = (_BEGIN + timedelta(seconds=20 * (jobs - 1_000))).strftime("%Y-%m-%dT%H:%M:%S")
        page("files of the newest 1,000 jobs", f"/jobs/files?since={since}")
        page("start", "/")
        report.measure(
            "CSV of 20 days",
            lambda: get("/jobs.csv?until=2026-01-21").splitlines(),
            runs=1,
            result=lambda lines: f"{len(lines):,} lines",
        )
