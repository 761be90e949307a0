"""`python -m benchmarks.client ACT PATHS`: a process of its own.

`load` loads into the server at PROVGRAPH_BENCH_*, `read` reads PROV-JSON with `prov` alone;
`describe`, `draft`, `delete`, `filesystem` and `migrate` do what concerns all of its jobs. The
answer is the peak of the resident memory in bytes. `each` loads each file in a transaction of its
own as soon as it reads a line; the answer is the seconds that each took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.store import Store
    from tests.support.server import Server

_KIB = 1024
_ENVIRONMENT = "PROVGRAPH_BENCH_"


def peak(server: Server, act: str, path: Path) -> int:
    """Return the peak memory, in bytes, of a process that loads or reads `path`."""
    process = subprocess.run(  # noqa: S603  # this very module
        [sys.executable, "-m", "benchmarks.client", act, str(path)],
        env=os.environ | environment(server),
        check=True,
        capture_output=True,
        text=True,
    )
    return int(process.stdout.split()[-1])


def environment(server: Server) -> dict[str, str]:
    """Return the environment variables by which such a process finds the server."""
    target = server.target
    settings = {"URI": target.uri, "USERNAME": target.username, "PASSWORD": target.password}
    return {_ENVIRONMENT + name: str(value) for name, value in settings.items() if value}


def _connection() -> Connection:
    from provgraph.graph.connection import Connection, Target  # noqa: PLC0415

    uri, username, password = (
        os.environ.get(_ENVIRONMENT + name, "") for name in ("URI", "USERNAME", "PASSWORD")
    )
    return Connection(Target(uri, username, password))


def _each(paths: list[str]) -> None:
    from provgraph.ingest import batch  # noqa: PLC0415

    connection, times = _connection(), []
    connection.verify()
    click.echo("ready")
    sys.stdin.readline()
    for path in paths:
        start = time.perf_counter()
        batch.load_file(connection, path, batch.LoadOptions())
        times.append(time.perf_counter() - start)
    connection.close()
    click.echo(json.dumps(times))


def _load(path: str) -> None:
    from provgraph.ingest import batch  # noqa: PLC0415  # reading is to be measured without
    from provgraph.ingest.discover import find_files  # noqa: PLC0415

    connection = _connection()
    for result in batch.load_files(connection, find_files([path]), batch.LoadOptions()):
        if result.status != "loaded":
            sys.exit(f"{result.file}: {result.status}: {result.error}")
    connection.close()


def _store() -> Store:
    from provgraph.store import Store  # noqa: PLC0415  # reading is to be measured without

    return Store(_connection())


def _describe(path: str) -> None:
    _store().describe(path)


def _draft(_path: str) -> None:
    _store().draft()


def _delete(path: str) -> None:
    """Delete what came from a file, or from each of a directory."""
    store, place = _store(), Path(path)
    for file in sorted(place.iterdir()) if place.is_dir() else [place]:
        store.delete(str(file.resolve()))


def _filesystem(_path: str) -> None:
    _store().add_filesystem("/data", "shared")


def _migrate(_path: str) -> None:
    """Migrate a store as if it were of schema version 1, all records written again."""
    from provgraph.ctapipe import migrations  # noqa: PLC0415
    from provgraph.store import connected  # noqa: PLC0415

    connection = _connection()
    connection.query("MATCH (s:Schema) SET s.version = 1", {}, write=True)
    vars(migrations)["BEGINNING_WITH_GAPS"] = "no record has this"
    connected(connection.target).close()


def _read(path: str) -> None:
    from prov.model import ProvDocument  # noqa: PLC0415  # loading imports it when it needs it

    ProvDocument.deserialize(path, format="json")


if __name__ == "__main__":
    if sys.argv[1] == "each":
        _each(sys.argv[2:])
        sys.exit()
    acts = {
        "load": _load,
        "read": _read,
        "describe": _describe,
        "draft": _draft,
        "delete": _delete,
        "filesystem": _filesystem,
        "migrate": _migrate,
    }
    acts[sys.argv[1]](sys.argv[2])
    # Not getrusage's ru_maxrss: a process begins with that of its parent.
    told = Path("/proc/self/status").read_text(encoding="ascii")
    click.echo(int(told.split("VmHWM:")[1].split()[0]) * _KIB)
