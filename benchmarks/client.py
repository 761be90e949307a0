"""`python -m benchmarks.client load | read PATHS`: a process of its own, for its peak memory.

`load` loads into the server at PROVGRAPH_BENCH_*, `read` reads PROV-JSON with `prov` alone; the
answer is the peak of the resident memory in bytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tests.support.server import Server

_KIB = 1024
_ENVIRONMENT = "PROVGRAPH_BENCH_"


def peak(server: Server, act: str, path: Path) -> int:
    """Return the peak memory, in bytes, of a process that loads or reads `path`."""
    target = server.target
    settings = {"URI": target.uri, "USERNAME": target.username, "PASSWORD": target.password}
    environment = {_ENVIRONMENT + name: str(value) for name, value in settings.items() if value}
    process = subprocess.run(  # noqa: S603  # this very module
        [sys.executable, "-m", "benchmarks.client", act, str(path)],
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(process.stdout.split()[-1])


def _load(path: str) -> None:
    from provgraph.graph.connection import Connection, Target  # noqa: PLC0415
    from provgraph.ingest import batch  # noqa: PLC0415  # reading is to be measured without
    from provgraph.ingest.discover import find_files  # noqa: PLC0415

    uri, username, password = (
        os.environ.get(_ENVIRONMENT + name, "") for name in ("URI", "USERNAME", "PASSWORD")
    )
    connection = Connection(Target(uri, username, password))
    for result in batch.load_files(connection, find_files([path]), batch.LoadOptions()):
        if result.status != "loaded":
            sys.exit(f"{result.file}: {result.status}: {result.error}")
    connection.close()


def _read(path: str) -> None:
    from prov.model import ProvDocument  # noqa: PLC0415  # loading imports it when it needs it

    ProvDocument.deserialize(path, format="json")


if __name__ == "__main__":
    {"load": _load, "read": _read}[sys.argv[1]](sys.argv[2])
    # Not getrusage's ru_maxrss: a process begins with that of its parent.
    told = Path("/proc/self/status").read_text(encoding="ascii")
    click.echo(int(told.split("VmHWM:")[1].split()[0]) * _KIB)
