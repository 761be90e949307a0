"""Text logs of jobs: kept as they came, bounded, found by job and activity, over HTTP."""

from __future__ import annotations

import base64
import gzip
import json
import os
from typing import TYPE_CHECKING

import httpx2 as httpx
import pytest

from provgraph.errors import NotFoundError
from provgraph.manager import job_logs
from provgraph.manager.inbox.worker import Worker
from provgraph.manager.job_logs import LogStore
from provgraph.results.logs import JobLogs, LogLines
from tests.support.job_packages import member, package_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.graph.connection import Target
    from tests.support.manager import LiveManager

ACTIVITY = "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996"


def document(*logs: object, job: str = "7") -> bytes:
    """Return a package with these text logs only."""
    value = {"format": "provgraph-job", "version": 1, "job_id": job, "logs": logs}
    return gzip.compress(json.dumps(value).encode())


@pytest.fixture
def logs(tmp_path: Path) -> LogStore:
    """Return an empty store of logs."""
    return LogStore.at(tmp_path, 1_000_000)


def test_logs_are_found_by_job_and_activity(logs: LogStore) -> None:
    """What is kept is what came; the same package again keeps nothing."""
    handed_in = document(member("std.out", b"one\ntwo\n", 50), member("std.err", b""))
    assert logs.keep(handed_in, ["urn:a"]) == 2
    assert logs.keep(handed_in, ["urn:a"]) == 0
    for name in ("7", "urn:a"):
        out, err = logs.of_job(name).logs
        assert (out.name, out.size, out.kept, out.job_id) == ("std.out", 50, 8, "7")
        assert (err.name, err.size) == ("std.err", 0)
        assert logs.text(out.number)[1] == b"one\ntwo\n"
    assert logs.of_job("8").logs == ()


def test_the_oldest_are_dropped_and_that_is_said(tmp_path: Path) -> None:
    """When there is no room, the oldest logs lose their content, and say when."""
    logs = LogStore.at(tmp_path, 25_000)
    for number in range(4):
        logs.keep(document(member("std.out", os.urandom(10_000)), job=str(number)), [])
    dropped = [logs.of_job(str(number)).logs[0].dropped for number in range(4)]
    assert [time is not None for time in dropped] == [True, True, False, False]
    with pytest.raises(NotFoundError, match=r"was dropped at .*: newer logs needed the room"):
        logs.text(logs.of_job("0").logs[0].number)


def test_a_log_has_a_bound(logs: LogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What expands to more than a log may have is cut there: a bomb takes no room."""
    monkeypatch.setattr(job_logs, "MAX_LOG", 1_000)
    logs.keep(document(member("std.out", bytes(1_000_000))), [])
    (log,) = logs.of_job("7").logs
    assert (log.kept, log.size) == (1_000, 1_000_000)


def test_what_is_no_log_is_left_out(logs: LogStore) -> None:
    """Members that are damaged, and documents that are no package, are passed over."""
    broken = [
        7,
        {},
        {"name": "a"},
        {"name": "b", "base64": "?"},
        {"name": "c", "base64": base64.b64encode(b"not gzip").decode()},
        {"name": "d", "base64": 3},
        {"name": "e", "size": "x", "base64": base64.b64encode(gzip.compress(b"ok")).decode()},
    ]
    assert logs.keep(document(*broken), []) == 2
    assert [log.name for log in logs.of_job("7").logs] == ["a", "e"]
    for text in (
        b"document endDocument",
        b'{"format": "provgraph-job", "logs": 3}',
        b'"provgraph-job"',
    ):
        assert logs.keep(text, []) == 0


def test_lines_and_search(logs: LogStore) -> None:
    """The last lines by default, or from a line on; matches in any case; long lines are cut."""
    text = "\n".join(f"line {number}" for number in range(1, 1_001)) + "\nÄRGER\n" + "x" * 20_000
    logs.keep(document(member("std.out", text.encode() + b"\n\xff")), [])
    number = logs.of_job("7").logs[0].number
    last = logs.lines(number, count=3)
    assert [line.number for line in last.lines] == [1001, 1002, 1003]
    assert (len(last.lines[1].text), last.total, last.complete) == (10_000, 1003, True)
    some = logs.lines(number, first=5, count=2)
    assert [line.text for line in some.lines] == ["line 5", "line 6"]
    assert not some.complete
    assert [line.number for line in logs.search(number, "ärger").lines] == [1001]
    found = logs.search(number, "LINE 1", count=2)
    assert ([line.number for line in found.lines], found.complete) == ([1, 10], False)
    assert logs.lines(number, first=5_000).lines == ()


def test_logs_over_http(manager: LiveManager, target: Target) -> None:
    """A package that is handed in has its logs listed, shown, searched and downloaded."""
    base = f"{manager.url}/api/v1"

    def ask(path: str, **params: str | int) -> httpx.Response:
        return httpx.get(base + path, params=params, headers=manager.headers("reader"))

    content = package_bytes(2, logs=[member('a"b\n.log', b"<script>\nerror 5\n")])
    httpx.post(f"{base}/documents", content=content, headers=manager.headers("writer"))
    with Worker(manager.services.inbox, lambda: target) as worker:
        assert worker.load_waiting()
    for job in ("102", ACTIVITY):
        (log,) = JobLogs.from_json(ask("/job-logs", job=job).json()).logs
    lines = LogLines.from_json(ask(f"/job-logs/{log.number}", count=1).json())
    assert [line.text for line in lines.lines] == ["error 5"]
    found = LogLines.from_json(ask(f"/job-logs/{log.number}/search", text="ERROR").json())
    assert [line.number for line in found.lines] == [2]
    download = ask(f"/job-logs/{log.number}/content")
    assert download.content == b"<script>\nerror 5\n"
    assert download.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    disposition = download.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=UTF-8''a%22b%0A.log"
    assert ask("/job-logs/99/content").status_code == 404
    with manager.client("reader") as client:
        assert client.job_logs("102").logs == (log,)
        assert client.job_log(log.number, count=1) == lines
        assert client.job_log(log.number, first=2) == client.search_job_log(log.number, "error")
        assert client.download_job_log(log.number) == download.content
        with pytest.raises(NotFoundError):
            client.download_job_log(99)
    assert ask("/job-logs", job="").status_code == 422


def test_a_package_that_failed_keeps_its_logs(manager: LiveManager, target: Target) -> None:
    """The text logs of a job whose provenance is broken say why."""
    provenance = [{"name": "a.prov.log", "text": "broken"}]
    content = package_bytes(2, provenance=provenance, logs=[member("std.err", b"no disk\n")])
    url = f"{manager.url}/api/v1/documents"
    httpx.post(url, content=content, headers=manager.headers("writer"))
    with Worker(manager.services.inbox, lambda: target) as worker:
        assert worker.load_waiting()
    assert manager.services.inbox.status().failed == 1
    assert [log.name for log in manager.services.logs.of_job("102").logs] == ["std.err"]


def test_a_job_id_that_no_database_holds(logs: LogStore) -> None:
    """Half a surrogate pair is kept as an escape: a worker that ended would load it for ever."""
    assert logs.keep(document(member("std.out", b"x"), job="7\ud800"), []) == 1
    assert logs.of_job("7\\ud800").logs[0].name == "std.out"
