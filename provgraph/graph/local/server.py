"""The local server: started when it is needed, stopped when asked."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.graph.local import config, jars, java, process
from provgraph.graph.local.home import Address, Home, Record

if TYPE_CHECKING:
    from collections.abc import Callable


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


def ensure_running(
    home: Path | None = None, *, report: Callable[[str], None] = _to_stderr
) -> Address:
    """Return the address of the local server, which is installed and started if need be."""
    place = Home.at(home)
    record = process.find(place)
    if record is None or not record.ready:
        with place.locked(report):
            record = process.find(place) or _start(place, report)
    return place.address(record.port)


def stop(home: Path | None = None) -> bool:
    place = Home.at(home)
    with place.locked(_to_stderr):
        record = place.record()
        found = record and process.process(place, record)
        if found:
            found.terminate()
            found.wait(60)
        place.forget()
    return bool(found)


def _start(home: Home, report: Callable[[str], None]) -> Record:
    report(f"starting the local Neo4j server; its data lies in {home.path}")
    jars.install(report)
    port = home.last_port()
    if not port or not config.is_free(port):
        port = config.free_port()
    (home.conf / "neo4j.conf").write_text(config.conf(port), encoding="utf-8")
    if not (home.data / "databases" / "system").exists():
        done = subprocess.run(
            [*java.command(home, java.ADMIN, "dbms", "set-initial-password", f"@{home.password_file}")],
            env={"NEO4J_HOME": str(home.path), "NEO4J_CONF": str(home.conf)},
            capture_output=True, text=True,
        )
        if done.returncode:
            raise LocalServerError(done.stdout + done.stderr)
    child = process.launch(home, port)
    while not process.answers(port):
        if child.poll() is not None:
            raise LocalServerError(home.console.read_text()[-2000:])
        time.sleep(0.05)
    record = Record(child.pid, port, jars.locked().neo4j, ready=True)
    home.remember(record)
    return record
