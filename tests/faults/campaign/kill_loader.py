"""Loading processes that are killed: what is there is complete, or says that it is not.

Every second load is one by two processes, of which the one that deals files to them is killed.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from tests.faults.campaign.outcome import Outcome
from tests.support import mixed_inputs
from tests.support.scratch_store import ScratchStore

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.graph.connection import Target

_ROLLED_BACK = "SHOW TRANSACTIONS YIELD currentQuery WHERE NOT currentQuery STARTS WITH 'SHOW'"


def run(target: Target, folder: Path, cases: int, seed: int = 1) -> Outcome:
    """Kill a loader at a random moment, look, load again, compare."""
    outcome, chance = Outcome("loader killed"), random.Random(seed)  # noqa: S311  # not secret
    store = ScratchStore(target)
    files = mixed_inputs.write(folder)
    # The first shows a server that was just started, not how long a load takes.
    store.load_alone(files)
    seconds, expected = store.load_alone(files)
    assertions = store.asserted()
    for case in range(cases):
        outcome.cases += 1
        store.empty()
        process = store.loader(files, processes=1 + case % 2)
        time.sleep(chance.uniform(0.3, 0.8 * seconds))
        outcome.faults += process.poll() is None
        process.kill()
        process.communicate()
        _settle(store)
        _look(outcome, store, assertions)
        outcome.check_end(store.loader(files), "loading again failed")
        outcome.check(store.content() == expected, "loading again makes another graph")
    store.close()
    return outcome


def _settle(store: ScratchStore) -> None:
    """Wait until the server has rolled back what the dead process had begun."""
    while store.ask(_ROLLED_BACK):
        time.sleep(0.1)


def _look(outcome: Outcome, store: ScratchStore, expected: dict[str, frozenset[str]]) -> None:
    asserted = store.asserted()
    for name, status in store.statuses().items():
        outcome.check(status in {"complete", "loading"}, f"{name} has the status {status}")
        whole = status != "complete" or asserted.get(name) == expected.get(name)
        outcome.check(whole, f"{name} says it is complete, and is not")
