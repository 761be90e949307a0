"""Servers that are killed while files are loaded, and are back soon: the load goes on.

If the server takes longer to start than a load waits, loading again completes the store. Every
second load is one by two processes.
"""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

from provgraph import neo4j_local
from provgraph.graph.connection import Target
from tests.faults.campaign.outcome import Outcome
from tests.support import mixed_inputs
from tests.support.scratch_store import ScratchStore

if TYPE_CHECKING:
    from pathlib import Path


_SECONDS_TO_RETURN = 30.0
"""A load goes on if the server is back within this time."""


def run(home: Path, folder: Path, cases: int, seed: int = 1) -> Outcome:
    """Kill the local server of `home` at a random moment, start it again, compare."""
    outcome, chance = Outcome("server killed"), random.Random(seed)  # noqa: S311  # not secret
    files = mixed_inputs.write(folder)
    store = _place(home)
    seconds, expected = store.load_alone(files)
    for case in range(cases):
        outcome.cases += 1
        store.empty()
        process = store.loader(files, processes=1 + case % 2)
        # A server that is not reached at the start is another case: an immediate error.
        while process.poll() is None and not store.statuses():
            time.sleep(0.02)
        time.sleep(chance.uniform(0, seconds / 2))
        outcome.faults += process.poll() is None
        store.close()
        killed = time.monotonic()
        _kill(home)
        store = _place(home)
        away = time.monotonic() - killed
        if away < _SECONDS_TO_RETURN:
            outcome.check_end(process, f"the load did not go on after {away:.0f} s")
        elif process.communicate() and process.returncode:
            # On a busy machine the server starts later than the load waits: see reliability.md.
            outcome.check_end(store.loader(files), f"no load after {away:.0f} s without the server")
        outcome.check(store.content() == expected, "another graph than without the fault")
    store.close()
    return outcome


def _place(home: Path) -> ScratchStore:
    address = neo4j_local.ensure_running(home, report=lambda _: None)
    return ScratchStore(Target(address.uri, address.username, address.password))


def _kill(home: Path) -> None:
    pid = neo4j_local.status(home).pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    while neo4j_local.status(home).running:
        time.sleep(0.05)
