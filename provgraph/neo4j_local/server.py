"""The local server: started when it is needed, stopped on request."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import diagnosis, jars, java, neo4j_conf, process
from provgraph.neo4j_local.exchange import remove_killed_restores, undo_interrupted
from provgraph.neo4j_local.hints import OTHER_WAYS
from provgraph.neo4j_local.home import Address, Home
from provgraph.results.settings import ServerStatus
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.neo4j_local.home import Record

# A new store and its logs take 10 MB; with less than this, writing the first data would fail.
_BYTES_TO_START = 50_000_000
_SECONDS_TO_FREE_A_PORT = 10.0


def to_stderr(line: str) -> None:
    """Report what takes time."""
    sys.stderr.write(f"provgraph: {line}\n")


def ensure_running(
    home: Path | None = None, *, report: Callable[[str], None] = to_stderr
) -> Address:
    """Return the address of the local server, which is installed and started if necessary.

    `home` is the folder of its data (default: `PROVGRAPH_HOME`, or in the user's data folder).
    `report` is called with what takes time.

    Raises:
        LocalServerError: it cannot be installed or started, or is suspended; with what to do.

    """
    place = Home.at(home)
    record = process.find(place)
    if record is None or not record.ready:
        with place.locked(report):
            record = start(place, report)
    elif process.suspended(record):
        raise LocalServerError(str(process.fault(place)))
    return place.address(record.port)


def serve_browser(
    home: Path | None = None, *, on: bool, report: Callable[[str], None] = to_stderr
) -> None:
    """Let the local server serve Neo4j Browser, or no longer; it is started again for that.

    Raises:
        LocalServerError: Neo4j Browser cannot be downloaded, or the server cannot be started.

    """
    place = Home.at(home)
    with place.locked(report):
        if on is (place.browser_port() is not None):
            return
        _install(report, browser=on)
        place.serve_browser(neo4j_conf.free_port() if on else None)
        if process.end(place):
            start(place, report)


def stop(home: Path | None = None, *, report: Callable[[str], None] = to_stderr) -> bool:
    """Stop the local server; return whether it was running.

    Raises:
        LocalServerError: its home cannot be used.

    """
    place = Home.at(home)
    with place.locked(report):
        return process.end(place)


def status(home: Path | None = None) -> ServerStatus:
    """Return the state of the local server, without starting it."""
    place = Home.at(home)
    record, state, port = process.find(place), process.state(place), place.browser_port()
    return ServerStatus(
        running=state == "running",
        state=state,
        uri=place.address(record.port).uri if record else None,
        pid=record.pid if record else None,
        neo4j=record.neo4j if record else jars.locked().neo4j,
        home=str(place.path),
        bytes=bytes_below(place.path),
        browser=f"http://127.0.0.1:{port}/browser/" if record and port else None,
        password_file=str(place.password_file) if record else None,
    )


def fault(home: Path | None = None) -> str | None:
    """Return what is wrong with the local server, and what to do; `None` if it answers."""
    return process.fault(Home.at(home))


def running(home: Path | None = None) -> Address | None:
    """Return the address of the local server if it is running, without starting it."""
    place = Home.at(home)
    record = process.find(place)
    return place.address(record.port) if record and record.ready else None


def log_tail(lines: int, home: Path | None = None) -> list[str]:
    """Return the last `lines` of the server's log, then of its Java's output."""
    place = Home.at(home)
    ends = [diagnosis.tail(file).splitlines()[-lines:] for file in (place.log, place.console)]
    # Neo4j writes a single control character to its console when it has started.
    return [line for end in ends for line in end if line.strip().isprintable()]


def start(home: Home, report: Callable[[str], None]) -> Record:
    """Start the server of `home`, which the caller has locked, unless it is running."""
    record = process.find(home)
    if record:
        return process.await_ready(home, record)
    undo_interrupted(home)
    remove_killed_restores(home, report)
    report(f"starting the local Neo4j server; its data is in {home.path}")
    _check_space(home)
    _install(report, browser=home.browser_port() is not None)
    port = _port(home, report)
    conf = neo4j_conf.conf(port, _browser_port(home))
    (home.conf / "neo4j.conf").write_text(conf, encoding="utf-8")
    if not (home.data / "databases" / "system").exists():
        java.admin(home, "dbms", "set-initial-password", f"@{home.password_file}")
    return process.await_ready(home, process.launch(home, port))


def _check_space(home: Home) -> None:
    free = shutil.disk_usage(home.path).free
    if free < _BYTES_TO_START:
        raise LocalServerError(
            f"the disk of {home.path} is full ({free / 1e6:.0f} MB left): free some space, or "
            f"set PROVGRAPH_HOME to a folder on another disk. {OTHER_WAYS}"
        )


def _browser_port(home: Home) -> int | None:
    """Return the port of Neo4j Browser, another one if that of the last start is in use."""
    port = home.browser_port()
    if port is not None and not neo4j_conf.is_free(port):
        port = neo4j_conf.free_port()
        home.serve_browser(port)
    return port


def _install(report: Callable[[str], None], *, browser: bool) -> None:
    missing = jars.missing(browser=browser)
    if missing:
        from provgraph.neo4j_local import fetch  # noqa: PLC0415  # jgo takes 200 ms

        size = sum(jar.size for jar in missing) / 1e6
        report(f"downloading Neo4j, once: {plural(len(missing), 'jar')} ({size:.0f} MB)")
        fetch.fetch(missing)


def _port(home: Home, report: Callable[[str], None]) -> int:
    """Return the port of the last start, or another one if it is in use."""
    last = home.last_port()
    if last and _becomes_free(home, last):
        return last
    port = neo4j_conf.free_port()
    if last:
        report(f"port {last} is used by another program; the server gets port {port}")
    return port


def _becomes_free(home: Home, port: int) -> bool:
    """Return whether a port is free, or will be when the threads of a killed server have ended."""
    record = home.record()
    end = time.monotonic() + _SECONDS_TO_FREE_A_PORT
    while not neo4j_conf.is_free(port):
        if record is None or not process.is_ending(record) or time.monotonic() > end:
            return neo4j_conf.is_free(port)
        time.sleep(0.05)
    return True


def bytes_below(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(_size(path) for path in folder.rglob("*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
