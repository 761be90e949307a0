"""The manager: how fast it accepts and loads, and what questions take beside it."""

from __future__ import annotations

import gzip
import http.client
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import jobs as of_jobs
from tests.support import job_logs
from tests.support.manager_site import ManagerSite, manager_site
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.support.server import Server

CLIENTS = 50
_DOCUMENTS = "/api/v1/documents"
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many jobs hand in provenance, and for how many seconds questions are asked."""

    jobs: int
    seconds: float


def measure(server: Server, sizes: Sizes) -> Report:
    """Measure a manager on a server of its own."""
    report = Report("manager: accepting, loading and answering")
    with tempfile.TemporaryDirectory() as folder:
        logs = _logs(Path(folder) / "logs", sizes.jobs)
        server.empty()
        seconds = of_jobs.load(server, Path(folder) / "logs", 1)
        base = f"load {len(logs):,} logs"
        report.add(base, seconds, f"{len(logs) / seconds:.0f} logs/s, one process")
        server.empty()
        with manager_site(server.home, server.target, Path(folder) / "manager") as (site, _):
            _accept(report, site, logs)
            _drain(report, server, site, base)
            _questions(report, server, site, sizes.seconds)
    return report


def _logs(folder: Path, number: int) -> list[bytes]:
    folder.mkdir()
    job_logs.write(folder, number)
    return [file.read_bytes() for file in sorted(folder.iterdir())]


def _accept(report: Report, site: ManagerSite, logs: Sequence[bytes]) -> None:
    """Hand in all logs, by many clients at once, while the worker loads."""
    numbered = list(enumerate(logs))
    shares = [numbered[first::CLIENTS] for first in range(CLIENTS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        times = [each for share in pool.map(lambda s: _hand_in(site, s), shares) for each in share]
    seconds = time.perf_counter() - start
    figures = f"{len(logs) / seconds:.0f} a second, {_spread(times)}"
    report.add(f"accept {len(logs):,} logs from {CLIENTS} clients", seconds, figures)


def _hand_in(site: ManagerSite, logs: Sequence[tuple[int, bytes]]) -> list[float]:
    """Hand in logs, one after the other; return the seconds until each was answered."""
    times = []
    with _connection(site) as ask:
        for number, log in logs:
            body = gzip.compress(log)
            start = time.perf_counter()
            status = ask("POST", f"{_DOCUMENTS}?name={number}.log", body)
            times.append(time.perf_counter() - start)
            assert status == 202, status  # noqa: PLR2004, S101  # accepted
    return times


def _drain(report: Report, server: Server, site: ManagerSite, base: str) -> None:
    """Wait until everything is loaded; load all of it again into an empty store, alone."""
    with site.inbox() as inbox:
        number = inbox.status().accepted
        _await(lambda: inbox.status().loaded == number)
        site.stop()
        inbox.retry_all("loaded")
        server.empty()
        site.start()
        # It takes documents when it has a connection to the store.
        _await(lambda: inbox.status().waiting < number)
        start = time.perf_counter()
        _await(lambda: inbox.status().loaded == number)
    seconds = time.perf_counter() - start
    report.add(f"queue of {number:,} logs", seconds, f"{number / seconds:.0f} logs/s", floor=base)


def _questions(report: Report, server: Server, site: ManagerSite, seconds: float) -> None:
    """Ask for an element and for a page of jobs, beside the driver's round trip."""
    element = server.run("MATCH (a:Activity) RETURN a.uri AS id LIMIT 1")[0]["id"]
    query = "MATCH (a:Element {uri: $id}) RETURN properties(a) AS p"
    with _connection(site) as ask:
        floor = _repeated(lambda: server.run(query, id=element), seconds)
        name = "one statement by the driver"
        report.add(name, statistics.median(floor), _spread(floor))
        show = _repeated(lambda: ask("GET", f"/api/v1/element?id={element}"), seconds)
        report.add("show over HTTP", statistics.median(show), _spread(show), floor=name)
        page = _repeated(lambda: ask("GET", "/api/v1/jobs"), seconds)
        report.add("a page of jobs over HTTP", statistics.median(page), _spread(page))
    with ThreadPoolExecutor(4) as pool:
        start = time.perf_counter()
        answers = sum(pool.map(lambda _: _cached_pages(site, seconds), range(4)))
        rate = answers / (time.perf_counter() - start)
    report.note("a cached page of jobs, 4 clients", f"{rate:.0f} requests/s")


def _cached_pages(site: ManagerSite, seconds: float) -> int:
    """Ask for a page of jobs that the client has already; return how often."""
    with _connection(site) as ask:
        ask("GET", "/api/v1/jobs")
        return len(_repeated(lambda: ask("GET", "/api/v1/jobs", cached=True), seconds))


@contextmanager
def _connection(site: ManagerSite) -> Iterator[_Ask]:
    """Open a connection that is kept, as a client keeps it."""
    connection = http.client.HTTPConnection("127.0.0.1", site.settings.port)
    yield _Ask(connection, {"Authorization": f"Bearer {site.token}"})
    connection.close()


@dataclass(slots=True)
class _Ask:
    """Sends requests, and keeps the tag of the last answer."""

    connection: http.client.HTTPConnection
    headers: dict[str, str]
    tag: str = ""

    def __call__(
        self, verb: str, path: str, body: bytes | None = None, *, cached: bool = False
    ) -> int:
        """Return the status of the answer, read to its end."""
        headers = {**self.headers, **({"If-None-Match": self.tag} if cached else {})}
        self.connection.request(verb, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        assert response.status in {200, 202, 304}, text  # noqa: S101  # an answer
        self.tag = response.headers.get("ETag", "")
        return response.status


def _repeated(work: Callable[[], object], seconds: float) -> list[float]:
    """Do it again and again for some seconds; return how long each took."""
    times, end = [], time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        work()
        times.append(time.perf_counter() - start)
    return times


def _spread(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return (
        f"median {ordered[len(ordered) // 2] * 1000:.0f} ms, "
        f"99th percentile {ordered[int(len(ordered) * 0.99)] * 1000:.0f} ms"
    )


def _await(holds: Callable[[], bool]) -> None:
    while not holds():
        time.sleep(_PAUSE)
