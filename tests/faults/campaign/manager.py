"""Steps of jobs hand in provenance while all behind them is killed, cut off or full.

Nothing may be lost: each step ends with status 0 and has a receipt or a pending file, each pending
file can be pushed, and the store holds what the same documents give without any fault.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.ctadirac import provgraph_step
from provgraph.errors import InboxError
from provgraph.graph.connection import Connection
from provgraph.ingest.batch import BatchLoader, LoadOptions
from provgraph.ingest.discover import InputFile
from tests.faults.campaign.outcome import Outcome
from tests.support import job_logs
from tests.support.manager_site import ManagerSite, has_own_disk, manager_site
from tests.support.report import Report
from tests.support.scratch_store import ScratchStore

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provgraph.manager.inbox.inbox import Inbox
    from tests.support.cut_proxy import CutProxy
    from tests.support.server import Server

_CLIENTS = 16
_SECONDS_OF_A_STEP = 25
_SECONDS_TO_GO_ON = 120.0
_SECONDS_TO_DRAIN = 900.0
_RECEIPT = re.compile(r"receipt (\w+)")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many steps there are, and how often each fault happens."""

    steps: int
    kills: int
    cuts: int
    full_disks: int = 1


@dataclass(slots=True)
class _Faults:
    """The faults in a random order, one after the other, and how far they are.

    After each, `go_on` waits until something is loaded again.
    """

    todo: list[Callable[[], None]]
    chance: random.Random
    go_on: Callable[[], None]
    done: int = 0
    failure: BaseException | None = None

    @property
    def share(self) -> float:
        """The share of the faults that have happened."""
        return self.done / len(self.todo)

    def run(self) -> None:
        """Let each happen, some time after the manager has got on from the one before."""
        try:
            self.chance.shuffle(self.todo)
            for fault in self.todo:
                time.sleep(self.chance.uniform(0.1, 2.0))
                fault()
                self.done += 1
                self.go_on()
        except BaseException as error:  # noqa: BLE001  # the campaign ends with it
            self.failure = error
            self.done = len(self.todo)


@dataclass(slots=True)
class Jobs:
    """The folders of jobs, each with its provenance log."""

    folders: Sequence[Path]
    environment: dict[str, str]
    outcome: Outcome
    receipts: set[str] = field(default_factory=set)
    started: int = 0
    running: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, faults: _Faults) -> None:
        """Take the next folders, as fast as the faults go on, until there are no more."""
        while (number := self._next()) < len(self.folders):
            while number > _CLIENTS + faults.share * len(self.folders):
                time.sleep(0.1)
            self._count(1)
            try:
                self._step(number)
            finally:
                self._count(-1)

    def _count(self, change: int) -> None:
        with self.lock:
            self.running += change

    def _next(self) -> int:
        with self.lock:
            self.started += 1
            return self.started - 1

    def _step(self, number: int) -> None:
        folder = self.folders[number]
        ended = subprocess.run(  # noqa: S603  # ours
            [
                *(sys.executable, provgraph_step.__file__, "--no-catalogue", "--exit-code", "0"),
                *("--time-limit", str(_SECONDS_OF_A_STEP)),
            ],
            cwd=folder,
            env={**self.environment, "JOBID": str(number)},
            capture_output=True,
            text=True,
            check=False,
        )
        receipt = _RECEIPT.search((folder / provgraph_step.LOG).read_text())
        pending = list(folder.glob(f"{provgraph_step.PENDING}*"))
        with self.lock:
            self.outcome.cases += 1
            self.outcome.check(ended.returncode == 0, f"status {ended.returncode}: {ended.stderr}")
            self.outcome.check(receipt or pending, f"neither receipt nor file: {ended.stdout}")
            self.receipts |= {receipt[1]} if receipt else set()


def _await_progress(inbox: Inbox, jobs: Jobs) -> None:
    """Wait until a document more is loaded, or nothing is left to do, for two minutes at most.

    On a slow machine there would be nothing but faults otherwise.
    """
    end, before = time.monotonic() + _SECONDS_TO_GO_ON, None
    while time.monotonic() < end:
        with suppress(InboxError):
            status = inbox.status()
            before = status.loaded if before is None else before
            if status.loaded > before or not jobs.running + status.waiting + status.loading:
                return
        time.sleep(0.1)


def measure(server: Server, sizes: Sizes) -> tuple[Report, list[str]]:
    """Run the campaign; return its figures and what was lost."""
    report = Report("campaign-manager: what faults behind a manager cost")
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(server, Path(folder), sizes)
    figures = f"{outcome.cases} steps, {outcome.faults} faults, {len(outcome.losses)} losses"
    report.add(outcome.name, time.perf_counter() - start, figures)
    return report, outcome.losses


def run(server: Server, folder: Path, sizes: Sizes, seed: int = 1) -> Outcome:
    """Let steps hand in provenance while faults happen; check that nothing is lost."""
    outcome = Outcome("manager, worker, Neo4j, network, disk")
    store = ScratchStore(server.target)
    store.empty()
    with manager_site(server.home, server.target, folder / "manager") as (site, proxy):
        environment = {
            **os.environ,
            "PROVGRAPH_MANAGER": f"http://127.0.0.1:{proxy.port}",
            "PROVGRAPH_TOKEN": site.token,
        }
        jobs = Jobs(_job_folders(folder / "jobs", sizes.steps), environment, outcome)
        chance = random.Random(seed)  # noqa: S311  # not secret
        with site.inbox() as inbox:
            go_on = partial(_await_progress, inbox, jobs)
            faults = _Faults(_faults(site, proxy, sizes), chance, go_on)
            _run_together(jobs, faults)
        outcome.faults = faults.done
        outcome.check(faults.failure is None, f"a fault failed: {faults.failure!r}")
        _push(outcome, folder / "jobs", environment)
        check_inbox(outcome, site, jobs)
        _check_store(outcome, site, store)
    store.close()
    return outcome


def _job_folders(folder: Path, number: int) -> list[Path]:
    """Return folders of jobs, each with the log of one."""
    logs = folder / "logs"
    logs.mkdir(parents=True)
    job_logs.write(logs, number)
    folders = []
    for log in sorted(logs.iterdir())[:number]:
        job = folder / log.name.partition(".")[0]
        job.mkdir()
        log.rename(job / log.name)
        folders.append(job)
    return folders


def _faults(site: ManagerSite, proxy: CutProxy, sizes: Sizes) -> list[Callable[[], None]]:
    def cut() -> None:
        proxy.cut()
        time.sleep(2)
        proxy.mend()

    disks = sizes.full_disks if has_own_disk(site.folder) else 0
    return [
        *[site.kill_manager] * sizes.kills,
        *[site.kill_worker] * sizes.kills,
        *[site.kill_neo4j] * sizes.kills,
        *[cut] * sizes.cuts,
        *[lambda: site.fill_disk(5)] * disks,
    ]


def _run_together(jobs: Jobs, faults: _Faults) -> None:
    with ThreadPoolExecutor(_CLIENTS + 1) as pool:
        running = [
            pool.submit(faults.run),
            *(pool.submit(jobs.run, faults) for _ in range(_CLIENTS)),
        ]
        for each in running:
            each.result()


def _push(outcome: Outcome, folder: Path, environment: dict[str, str]) -> None:
    """Push what the steps could not send."""
    pending = list(folder.rglob(f"{provgraph_step.PENDING}*.json"))
    pushed = subprocess.run(  # noqa: S603  # ours
        [sys.executable, "-m", "provgraph", "push", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    outcome.check(pushed.returncode == 0, f"push: {pushed.stdout}{pushed.stderr}")
    outcome.check(not any(file.exists() for file in pending), "a file could not be pushed")


def check_inbox(outcome: Outcome, site: ManagerSite, jobs: Jobs) -> None:
    """Wait until the inbox is empty; check that each step has one receipt, and is loaded."""
    end = time.monotonic() + _SECONDS_TO_DRAIN
    with site.inbox() as inbox:
        while (status := inbox.status()).waiting + status.loading and time.monotonic() < end:
            time.sleep(0.2)
        outcome.check(not status.waiting + status.loading, f"the inbox is not emptied: {status}")
        outcome.check(not status.failed, f"documents failed: {inbox.receipts('failed')}")
        outcome.check(status.accepted == len(jobs.folders), f"{status.accepted} receipts: {status}")
        unknown = [name for name in jobs.receipts if inbox.receipt(name).status != "loaded"]
        outcome.check(not unknown, f"answered, and not loaded: {unknown}")


def _check_store(outcome: Outcome, site: ManagerSite, store: ScratchStore) -> None:
    """Compare the store with a load of the same documents in which nothing fails."""
    content, statuses = store.content(), store.statuses()
    incomplete = [name for name, status in statuses.items() if status != "complete"]
    outcome.check(not incomplete, f"documents are not complete: {incomplete}")
    outcome.check(site.stop() == 0, "the manager does not stop in order")
    documents = _kept(site)
    store.empty()
    connection = Connection(store.target)
    results = list(BatchLoader(connection, LoadOptions()).load(documents))
    connection.close()
    outcome.check(all(result.status == "loaded" for result in results), f"reference: {results}")
    outcome.check(store.content() == content, "another graph than without faults")
    outcome.check(store.statuses() == statuses, "other documents than without faults")


def _kept(site: ManagerSite) -> list[InputFile]:
    """Return the documents that the inbox has accepted, as it still keeps them."""
    documents: list[InputFile] = []
    with site.inbox() as inbox:
        inbox.retry_all("loaded")
        while works := inbox.claim():
            documents += [InputFile(w.delivery.name, content=inbox.data(w)) for w in works]
    return documents
