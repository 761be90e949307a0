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
    found, chance = Outcome("loader killed"), random.Random(seed)  # noqa: S311  # not secret
    place = ScratchStore(target)
    files = mixed_inputs.write(folder)
    # The first shows a server that was just started, not how long a load takes.
    place.undisturbed(files)
    seconds, wanted = place.undisturbed(files)
    own = place.asserted()
    for case in range(cases):
        found.cases += 1
        place.empty()
        process = place.loader(files, processes=1 + case % 2)
        time.sleep(chance.uniform(0.3, 0.8 * seconds))
        found.faults += process.poll() is None
        process.kill()
        process.communicate()
        _settle(place)
        _look(found, place, own)
        found.check_end(place.loader(files), "loading again failed")
        found.check(place.content() == wanted, "loading again makes another graph")
    place.close()
    return found


def _settle(place: ScratchStore) -> None:
    """Wait until the server has rolled back what the dead process had begun."""
    while place.ask(_ROLLED_BACK):
        time.sleep(0.1)


def _look(found: Outcome, place: ScratchStore, own: dict[str, frozenset[str]]) -> None:
    asserted = place.asserted()
    for name, status in place.statuses().items():
        found.check(status in {"complete", "loading"}, f"{name} has the status {status}")
        whole = status != "complete" or asserted.get(name) == own.get(name)
        found.check(whole, f"{name} says it is complete, and is not")
