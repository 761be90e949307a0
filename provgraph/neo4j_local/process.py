"""The Java process that serves a home: found, launched, awaited and ended."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import jars, java
from provgraph.neo4j_local.diagnosis import cause
from provgraph.neo4j_local.home import Home, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.results.settings import ServerState

_SECONDS_TO_START = 120.0
_SECONDS_TO_STOP = 60.0
_SECONDS_TO_GREET = 2.0
_GREETING_SIZE = 4
# The Bolt protocol's greeting: its magic number and four proposals of a version, 5.0 alone.
_GREETING = bytes.fromhex("6060b017 00000005 00000000 00000000 00000000")


def find(home: Home) -> Record | None:
    """Return the record of the process that serves `home`, if it is alive."""
    record = home.record()
    return record if record and _process(home, record) else None


def state(home: Home) -> ServerState:
    """Return the state of the server of `home`."""
    record = home.record()
    process = _process(home, record) if record else None
    if record is None or process is None:
        return "not running"
    if _suspended(process):
        return "suspended"
    if answers(record.port):
        return "running"
    return "not answering" if record.ready else "starting"


def fault(home: Home) -> str | None:
    """Return what is wrong with the server of `home`, and what to do; `None` if it answers."""
    record = home.record()
    template = _FAULTS.get(state(home))
    if record is None or template is None:
        return None
    return f"the local server, process {record.pid}, " + template.format(pid=record.pid)


_FAULTS: Mapping[ServerState, str] = {
    "starting": "is still starting: try again soon, and see 'provgraph neo4j logs'",
    "suspended": (
        "is suspended (SIGSTOP): continue it with 'kill -CONT {pid}', or end it with "
        "'provgraph neo4j stop'; the next command starts it again"
    ),
    "not answering": (
        "does not answer: see 'provgraph neo4j logs', or end it with 'provgraph neo4j stop'; "
        "the next command starts it again"
    ),
    "not running": "has ended: see 'provgraph neo4j logs'; the next command starts it again",
}


def launch(home: Home, port: int) -> Record:
    """Start a server of `home` that outlives this process and its terminal."""
    command = java.command(home, java.SERVER, _argument(home), f"--config-dir={home.conf}")
    with home.console.open("wb") as console:
        try:
            child = subprocess.Popen(  # noqa: S603  # our own Java
                command,
                cwd=home.path,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                env=java.environment(),
                **_detached(),
            )
        except OSError as error:
            raise java.not_running(error) from error
    # Popen would warn that its process is still running, which is the purpose.
    child.returncode = 0
    record = Record(child.pid, port, jars.locked().neo4j, ready=False)
    home.remember(record)
    return record


def await_ready(home: Home, record: Record) -> Record:
    """Wait until the launched server answers; return its record, marked as ready.

    Raises:
        LocalServerError: it ended, is suspended, or took longer than two minutes.

    """
    end = time.monotonic() + _SECONDS_TO_START
    while not answers(record.port):
        process = _process(home, record)
        if process is None:
            raise LocalServerError(cause(home))
        if _suspended(process):
            raise LocalServerError(str(fault(home)))
        if time.monotonic() > end:
            raise LocalServerError(
                f"the local server has not answered for {_SECONDS_TO_START:.0f} seconds: see "
                "'provgraph neo4j logs'; stop it with 'provgraph neo4j stop'"
            )
        time.sleep(0.05)
    ready = Record(record.pid, record.port, record.neo4j, ready=True)
    home.remember(ready)
    return ready


def end(home: Home) -> bool:
    """Stop the server of `home`; return whether it was running."""
    record = home.record()
    process = _process(home, record) if record else None
    if process:
        process.terminate()
        if _suspended(process):
            # A suspended process takes the signal when it is continued.
            process.resume()
        try:
            process.wait(_SECONDS_TO_STOP)
        except psutil.TimeoutExpired:
            # The next start recovers what was committed from the transaction log.
            process.kill()
            process.wait(_SECONDS_TO_STOP)
    home.forget()
    return process is not None


def answers(port: int) -> bool:
    """Return whether a Bolt server answers at `port`."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS_TO_GREET) as connection:
            connection.sendall(_GREETING)
            return len(connection.recv(_GREETING_SIZE)) == _GREETING_SIZE
    except OSError:
        return False


def _process(home: Home, record: Record) -> psutil.Process | None:
    """Return the recorded process, if it is alive and still a server of `home`."""
    try:
        process = psutil.Process(record.pid)
        line = process.cmdline()
        if not line and record.ready:
            # A process that was killed gives its memory back first, and its locks with its end.
            process.wait(_SECONDS_TO_STOP)
            return None
        # A process that is just being launched has an empty command line, too.
        return process if _argument(home) in (line or [_argument(home)]) else None
    except psutil.Error:
        return None


def is_ending(record: Record) -> bool:
    """Return whether the recorded process was killed, and some of its threads may still end.

    Such a process has no command line any more, and holds its port.
    """
    try:
        return not psutil.Process(record.pid).cmdline()
    except psutil.ZombieProcess:
        return True
    except psutil.Error:
        return False


def suspended(record: Record) -> bool:
    """Return whether the recorded process is suspended, by SIGSTOP or a debugger."""
    try:
        return _suspended(psutil.Process(record.pid))
    except psutil.Error:
        return False


def _suspended(process: psutil.Process) -> bool:
    try:
        return process.status() in {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP}
    except psutil.Error:
        return False


def _argument(home: Home) -> str:
    return f"--home-dir={home.path}"


def _detached() -> Mapping[str, Any]:
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return {"creationflags": flags | subprocess.CREATE_BREAKAWAY_FROM_JOB}
    return {"start_new_session": True}
