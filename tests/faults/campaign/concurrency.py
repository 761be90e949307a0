"""Eight loaders at once on the same files: no duplicate, no lost relation, no failure."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.faults.campaign.outcome import Outcome
from tests.support import mixed_inputs
from tests.support.scratch_store import ScratchStore, difference

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.graph.connection import Target

LOADERS = 8


def run(target: Target, folder: Path, cases: int, seed: int = 1) -> Outcome:
    """Let processes load all files at once, each in an order of its own, several times."""
    outcome, chance = Outcome("8 loaders at once"), random.Random(seed)  # noqa: S311  # not secret
    store = ScratchStore(target)
    files = mixed_inputs.write(folder)
    _, expected = store.load_alone(files)
    for _ in range(cases):
        outcome.cases += 1
        store.empty()
        processes = [store.loader(chance.sample(files, len(files))) for _ in range(LOADERS)]
        for process in processes:
            outcome.faults += 1
            outcome.check_end(process, "a loader failed")
        content = store.content()
        what = f"another graph than one loader makes: {difference(content, expected)}"
        outcome.check(content == expected, what)
    store.close()
    return outcome
