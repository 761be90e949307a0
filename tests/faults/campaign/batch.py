"""Batches: cases in child processes, which die without taking the campaign with them."""

from __future__ import annotations

import multiprocessing
import random
import resource
import tempfile
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection as Pipe  # noqa: TC003  # its class is called
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.campaign.extremes import extremes
from tests.faults.campaign.mutations import damaged
from tests.faults.campaign.oracle import Verdict, verdict_of
from tests.faults.campaign.seeds import Seed, formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SILENT = 60
"""Seconds after which a child that says nothing is ended."""


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case that was tried: its number, its file, the verdict, the child's peak in MB."""

    number: int
    case: Seed
    verdict: Verdict
    megabytes: int


@cache
def _extremes() -> list[Seed]:
    return extremes()


def count_of_extremes() -> int:
    """Return how many cases are made by hand; they have the first numbers."""
    return len(_extremes())


def case_of(number: int) -> Seed:
    """Return the case of a number, the same each time."""
    if number < len(_extremes()):
        return _extremes()[number]
    chance = random.Random(number)  # noqa: S311  # not for secrets
    kinds = formats()
    seed = chance.choice(kinds[sorted(kinds)[number % len(kinds)]])
    return Seed(seed.name, seed.family, damaged(chance, seed.data))


def tried(numbers: Sequence[int], processes: int = 2) -> Iterator[TriedCase]:
    """Try the cases of those numbers, and yield each as it is done."""
    with tempfile.TemporaryDirectory() as folder:
        workers = [
            _Worker(numbers[start::processes], Path(folder) / str(start))
            for start in range(processes)
        ]
        while any(worker.waiting for worker in workers):
            for worker in workers:
                yield from worker.done()


class _Worker:
    """One child at a time, and the cases it has not yet tried."""

    def __init__(self, numbers: Sequence[int], folder: Path) -> None:
        folder.mkdir()
        self.waiting = list(numbers)
        self._folder = folder
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(self.waiting, self._folder, theirs))
        self._process.start()
        theirs.close()

    def done(self) -> Iterator[TriedCase]:
        """Yield what the child has said within a moment; begin another if it died."""
        if not self.waiting:
            return
        try:
            while self.waiting and self._pipe.poll(SILENT if len(self.waiting) else 0):
                number, verdict, megabytes = self._pipe.recv()
                self.waiting.remove(number)
                yield TriedCase(number, case_of(number), verdict, megabytes)
                if not self._pipe.poll(0):
                    break
            else:
                yield from self._dead()
        except EOFError:
            yield from self._dead()
        if not self.waiting:
            self._process.join(SILENT)

    def _dead(self) -> Iterator[TriedCase]:
        self._process.kill()
        self._process.join()
        if not self.waiting:
            return
        number = self.waiting.pop(0)
        verdict = Verdict("dead", faults=(f"the child died: exit {self._process.exitcode}",))
        yield TriedCase(number, case_of(number), verdict, 0)
        if self.waiting:
            self._begin()


def _work(numbers: Sequence[int], folder: Path, pipe: Pipe) -> None:
    from tests.faults.campaign.sandbox import Sandbox  # noqa: PLC0415  # it bounds its process for good

    sandbox = Sandbox()
    file = folder / "case"
    for number in numbers:
        case = case_of(number)
        file.write_bytes(case.data)
        verdict = verdict_of(sandbox, case.family, str(file))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        pipe.send((number, verdict, peak))
