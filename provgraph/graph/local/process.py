"""The process: a Java that serves a home, found, started, awaited and ended."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil

from provgraph.errors import LocalServerError
from provgraph.graph.local import java, jars
from provgraph.graph.local.home import Home, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECONDS_TO_START = 120.0
_SECONDS_TO_STOP = 60.0
# The Bolt protocol's greeting: its magic number and four proposals of a version, 5.0 alone.
_GREETING = bytes.fromhex("6060b017 00000005 00000000 00000000 00000000")


def find(home: Home) -> Record | None:
    """Return the record of the process that serves `home`, if it lives."""
    record = home.record()
    return record if record and process(home, record) else None


def process(home: Home, record: Record) -> psutil.Process | None:
    """Return the recorded process, if it lives and still is a server of `home`."""
    try:
        found = psutil.Process(record.pid)
        return found if _argument(home) in found.cmdline() else None
    except psutil.Error:
        return None


def launch(home: Home, port: int) -> subprocess.Popen[bytes]:
    """Start a server of `home` that outlives this process and its terminal."""
    command = java.command(home, java.SERVER, _argument(home), f"--config-dir={home.conf}")
    with home.console.open("wb") as console:
        child = subprocess.Popen(
            command,
            cwd=home.path,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            **_detached(),
        )
    home.remember(Record(child.pid, port, jars.locked().neo4j, ready=False))
    return child


def answers(port: int) -> bool:
    """Tell whether a Bolt server answers at `port`."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(_GREETING)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def _argument(home: Home) -> str:
    return f"--home-dir={home.path}"


def _detached() -> Mapping[str, Any]:
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags | subprocess.CREATE_BREAKAWAY_FROM_JOB}
    return {"start_new_session": True}
