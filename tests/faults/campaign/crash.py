"""Loaders at once, threads at once, killed loaders and killed servers, one after the other."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.campaign import concurrency, histories, kill_loader, kill_server
from tests.support.report import Report

if TYPE_CHECKING:
    from tests.support.server import Server


def measure(
    server: Server, together: int, threads: int, kills: int, outages: int
) -> tuple[Report, list[str]]:
    """Run a number of cases of each; return their figures and what was lost."""
    report, losses = Report("campaign-crash: what faults of processes cost"), []
    for work in (
        partial(concurrency.run, server.target, cases=together),
        partial(histories.run, server.target, cases=threads),
        partial(kill_loader.run, server.target, cases=kills),
        partial(kill_server.run, server.home, cases=outages),
    ):
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            outcome = work(folder=Path(folder))
        figures = f"{outcome.cases} cases, {outcome.faults} faults, {len(outcome.losses)} losses"
        report.add(outcome.name, time.perf_counter() - start, figures)
        losses += [f"{outcome.name}: {loss}" for loss in outcome.losses]
    return report, losses
