"""Random jobs and documents, one in each transaction, in eight threads that delete some again.

The jobs read each other's files in ways by which a load concerns jobs that were loaded before it.
"""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.graph.connection import Connection
from provgraph.ingest import batch
from tests.faults.campaign.outcome import Outcome
from tests.support.ctapipe_logs import completed, with_product_id
from tests.support.scratch_store import ScratchStore, difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from provgraph.graph.connection import Target

THREADS = 8
INPUTS = 24
"""So many jobs, and so many documents, has a history."""


class _Input(NamedTuple):
    name: str
    data: bytes
    is_deleted: bool


def run(target: Target, folder: Path, cases: int, seed: int = 1) -> Outcome:  # noqa: ARG001  # nothing is written
    """Load histories in threads; compare the store with what one client makes of what stays."""
    outcome, chance = Outcome("histories in 8 threads"), random.Random(seed)  # noqa: S311  # not secret
    with closing(ScratchStore(target)) as store, ExitStack() as opened:
        clients = [opened.enter_context(closing(Connection(target))) for _ in range(THREADS)]
        for _ in range(cases):
            outcome.cases += 1
            inputs = [*_jobs(chance), *_documents(chance)]
            store.empty()
            for each in inputs:
                if not each.is_deleted:
                    _load(clients[0], each)
            expected = store.content()
            store.empty()
            outcome.faults += sum(each.is_deleted for each in inputs)
            for failure in _load_in_threads(clients, chance.sample(inputs, len(inputs))):
                outcome.check(not failure, failure)
            content = store.content()
            what = f"another graph than one client makes: {difference(content, expected)}"
            outcome.check(content == expected, what)
    return outcome


def _load_in_threads(clients: Sequence[Connection], inputs: Sequence[_Input]) -> Iterator[str]:
    """Load inputs, each client its share of them; yield why one failed, empty if it did not."""

    def work(number: int) -> list[str]:
        return [_load(clients[number], each) for each in inputs[number :: len(clients)]]

    with ThreadPoolExecutor(len(clients)) as pool:
        for failures in pool.map(work, range(len(clients))):
            yield from failures


def _load(client: Connection, given: _Input) -> str:
    result = batch.load_file(client, given.data, batch.LoadOptions(), name=given.name)
    if given.is_deleted:
        batch.delete(client, result.documents[0])
    return result.error or ""


def _jobs(chance: random.Random) -> Iterator[_Input]:
    for number in range(1, INPUTS + 1):
        before = range(1, number)
        reads = [_read(chance, other) for other in chance.sample(before, min(number - 1, 3))]
        path = f"/out/{max(1, number - chance.choice([0, 0, 0, 2]))}.h5"
        writes = [with_product_id(path, _product(number)) if chance.random() < 0.3 else path]
        identity = f"{number:08}-0000-4000-8000-000000000000"
        start, stop = (f"2026-01-01T00:{number:02}:{second}" for second in ("00", "40"))
        record = completed(identity, start, stop, reads, writes)
        is_deleted = chance.random() < 0.2
        yield _Input(f"{number}.prov.log", json.dumps([record]).encode(), is_deleted)


def _read(chance: random.Random, number: int) -> str | dict[str, Any]:
    """Return an input: a job's file by its path or product, a copy of it, or its directory."""
    path, product = f"/out/{number}.h5", _product(number)
    copy = with_product_id(f"/copy/{number}.h5", product)
    choices: list[str | dict[str, Any]] = [path, path, "/out", with_product_id(path, product), copy]
    return chance.choice(choices)


def _product(number: int) -> str:
    return f"5a0611a0-b057-4594-a73c-{number:012}"


def _documents(chance: random.Random) -> Iterator[_Input]:
    """Yield documents that say different things of the same elements, and the same relations."""
    for number in range(INPUTS):
        names = [f"ex:e{index}" for index in range(6)]
        records = [
            f"entity({name}, [ex:n={chance.randint(1, 2)}])"
            for name in chance.sample(names, chance.randint(0, 6))
        ]
        records += [
            f"wasDerivedFrom({chance.choice(names)}, {chance.choice(names)})" for _ in range(3)
        ]
        lines = ["document", "prefix ex <http://example.org/>", *records]
        text = "\n".join([*lines, f"entity(ex:own{number})", "endDocument"])
        yield _Input(f"{number}.provn", text.encode(), chance.random() < 1 / 3)
