"""The manager's pages in a real Chromium: by mouse and keyboard, in both themes, accessible."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.worker import Worker
from provgraph.model.jobs import job_columns
from tests.browser.test_browser import CHROMIUM, browser
from tests.support import job_packages
from tests.support.expecting import expect
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from provgraph.graph.connection import Target
    from provgraph.results.access import Role
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]
    Open = Callable[..., Page]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
__all__ = ["browser"]

MERGED = "urn:uuid:963093ad-a2bb-4598-b5a5-d022ea36ffba"
MERGE = "urn:uuid:e80a120c-4f5a-42b7-b7ef-43fdbe5f9ce3"
PROCESS = "urn:uuid:e3ac5810-b9ea-422c-b2ce-064ecea1ec0d"
PAGES = {
    "home": "/",
    "jobs": "/jobs",
    "job-files": "/jobs/files",
    "logs": f"/logs?job={quote(PROCESS)}",
    "log": "/log?number=1",
    "descriptions": "/descriptions",
    "job": f"/job?id={quote(PROCESS)}",
    "compare": f"/compare?left={quote(PROCESS)}&right={quote(MERGE)}",
    "diff": f"/diff?left={quote(MERGED)}&right=gamma_applied.DL2.h5",
    "find": "/find?kind=entity",
    "element": f"/element?id={quote(MERGED)}",
    "lineage": f"/lineage?id={quote(MERGED)}",
    "lineage-path": f"/lineage?id={quote(MERGED)}&depth=2&chosen={quote(MERGED)}"
    f"&chosen={quote(MERGE)}&show=path&selected={quote(MERGE)}",
    "impact": f"/impact?id={quote(MERGED)}",
    "why": f"/why?id={quote(MERGED)}",
    "documents": "/documents",
    "document": f"/document?id={quote(MERGE)}",
    "documents-diff": f"/documents-diff?left={quote(MERGE)}&right={quote(PROCESS)}",
    "stats": "/stats",
    "questions": "/questions",
    "question": "/question/durations",
    "check": "/check?all=true",
    "inbox": "/inbox",
    "tokens": "/tokens",
    "missing": "/element?id=nowhere",
}
_PHONE = {"width": 390, "height": 800}
_WIDE = {"width": 1280, "height": 800}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_REFUSED = "the server responded with a status of 404"


@pytest.fixture
def manager(store: Store, tmp_path: Path) -> Iterator[LiveManager]:
    """Return a manager of the example jobs."""
    results = list(store.load_all(store.files(["examples/ctapipe"])))
    assert {result.status for result in results} == {"loaded"}
    with live_manager(store, tmp_path) as manager:
        yield manager


@pytest.fixture
def opened(browser: Browser, manager: LiveManager) -> Iterator[Open]:  # a fixture
    """Return what opens a page in a fresh profile; no page writes to the console."""
    contexts: list[BrowserContext] = []
    messages: list[str] = []

    def opening(path: str, role: Role = "reader", **options: object) -> Page:
        context = browser.new_context(**{"viewport": _WIDE, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(f"{manager.url}/login?code={manager.services.codes.create(role, role)}")
        page.goto(manager.url + path)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert [message for message in messages if _REFUSED not in message] == []


def _axe() -> str:
    package = pytest.importorskip("axe_playwright_python")
    return resources.files(package).joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(("scheme", "size"), [("light", _WIDE), ("dark", _PHONE)])
def test_all_pages_are_accessible_and_fit(
    opened: Open, manager: LiveManager, scheme: str, size: object
) -> None:
    """Axe finds nothing on any page, in both themes; none scrolls sideways on a phone."""
    script = _axe()
    log = job_packages.package_bytes(2, logs=[job_packages.member("std.out", b"an error\n")])
    manager.services.logs.keep(log, [PROCESS])
    manager.services.store.describe("examples/descriptions/ctapipe-display-muons.yaml")
    # The rules are run as a script of the test, which the pages' policy would refuse.
    page = opened("/", "admin", color_scheme=scheme, viewport=size, bypass_csp=True)
    root = page.url.rstrip("/")
    description = quote(manager.services.store.descriptions()[0].id)
    for name, path in {**PAGES, "description": f"/description?id={description}"}.items():
        answer = page.goto(root + path)
        assert answer is not None
        assert answer.status == (404 if name == "missing" else 200), name
        _check_page(page, script, name)
    page.context.clear_cookies()
    page.goto(root + "/")
    assert "/login" in page.url
    _check_page(page, script, "login")


def _check_page(page: Page, script: str, name: str) -> None:
    """Let axe look at a page, which must not be wider than its window."""
    page.evaluate(script)
    violations = page.evaluate(
        "tags => axe.run({runOnly: tags})"
        ".then(r => r.violations.map(v => [v.id, v.nodes[0].html, v.nodes[0].failureSummary]))",
        _RULES,
    )
    assert violations == [], name
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0, name


def test_by_mouse_from_the_start_to_a_lineage(opened: Open) -> None:
    """Clicks alone lead from the newest file to what it came from, and to the job that made it."""
    page = opened("/")
    page.get_by_role("link", name="gamma_merged6.DL2.h5").click()
    assert page.locator("h1").inner_text() == "gamma_merged6.DL2.h5"
    page.get_by_text("elements depend on it").wait_for()
    page.get_by_role("link", name="Where it came from").click()
    page.locator("#status", has_text="17 nodes, 31 relations").wait_for()
    expect(page.locator("table").last.locator("tbody tr")).to_have_count(17)
    page.get_by_role("link", name="ctapipe-merge").first.click()
    page.get_by_role("link", name="As a job").click()
    expect(page.get_by_role("link", name="gamma_merged6.DL2.h5")).to_have_count(1)


def test_by_keyboard_alone(opened: Open) -> None:
    """A search, a lineage and its picture are reached and used without a mouse."""
    page = opened("/")
    page.keyboard.press("/")
    page.keyboard.type("gamma_merged6.DL2.h5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/element?**")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lineage?**")
    picture = page.locator("#picture")
    picture.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#details h2")).to_have_count(1)
    expect(page.locator("#details").get_by_role("link", name="Lineage from here")).to_have_count(1)
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()


def test_a_copied_url_shows_the_same(opened: Open) -> None:
    """Filter, order, columns and page size are in the URL: another profile sees the same list."""
    page = opened("/jobs")
    page.get_by_label("Search").fill("process")
    page.get_by_label("Search").press("Enter")
    page.wait_for_url("**text=process**")
    page.get_by_role("link", name="Duration").click()
    page.wait_for_url("**sort=duration**")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Host", exact=True).uncheck()
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**column=**")
    path = page.evaluate("location.pathname + location.search")
    other = opened(path)
    assert other.locator("#list table").inner_text() == page.locator("#list table").inner_text()
    expect(other.locator("#list tbody tr")).to_have_count(6)
    assert "Host" not in other.locator("#list thead").inner_text()


def test_several_values_of_a_column_are_chosen(opened: Open) -> None:
    """Two names are ticked and shown together; the URL holds both."""
    page = opened("/jobs")
    page.locator("summary", has_text="Name").click()
    for name in ("ctapipe-merge", "ctapipe-apply-models"):
        page.locator("fieldset").get_by_label(name).check()
    page.locator("fieldset").get_by_role("button", name="Show").last.click()
    page.wait_for_url("**name=**name=**")
    expect(page.locator("#list tbody tr")).to_have_count(2)


def test_without_scripts_tables_and_forms_work(opened: Open) -> None:
    """Without JavaScript the jobs are filtered, and a lineage is a list."""
    page = opened("/jobs", java_script_enabled=False)
    page.get_by_label("Search").fill("merge")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.goto(page.url.split("/jobs")[0] + PAGES["lineage"])
    expect(page.locator("tbody tr")).to_have_count(17)


def test_a_curator_marks_and_withdraws(opened: Open) -> None:
    """A mark is made and withdrawn on the element's page; a reader has no button for it."""
    page = opened(PAGES["element"], "curator")
    page.get_by_text("Mark as bad").first.click()
    page.get_by_label("Reason").fill("clouds")
    page.get_by_role("button", name="Mark as bad").click()
    assert "Marked as bad: clouds" in page.locator(".notice").inner_text()
    reader = opened(PAGES["element"])
    assert "clouds" in reader.locator(".notice").inner_text()
    expect(reader.get_by_text("Mark as bad", exact=True)).to_have_count(0)
    page.locator("summary", has_text="withdraw the mark").click()
    page.get_by_role("button", name="Withdraw the mark").click()
    expect(page.locator(".notice")).to_have_count(0)


def test_a_choice_of_jobs_stays(opened: Open) -> None:
    """Rows of two pages are chosen; the choice is in the URL, and outlives renewal and sorting."""
    page = opened("/jobs?limit=5")
    boxes = page.locator("#list tbody input")
    note = page.locator("[data-selected]")
    boxes.nth(0).click()
    expect(note).to_have_text("1 chosen:")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="First page")).to_be_visible()
    boxes.nth(1).press("Space")
    expect(note).to_have_text("2 chosen:")
    expect(boxes.nth(1)).to_be_focused()
    with page.expect_response("**/jobs*"):
        page.evaluate(
            "htmx.ajax('GET', location.href, "
            "{source: '#list', target: '#list', select: '#list', swap: 'outerHTML'})"
        )
    expect(note).to_have_text("2 chosen:")
    other = opened(page.evaluate("location.pathname + location.search"))
    expect(other.locator("[data-selected]")).to_have_text("2 chosen:")
    expect(other.locator("#list tbody input:checked")).to_have_count(1)
    other.get_by_role("button", name="Compare two").click()
    expect(other.locator("h1")).to_have_text("Two jobs compared")


def test_all_jobs_that_match_are_acted_on(opened: Open) -> None:
    """All on a page are chosen by one box; all that match lead to their files and their PROV."""
    page = opened("/jobs?name=ctapipe-process")
    page.get_by_label("Choose all on this page").click()
    expect(page.locator("[data-selected]")).to_have_text("6 chosen:")
    page.get_by_role("link", name="Choose none").click()
    expect(page.locator("#list tbody input:checked")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("group", name="All that match").get_by_role("link", name="PROV").click()
    assert "ctapipe-process" in download.value.path().read_text()
    page.get_by_role("group", name="All that match").get_by_role("link", name="Files").click()
    expect(page.locator("h1")).to_have_text("Files that 6 jobs touched")
    row = page.locator("tr", has_text="history_meta_75.simtel.zst")
    expect(row.locator("td").nth(1)).to_have_text("6")
    page.get_by_role("link", name="Back to the jobs").click()
    page.get_by_role("link", name="What depends on them").click()
    expect(page.locator("#numbers")).to_contain_text("depend on them")


def test_an_administrator_clears_the_inbox_and_gives_a_token(
    opened: Open, manager: LiveManager, target: Target
) -> None:
    """What failed is loaded again and discarded; a token is made, shown once, and revoked."""
    inbox = manager.services.inbox
    inbox.accept(b"no document", Delivery.of("draft.txt", by="me"))
    with Worker(inbox, lambda: target) as worker:
        assert worker.load_waiting()
    page = opened("/inbox?status=failed", "admin")
    page.get_by_role("button", name="Load again").click()
    page.wait_for_url("**status=waiting")
    expect(page.locator("tbody tr", has_text="draft.txt")).to_have_count(1)
    page.get_by_role("button", name="Discard").click()
    page.wait_for_url("**status=discarded")
    expect(page.locator("tbody tr", has_text="draft.txt")).to_have_count(1)
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("For whom").fill("night shift")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator(".notice .mono")).to_contain_text("pgt_")
    page.get_by_role("button", name="Revoke the token of night shift").click()
    expect(page.locator("tr", has_text="night shift")).to_contain_text("revoked")
    expect(page.locator(".notice .mono")).to_have_count(0)


def test_pages_neither_skip_nor_repeat_while_jobs_arrive(opened: Open, cypher: Cypher) -> None:
    """1,000 jobs are put into the store between pages: each that was there is shown once."""
    _put(cypher, "old", 250)
    page = opened("/jobs?limit=100&since=2026-11-28")
    shown: list[str] = []
    following = page.get_by_role("link", name="Next page")
    for part in range(20):
        shown += page.locator("#list tbody input").evaluate_all("boxes => boxes.map(b => b.value)")
        if not following.count():
            break
        if part < 3:
            _put(cypher, f"new{part}", 334)
        with page.expect_navigation():
            following.click()
    assert len(shown) == len(set(shown))
    assert {f"urn:job:old-{number}" for number in range(250)} <= set(shown)


def _put(cypher: Cypher, name: str, count: int) -> None:
    """Put jobs into the store that all started between the others."""
    rows = [
        {
            "id": key,
            **job_columns(key, f"2026-11-28T10:00:{number % 60:02d}.000000Z", {"name": key}),
        }
        for number in range(count)
        for key in [f"urn:job:{name}-{number}"]
    ]
    cypher("UNWIND $rows AS row CREATE (j:Job:Store) SET j = row", rows=rows)
