"""The lineage explorer in a real Chromium: it goes on in place, and answers about two nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from provgraph.pages import lineage as pages_lineage
from tests.browser.test_browser import CHROMIUM, browser
from tests.browser.test_pages import MERGE, MERGED, opened
from tests.support.expecting import expect
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import neo4j
    from playwright.sync_api import Locator, Page

    from provgraph.store import Store

    Open = Callable[..., Page]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
__all__ = ["browser", "opened"]

CUT = f"/lineage?id={quote(MERGED)}&depth=2"
_DERIVED = "\n".join(f"wasDerivedFrom(ex:product, ex:run{n})" for n in range(30))
_MANY = f"document\nprefix ex <http://example.org/>\n{_DERIVED}\nendDocument\n"
_PLACES = """() => Object.fromEntries([...items.values()].filter(i => i.group === null)
    .map(i => [i.nodes[0].id, [i.x, i.y].map((at, a) => at * view.scale + [view.x, view.y][a])]))"""
_LISTED = "rows => rows.map(row => row.dataset.node).sort()"
_TOP = "row => row.getBoundingClientRect().top"
_PICTURED = "nodes.map(node => node.id).sort()"


@pytest.fixture(scope="module")
def manager(
    _opened: Store, driver: neo4j.Driver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveManager]:
    """Return a manager of the example jobs, which no test of this file changes."""
    driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    folder = tmp_path_factory.mktemp("explorer")
    (folder / "many.provn").write_text(_MANY, "utf-8")
    results = list(_opened.load_all(_opened.files(["examples/ctapipe", str(folder)])))
    assert {result.status for result in results} == {"loaded"}
    with live_manager(_opened, folder) as manager:
        yield manager


def rows(page: Page) -> Locator:
    """Return the rows of the list."""
    return page.locator("#list tbody tr")


def status(page: Page) -> Locator:
    """Return the line above the picture."""
    return page.locator("#status")


def agree(page: Page) -> None:
    """Assert that the list has the nodes of the picture."""
    assert rows(page).evaluate_all(_LISTED) == page.evaluate(_PICTURED)


def same_elsewhere(page: Page, opened: Open) -> Page:
    """Open the URL of a page in a fresh profile, and assert that it lists and says the same."""
    other = opened(page.evaluate("location.pathname + location.search"))
    expect(other.locator("#result")).to_have_text(page.locator("#result").inner_text(),
                                                  use_inner_text=True)  # fmt: skip
    assert rows(other).evaluate_all(_LISTED) == rows(page).evaluate_all(_LISTED)
    return other


def test_a_frontier_goes_on_in_place(opened: Open) -> None:
    """What is beyond is added to picture and list; what was there stays where it was, selected."""
    page = opened(CUT)
    expect(status(page)).to_contain_text("not complete")
    agree(page)
    page.locator("#picture").press("ArrowUp")
    expect(page.locator("#details h2")).to_have_text("gamma_merged6.DL2.h5")
    before, count = page.evaluate(_PLACES), rows(page).count()
    row = rows(page).filter(has=page.locator("a[data-go]")).first
    name = row.get_attribute("data-node")
    page.evaluate("scrollTo(0, 300)")
    top = row.evaluate(_TOP)
    row.locator("a[data-go]").evaluate("link => link.click()")
    page.wait_for_url("**above=**")
    expect(status(page)).to_contain_text("added")
    agree(page)
    assert rows(page).count() > count
    after = page.evaluate(_PLACES)
    for each, at in before.items():
        assert after[each] == pytest.approx(at, abs=1), each
    expect(page.locator("#details h2")).to_have_text("gamma_merged6.DL2.h5")
    assert page.locator(f'tr[data-node="{name}"]').evaluate(_TOP) == pytest.approx(top, abs=1)
    page.wait_for_url("**selected=**")
    same_elsewhere(page, opened)
    page.go_back()
    expect(rows(page)).to_have_count(count)
    agree(page)
    expect(page.locator("#details h2")).to_have_text("gamma_merged6.DL2.h5")
    page.go_forward()
    expect(status(page)).to_contain_text("added")


def test_causes_and_effects_are_added_from_the_details(opened: Open) -> None:
    """From a file upstream its other effects are added; what is all there offers nothing more."""
    page = opened(f"/lineage?id={quote(MERGE)}")
    expect(status(page)).to_contain_text("nodes")
    known = rows(page).count()
    page.locator("#picture").press("ArrowUp")
    details = page.locator("#details")
    expect(details.get_by_role("link", name="its causes")).to_have_count(0)
    details.get_by_role("link", name="Add its effects").click()
    page.wait_for_url("**below=**")
    expect(details.get_by_role("link", name="Add its effects")).to_have_count(0)
    agree(page)
    assert rows(page).count() > known
    assert f'data-node="{MERGED}"' in page.locator("#list").inner_html()


def test_two_nodes_are_asked_about_by_keyboard(opened: Open) -> None:
    """Two are chosen in the picture; the three answers are shown; the URL holds all of it."""
    page = opened(CUT)
    ask = page.get_by_role("button", name="Path between")
    expect(ask).to_be_disabled()
    picture = page.locator("#picture")
    for key in ("ArrowUp", "c", "ArrowUp", "ArrowUp", "c"):
        picture.press(key)
    expect(page.locator("#list input:checked")).to_have_count(2)
    expect(page.locator("#two-names")).to_contain_text("2: ")
    ask.press("Enter")
    expect(page.locator("#result h2")).to_contain_text("Path between")
    expect(page.locator("#result li")).to_have_count(3)
    assert page.evaluate("[...items.values()].filter(isLit).length") == 3
    assert page.evaluate("edges.filter(edge => edge.lit).length") == 2
    other = same_elsewhere(page, opened)
    assert other.evaluate("edges.filter(edge => edge.lit).length") == 2
    for name in ("Common ancestors", "Difference"):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#result h2")).to_contain_text(name)
        agree(page)
    page.locator("#list input:checked").first.uncheck()
    expect(page.locator("#result h2")).to_have_count(0)
    assert "show=" not in page.url


def test_what_is_unfolded_is_in_the_url(opened: Open) -> None:
    """A page of a group, or all, is unfolded elsewhere, too; the rest is still folded."""
    page = opened("/lineage?id=ex:product")
    expect(status(page)).to_contain_text("31 nodes, 30 relations; folded into 2")
    for key in ("ArrowUp", "ArrowUp", "Enter"):
        page.locator("#picture").press(key)
    expect(status(page)).to_contain_text("folded into 26")
    page.wait_for_url("**beside=**")
    other = same_elsewhere(page, opened)
    expect(status(other)).to_contain_text("folded into 26")
    expect(other.locator("#details h2")).to_have_text("run0")
    other.get_by_role("button", name="Unfold all").click()
    other.wait_for_url("**unfolded=all**")
    expect(status(same_elsewhere(other, opened))).to_have_text("31 nodes, 30 relations")


def test_attributes_of_many_nodes_are_asked_for(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large page holds none, the details of a node do; a manager that is gone is reported."""
    monkeypatch.setattr(pages_lineage, "_WITH_ATTRIBUTES", 5)
    page = opened(CUT)
    assert page.evaluate("nodes.every(node => node.attributes === null)")
    page.locator("#picture").press("ArrowUp")
    expect(page.locator("#details")).to_contain_text("LaPalma-baseline-prod5")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    page.locator("#list a[data-go]").first.click()
    expect(status(page)).to_contain_text("does not answer")


def test_without_scripts_it_is_tables(opened: Open) -> None:
    """Without JavaScript the list goes on, and two of its rows are asked about."""
    page = opened(CUT, java_script_enabled=False)
    count = rows(page).count()
    page.locator("#list").get_by_role("link", name="Go on").first.click()
    assert rows(page).count() > count
    for row in (0, 1):
        rows(page).nth(row).locator("input").check()
    page.get_by_role("button", name="Path between").click()
    assert page.locator("#result li").count() == 2
    assert rows(page).count() > count


def test_what_is_shown_is_exported(opened: Open) -> None:
    """Each format has what was added, too; on a phone the details do not cover the picture."""
    page = opened(CUT, viewport={"width": 390, "height": 800})
    page.locator("#list a[data-go]").first.click()
    page.wait_for_url("**above=**")
    expect(status(page)).to_contain_text("added")
    ids = rows(page).evaluate_all(_LISTED)
    for link in page.locator("#exports a").all():
        answer = page.request.get(page.evaluate("a => a.href", link.element_handle()))
        assert answer.ok
        ids = rows(page).evaluate_all(_LISTED)
        assert all(
            name.rpartition("/")[2].removeprefix("urn:uuid:") in answer.text() for name in ids
        )
    page.locator("#picture").press("ArrowUp")
    picture, details = (page.locator(name).bounding_box() for name in ("#picture", "#details"))
    assert picture
    assert details
    assert picture["y"] + picture["height"] <= details["y"] + 1
    assert picture["height"] > 200
