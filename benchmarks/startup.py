"""Start-up: what a command takes beside an idle store, the process and its imports included."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks import jobs
from tests.support import job_logs
from tests.support.report import Report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.server import Server

_RUNS, _JOBS = 10, 50


def measure(server: Server, folder: Path) -> Report:
    """Run commands on a store of some jobs."""
    report = Report("startup: commands beside an idle store")
    job_logs.write(folder, _JOBS)
    server.empty()
    jobs.load(server, folder)
    report.measure("python -c pass", lambda: _run(server, "-c", "pass"), runs=_RUNS, result=_none)
    commands = (["--help"], ["show", f"merged{_JOBS - 1}.dl2.h5"])
    for words in (*commands, ["lineage", f"merged{_JOBS - 1}.dl2.h5"]):
        report.measure(
            f"provgraph {words[0]}",
            lambda words=words: _run(server, "-m", "provgraph", *words),  # type: ignore[misc]
            runs=_RUNS,
            floor="python -c pass",
            result=_none,
        )
    return report


def _run(server: Server, *words: str) -> None:
    target = server.target
    settings = {"URI": target.uri, "USERNAME": target.username, "PASSWORD": target.password}
    environment = {f"NEO4J_{name}": value for name, value in settings.items() if value}
    subprocess.run(  # noqa: S603  # this Python
        [sys.executable, *words], env=os.environ | environment, check=True, capture_output=True
    )


def _none(_: object) -> str:
    return ""
