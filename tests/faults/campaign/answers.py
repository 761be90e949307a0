"""Questions of random documents, by the thousand; a history with a fault is made small."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import provgraph
from tests.support.random_prov.generator import random_history
from tests.support.random_prov.loaded import load
from tests.support.random_prov.questions import OF_ALL, OF_EACH, faults
from tests.support.random_prov.shrink import shrunk
from tests.support.random_prov.text import provn
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.store import Store
    from tests.support.random_prov.questions import Fault
    from tests.support.random_prov.statements import History
    from tests.support.server import Server

QUESTIONS = (*OF_EACH, *OF_ALL)
_BATCH = 50
_EXAMPLES = 2
"""How many examples of a question's faults are made small."""


def measure(
    server: Server, seeds: Sequence[int], questions: Sequence[str]
) -> tuple[Report, list[str]]:
    """Ask the questions of the histories of those seeds; return the faults, made small."""
    report = Report("answers: random documents against an independent computation")
    target = server.target
    wrong: dict[str, list[Fault]] = {name: [] for name in questions}
    seconds = dict.fromkeys(questions, 0.0)
    with provgraph.connect(target.uri, username=target.username, password=target.password) as store:
        for first in range(0, len(seeds), _BATCH):
            batch = seeds[first : first + _BATCH]
            _ask(server, store, batch, wrong, seconds)
        for name in questions:
            report.add(name, seconds[name], f"{len(wrong[name])} faults in {len(seeds)} histories")
        smaller = [
            _smaller(server, store, fault, seeds)
            for each in wrong.values()
            for fault in _of_different_histories(each)
        ]
    return report, smaller


def _ask(
    server: Server,
    store: Store,
    seeds: Iterable[int],
    wrong: dict[str, list[Fault]],
    seconds: dict[str, float],
) -> None:
    server.empty()
    together = load(store, map(random_history, seeds))
    for name, each in wrong.items():
        begin = time.perf_counter()
        each.extend(faults(name, together))
        seconds[name] += time.perf_counter() - begin


def _of_different_histories(wrong: Iterable[Fault]) -> list[Fault]:
    first = {fault.seed: fault for fault in reversed(list(wrong))}
    return list(first.values())[-_EXAMPLES:]


def _smaller(server: Server, store: Store, fault: Fault, seeds: Sequence[int]) -> str:
    """Return a fault with the smallest history that shows one of the same question."""
    seed = fault.seed
    if seed is None:
        seed = next((each for each in seeds if _wrong(server, store, fault.question,
                     random_history(each))), None)  # fmt: skip
    if seed is None:
        return f"{fault.question}: {fault.text}"
    small = shrunk(
        random_history(seed), lambda history: bool(_wrong(server, store, fault.question, history))
    )
    texts = _wrong(server, store, fault.question, small)
    documents = [f"{number}:\n{provn(small, number)}" for number in small.loaded()]
    steps = ", ".join(f"{step.action} {step.document}" for step in small.steps)
    return "\n".join([f"{fault.question}, seed {seed}", *texts, f"steps: {steps}", *documents])


def _wrong(server: Server, store: Store, question: str, history: History) -> list[str]:
    server.empty()
    return [fault.text for fault in faults(question, load(store, [history], thorough=True))]
