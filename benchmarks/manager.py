"""The manager: how fast it accepts and loads, and what questions take beside it."""

from __future__ import annotations

import gzip
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks import jobs as of_jobs
from tests.support import job_logs
from tests.support.manager_site import ManagerSite, manager_site
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from provgraph.manager.inbox.inbox import Inbox
    from tests.support.server import Server

CLIENTS = 50
PACED_CLIENTS, RATE = 16, 200
"""So many clients together hand in so many documents a second, whatever the manager does."""
_ASKING = 4
_STARTS = 5
_EXPORTED = 100
_FORMATS = ("ctapipe", "json", "provn", "xml", "ntriples", "turtle")
_DOCUMENTS = "/api/v1/documents"
_PAGE = "/api/v1/jobs"
_PAUSE = 0.02
_SECONDS_TO_END = 1_800.0


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
        for _ in ("a server that has just started", "a warm one"):
            server.empty()
            seconds = of_jobs.load(server, Path(folder) / "logs", 1)
        base = f"load {len(logs):,} logs"
        report.add(base, seconds, f"{len(logs) / seconds:.0f} logs/s, one process")
        server.empty()
        with manager_site(server.home, server.target, Path(folder) / "manager") as (site, _):
            _note_load(report, "before")
            paced = logs[: len(logs) // 2]
            _accept_paced(report, site, paced)
            _accept(report, site, logs[len(paced) :])
            _drain(report, server, site, base)
            _note_load(report, "after the queue")
            _starts(report, site)
            _questions(report, server, site, sizes.seconds)
            _rates(report, site, sizes.seconds)
            _exports(report, server, site)
        _two_managers(report, server, Path(folder), logs)
        _note_load(report, "in the end")
    return report


def _note_load(report: Report, when: str) -> None:
    """Note how much else the machine does."""
    report.note(f"load of the machine {when}", " ".join(f"{n:.1f}" for n in os.getloadavg()))


def _logs(folder: Path, number: int) -> list[bytes]:
    folder.mkdir()
    job_logs.write(folder, number)
    return [file.read_bytes() for file in sorted(folder.iterdir())]


def _accept_paced(report: Report, site: ManagerSite, logs: Sequence[bytes]) -> None:
    """Hand in logs at a fixed rate; the time of each counts from when it was due."""
    numbered = list(enumerate(logs))
    start = time.perf_counter() + 0.5
    with ThreadPoolExecutor(PACED_CLIENTS) as pool:
        shares = [numbered[first::PACED_CLIENTS] for first in range(PACED_CLIENTS)]
        times = [
            each
            for share in pool.map(lambda s: _hand_in(site, s, "paced", start), shares)
            for each in share
        ]
    seconds = time.perf_counter() - start
    what = f"accept {len(logs):,} logs, {RATE} a second by {PACED_CLIENTS} clients"
    report.add(what, seconds, f"{len(logs) / seconds:.0f} a second, {_spread(times)}")


def _accept(report: Report, site: ManagerSite, logs: Sequence[bytes]) -> None:
    """Hand in all logs, by many clients at once, while the worker loads."""
    numbered = list(enumerate(logs))
    shares = [numbered[first::CLIENTS] for first in range(CLIENTS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        times = [
            each
            for share in pool.map(lambda s: _hand_in(site, s, "at-once"), shares)
            for each in share
        ]
    seconds = time.perf_counter() - start
    figures = f"{len(logs) / seconds:.0f} a second, {_spread(times)}"
    report.add(f"accept {len(logs):,} logs from {CLIENTS} clients", seconds, figures)


def _hand_in(
    site: ManagerSite, logs: Sequence[tuple[int, bytes]], name: str, begin: float | None = None
) -> list[float]:
    """Hand in logs, one after the other; return the seconds until each was answered.

    From `begin` on, each is handed in when it is due at the rate of all clients, or later.
    """
    times = []
    with _connection(site) as ask:
        for number, log in logs:
            body = gzip.compress(log)
            start = time.perf_counter()
            if begin is not None:
                time.sleep(max(0.0, begin + number / RATE - start))
                start = begin + number / RATE
            status = ask("POST", f"{_DOCUMENTS}?name={name}-{number}.log", body)
            times.append(time.perf_counter() - start)
            assert status == 202, status  # noqa: PLR2004, S101  # accepted
    return times


def _drain(report: Report, server: Server, site: ManagerSite, base: str) -> None:
    """Wait until everything is loaded; load all of it again into an empty store, alone."""
    with site.inbox() as inbox:
        number = inbox.status().accepted
        _await(lambda: _loaded(inbox) == number)
        site.stop()
        inbox.retry_all("loaded")
        server.empty()
        site.start()
        # It takes documents when it has a connection to the store.
        _await(lambda: inbox.status().waiting < number)
        start = time.perf_counter()
        _await(lambda: _loaded(inbox) == number)
    seconds = time.perf_counter() - start
    report.add(f"queue of {number:,} logs", seconds, f"{number / seconds:.0f} logs/s", floor=base)


def _two_managers(report: Report, server: Server, folder: Path, logs: Sequence[bytes]) -> None:
    """Hand in half of the logs to each of two managers on one Neo4j, and wait for both."""
    server.empty()
    halves = [list(enumerate(logs))[first::2] for first in (0, 1)]
    with (
        manager_site(server.home, server.target, folder / "first") as (first, _),
        manager_site(server.home, server.target, folder / "second") as (second, _),
        first.inbox() as first_inbox,
        second.inbox() as second_inbox,
        ThreadPoolExecutor(len(halves)) as pool,
    ):
        start = time.perf_counter()
        list(pool.map(lambda site, half: _hand_in(site, half, "half"), (first, second), halves))
        _await(lambda: _loaded(first_inbox) + _loaded(second_inbox) == len(logs))
        seconds = time.perf_counter() - start
    what = f"two managers on one Neo4j: {len(logs):,} logs accepted and loaded"
    report.add(what, seconds, f"{len(logs) / seconds:.0f} logs/s")


def _questions(report: Report, server: Server, site: ManagerSite, seconds: float) -> None:
    """Ask for an element and for a page of jobs, beside the driver's round trip.

    No question is the same as one before: its answer would come from the manager's memory.
    """
    other = (f"within={50 + n / 100_000}" for n in count())
    element = server.run("MATCH (a:Activity) RETURN a.uri AS id LIMIT 1")[0]["id"]
    query = "MATCH (a:Element {uri: $id}) RETURN properties(a) AS p"
    with _connection(site) as ask:
        floor = _repeated(lambda: server.run(query, id=element), seconds)
        name = "one statement by the driver"
        report.add(name, statistics.median(floor), _spread(floor))
        path = f"/api/v1/element?id={element}"
        show = _repeated(lambda: ask("GET", f"{path}&{next(other)}"), seconds)
        report.add("show over HTTP", statistics.median(show), _spread(show), floor=name)
        page = _repeated(lambda: ask("GET", f"{_PAGE}?{next(other)}"), seconds)
        report.add("a page of jobs over HTTP", statistics.median(page), _spread(page))


def _starts(report: Report, site: ManagerSite) -> None:
    """Start the manager again and again, until it answers a question of the store."""
    times = []
    for _ in range(_STARTS):
        site.stop()
        start = time.perf_counter()
        site.start()
        with _connection(site) as ask:
            ask("GET", "/api/v1/empty")
        times.append(time.perf_counter() - start)
    report.add("start until the first answer", statistics.median(times), _spread(times))


def _rates(report: Report, site: ManagerSite, seconds: float) -> None:
    """Ask for a page of jobs that nothing has changed, beside a route that does nothing."""
    with _empty_route() as port:
        rate = _rate(lambda: _connected(port), "/", seconds, cached=False)
        report.note(f"an empty route of FastAPI, {_ASKING} clients", f"{rate:.0f} requests/s")
    for what, path, cached in (
        ("a page of jobs that the client has", _PAGE, True),
        ("a page of jobs that the manager has", _PAGE, False),
        ("the same as HTML", "/jobs", False),
    ):
        rate = _rate(lambda: _connection(site), path, seconds, cached=cached)
        report.note(f"{what}, {_ASKING} clients", f"{rate:.0f} requests/s")


def _exports(report: Report, server: Server, site: ManagerSite) -> None:
    """Export documents in several formats; note how much more memory the manager takes at most."""
    logs = "MATCH (d:Document)-[:ASSERTS]->(:Activity) RETURN DISTINCT d.id AS id LIMIT $n"
    rows = server.run(logs, n=_EXPORTED)
    documents = urlencode([("documents", row["id"]) for row in rows])
    paths = {form: f"/api/v1/export?{documents}&format={form}" for form in _FORMATS}
    paths |= {
        f"{form} of a table": f"/api/v1/tables/used?format={form}" for form in ("csv", "json")
    }
    for what, path in paths.items():
        site.stop()
        site.start()
        with _connection(site) as ask:
            ask("GET", "/api/v1/empty")
            before, start = site.memory(), time.perf_counter()
            with ThreadPoolExecutor(1) as pool:
                asked = pool.submit(ask, "GET", path)
                peak = before
                while not asked.done():
                    peak = max(peak, site.memory())
                    time.sleep(_PAUSE)
                asked.result()
        figures = f"{ask.size / 1e6:.1f} MB, {(peak - before) / 1e6:.0f} MB of memory"
        report.add(f"export as {what}", time.perf_counter() - start, figures)


def _rate(
    connect: Callable[[], AbstractContextManager[_Ask]], path: str, seconds: float, *, cached: bool
) -> float:
    """Return how many requests a second are answered to several clients."""

    def client(_: int) -> int:
        with connect() as ask:
            ask("GET", path)
            return len(_repeated(lambda: ask("GET", path, cached=cached), seconds))

    with ThreadPoolExecutor(_ASKING) as pool:
        start = time.perf_counter()
        answers = sum(pool.map(client, range(_ASKING)))
        return answers / (time.perf_counter() - start)


@contextmanager
def _empty_route() -> Iterator[int]:
    """Serve a route that does nothing; yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.empty_route", str(port)]
    with subprocess.Popen(command) as process:  # noqa: S603  # ours
        _await(lambda: _listens(port))
        yield port
        process.terminate()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def _connection(site: ManagerSite) -> AbstractContextManager[_Ask]:
    """Open a connection to the manager that is kept, as a client keeps it."""
    return _connected(site.settings.port, {"Authorization": f"Bearer {site.token}"})


@contextmanager
def _connected(port: int, headers: Mapping[str, str] = MappingProxyType({})) -> Iterator[_Ask]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    yield _Ask(connection, dict(headers))
    connection.close()


@dataclass(slots=True)
class _Ask:
    """Sends requests, and keeps the tag and the size of the last answer."""

    connection: http.client.HTTPConnection
    headers: dict[str, str]
    tag: str = ""
    size: int = 0

    def __call__(
        self, verb: str, path: str, body: bytes | None = None, *, cached: bool = False
    ) -> int:
        """Return the status of the answer, read to its end."""
        headers = {**self.headers, **({"If-None-Match": self.tag} if cached else {})}
        self.connection.request(verb, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        assert response.status in {200, 202, 304}, text  # noqa: S101  # an answer
        self.size = len(text)
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


def _loaded(inbox: Inbox) -> int:
    """Return how many documents are loaded; none may fail, or the end would never come."""
    status = inbox.status()
    assert not status.failed, inbox.receipts("failed")  # noqa: S101  # a fault of the benchmark
    return status.loaded


def _await(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _SECONDS_TO_END
    while not holds():
        assert time.monotonic() < end, "nothing happens"  # noqa: S101  # a fault of the benchmark
        time.sleep(_PAUSE)
