"""Take the pictures of the pages for docs/screenshots.md, of a store with the example data.

Run from the root of a checkout, with Chromium:

    python -m tools.screenshots [FOLDER]
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

import provgraph
from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.worker import Worker
from tests.support import job_logs, job_packages
from tests.support.manager import LiveManager, live_manager
from tests.support.server import Server, server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from provgraph.store import Store

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images" / "pages"
JOB = "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996"
OTHER_JOB = "urn:uuid:e80a120c-4f5a-42b7-b7ef-43fdbe5f9ce3"
JOB_ID = "102"
FILE = "gamma_merged6.DL2.h5"
MARKED = "gamma_run103.dl2.h5"
_QUALITY = 45
_LOG = "\n".join(
    [
        *(f"2020-09-03 11:01:{second} INFO read event {second}00" for second in range(50, 55)),
        "2020-09-03 11:01:55 ERROR no muon ring was found in event 5512",
        "2020-09-03 11:01:55 INFO wrote muons_22.hdf5",
    ]
)


Scheme = Literal["light", "dark"]
SIZES = {"wide": {"width": 1200, "height": 760}, "phone": {"width": 390, "height": 780}}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PAGES = {
    "start": "/",
    "jobs": "/jobs",
    "job": f"/job?id={quote(JOB)}",
    "logs": f"/logs?job={JOB_ID}",
    "compare": f"/compare?left={quote(JOB)}&right={quote(OTHER_JOB)}",
    "file": f"/element?id={FILE}",
    "lineage": f"/lineage?id={FILE}",
    "impact": f"/impact?id={MARKED}",
    "why": f"/why?id={FILE}",
    "find": "/find",
    "documents": "/documents",
    "descriptions": "/descriptions",
    "check": "/check",
    "questions": "/questions",
    "statistics": "/stats",
    "inbox": "/inbox",
    "tokens": "/tokens",
    "login": "/login",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page, how large, and in which theme."""

    page: str
    size: str
    scheme: Scheme

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.page}-{self.size}-{self.scheme}.webp"


def pictures() -> Iterator[Picture]:
    """Yield all pictures."""
    for page in PAGES:
        for size in SIZES:
            for scheme in SCHEMES:
                yield Picture(page, size, scheme)


def main(folder: Path = IMAGES) -> None:
    """Take all pictures."""
    folder.mkdir(exist_ok=True)
    with site() as manager, _chromium() as browser:
        for picture in pictures():
            (folder / picture.name).write_bytes(_taken(browser, manager, picture))


@contextmanager
def site() -> Iterator[LiveManager]:
    """Serve a store with the examples, more jobs, a description, a mark and logs."""
    with server() as running, tempfile.TemporaryDirectory() as folder:
        target = running.target
        with provgraph.connect(
            target.uri, username=target.username, password=target.password
        ) as store:
            _fill(store, Path(folder) / "logs")
            with live_manager(store, Path(folder) / "manager") as manager:
                _hand_in(manager, running)
                yield manager


def _fill(store: Store, folder: Path) -> None:
    folder.mkdir()
    job_logs.write(folder, 60)
    for name in ("process-7", "process-31"):
        file = folder / f"{name}.provenance.log"
        file.write_text(file.read_text().replace('"completed"', '"error"'))
    examples = ROOT / "examples"
    store.describe(examples / "descriptions" / "ctapipe-display-muons.yaml")
    list(store.load_all(store.files([str(examples / "ctapipe"), str(folder)])))
    store.mark("gamma_run103.dl2.h5", reason="clouds above the array", by="shift crew")


def _hand_in(manager: LiveManager, running: Server) -> None:
    names = ("Ctapipe_Log.txt", "DataManagement_Log.txt", "std.out")
    logs = [job_packages.member(name, _LOG.encode()) for name in names]
    inbox = manager.services.inbox
    for number in range(1, 5):
        content = job_packages.package_bytes(number, logs=logs)
        inbox.accept(content, Delivery.of(f"job {number}", by="dirac", production="LaPalma"))
    inbox.accept(json.dumps({"no": "document"}).encode(), Delivery.of("draft.json", by="me"))
    with Worker(inbox, lambda: running.target) as worker:
        while worker.load_waiting():
            pass
    manager.services.store.update_dirac_jobs(answers=str(ROOT / "examples" / "dirac-jobs.json"))


@contextmanager
def _chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only pictures need it

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def _taken(browser: Browser, manager: LiveManager, picture: Picture) -> bytes:
    """Return a page as WebP, which Playwright itself does not write."""
    context = browser.new_context(
        viewport=SIZES[picture.size],  # type: ignore[arg-type]  # a TypedDict of the same keys
        color_scheme=picture.scheme,
    )
    page = context.new_page()
    if picture.page != "login":
        page.goto(f"{manager.url}/login?code={manager.services.codes.create('admin', 'admin')}")
    page.goto(manager.url + PAGES[picture.page], wait_until="networkidle")
    session = context.new_cdp_session(page)
    options = {"format": "webp", "quality": _QUALITY}
    answer = session.send("Page.captureScreenshot", options)
    context.close()
    return base64.b64decode(answer["data"])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
