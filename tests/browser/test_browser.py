"""The page in a real Chromium: it is drawn, searched and unfolded, and asks nobody for anything."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # our own text is parsed

import pytest

from provgraph.render.html import html
from provgraph.results.nodes import Node, RelationLink
from tests.support.answers import EX, answer, chain
from tests.support.hostile_lineage import HOSTILE, hostile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from provgraph.results.lineage import Lineage

    Open = Callable[[Lineage], Page]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a running Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        # A container's root has no sandbox; the pages are our own.
        found = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return what opens a lineage; afterwards the page has requested itself and nothing else."""
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 760})
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))

    def opening(answer: Lineage) -> Page:
        file = tmp_path / "page.html"
        file.write_text(html(answer), encoding="utf-8")
        page.goto(file.as_uri())
        settled(page)
        return page

    yield opening
    assert said == []
    assert asked == [(tmp_path / "page.html").as_uri()]
    page.close()


def settled(page: Page) -> None:
    """Wait until two frames are drawn."""
    frame = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(frame)


def status(page: Page) -> str:
    """Return what the page says of itself."""
    return page.locator("#status").inner_text()


def colours(page: Page) -> int:
    """Return how many different pixels the picture has."""
    return int(
        page.evaluate(
            "() => new Set(new Uint32Array(context.getImageData("
            "0, 0, canvas.width, canvas.height).data.buffer)).size"
        )
    )


def where(page: Page, name: str) -> dict[str, float]:
    """Return where the item of that text is, seen from the canvas."""
    found: dict[str, Any] = page.evaluate(
        "name => { const i = [...items.values()].find(i => i.text.startsWith(name));"
        " return {x: i.x * view.scale + view.x, y: i.y * view.scale + view.y} }",
        name,
    )
    return {axis: float(found[axis]) for axis in ("x", "y")}


def test_a_small_lineage_is_open(opened: Open) -> None:
    """It is drawn whole; a click tells of a node, the keyboard walks on to its cause."""
    page = opened(chain(2))
    assert status(page) == "13 nodes, 14 relations"
    assert colours(page) > 20
    page.locator("#picture").click(position=where(page, "gamma_merged"))  # type: ignore[arg-type]
    details = page.locator("#details")
    assert details.locator("h2").inner_text() == "gamma_merged.DL2.h5"
    assert "http://example.org/4" in details.inner_text()
    page.keyboard.press("ArrowUp")
    assert details.locator("h2").inner_text() == "ctapipe-merge"
    details.get_by_role("button", name="gamma_run0001.dl2.h5").click()
    assert details.locator("h2").inner_text() == "gamma_run0001.dl2.h5"
    details.get_by_role("button", name="Close the details").click()
    assert details.is_hidden()
    page.keyboard.press("ArrowUp")
    assert details.is_visible()
    page.locator("#picture").press("Escape")
    assert details.is_hidden()


def test_a_large_lineage_is_searched_and_unfolded(opened: Open) -> None:
    """5,000 nodes open as a few; a search pulls one out; a group unfolds and folds again."""
    page = opened(chain(1660))
    folded = status(page)
    assert folded.endswith("folded into 12")
    page.keyboard.press("/")
    page.keyboard.type("run0042.dl2")
    assert page.locator("#found").inner_text() == "1 found"
    page.keyboard.press("Enter")
    assert page.locator("#details h2").inner_text() == "gamma_run0042.dl2.h5"
    assert status(page).endswith("folded into 13")
    page.keyboard.press("Enter")
    assert status(page) == folded
    page.locator("#picture").press("0")
    settled(page)
    page.locator("#picture").click(position=where(page, "gamma_part*"))  # type: ignore[arg-type]
    page.locator("#details").get_by_role("button", name="Unfold").click()
    assert status(page).endswith(f"folded into {12 + 24}")
    page.locator("#unfold").click()
    assert "folded" not in status(page)
    settled(page)
    assert colours(page) > 20
    page.locator("#fold").click()
    assert status(page) == folded


def test_a_group_unfolds_in_natural_order_by_pages(opened: Open) -> None:
    """Of 83 files 24 stand beside the group at first, run9 before run10; all around stays."""
    page = opened(chain(1660))
    before = page.evaluate("[...items.keys()].length")
    page.evaluate("turn([...items.values()].find(i => i.text === 'gamma_part*.DL2.h5'))")
    parts = "[...items.values()].filter(i => i.text.startsWith('gamma_part'))"
    shown = page.evaluate(f"{parts}.sort((a, b) => a.row - b.row || a.x - b.x).map(i => i.text)")
    assert shown == [f"gamma_part{n:03}.DL2.h5" for n in range(24)] + ["gamma_part*.DL2.h5"]
    assert page.evaluate("items.size") == before + 24
    page.locator("#picture").press("Enter")
    assert page.evaluate("items.size") == before
    page.evaluate("select([...items.values()].find(i => i.text === 'gamma_run*.dl2.h5'))")
    details = page.locator("#details")
    assert details.locator("li").last.inner_text() == "gamma_run0049.dl2.h5"
    details.get_by_role("button", name="Next").click()
    assert details.locator("li").first.inner_text() == "gamma_run0050.dl2.h5"


def circles() -> Lineage:
    """Return a chain of runs in which causes are related to effects, too, far and near."""
    whole = chain(49)
    ids = {node.label: node.id for node in whole.nodes}
    pairs = [
        ("base_config.yaml", "gamma_applied.DL2.h5"),
        ("gamma_0007.simtel.zst", "gamma_run0031.dl2.h5"),
        ("gamma_part000.DL2.h5", "gamma_part002.DL2.h5"),
        ("gamma_part001.DL2.h5", "gamma_part000.DL2.h5"),
        ("gamma_merged.DL2.h5", "gamma_merged.DL2.h5"),
    ]
    links = [RelationLink("wasDerivedFrom", ids[a], ids[b]) for a, b in pairs]
    return replace(whole, relations=(*whole.relations, *links))


@pytest.mark.parametrize("lineage", [chain(3), chain(49), circles()], ids=["3", "49", "circles"])
def test_no_relation_passes_through_a_node(opened: Open, lineage: Lineage) -> None:
    """Each point of each line is outside of all boxes, folded and unfolded, on any screen."""
    page = opened(lineage)
    for size in ({"width": 1280, "height": 760}, {"width": 390, "height": 800}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for fold in ("true", "false"):
            page.evaluate(f"foldAll({fold})")
            assert page.evaluate(_COVERED) == []


_COVERED = """() => {
  const covered = [];
  for (const edge of edges) {
    const way = wayOf(edge);
    for (let i = 1; i < way.length; i += 1) for (let t = 0; t <= 1; t += 0.05) {
      const [x, y] = way[i - 1], [endX, endY] = way[i], s = t * t * (3 - 2 * t);
      const px = x + (endX - x) * s, py = y + (endY - y) * (1.5 * t - 1.5 * t * t + t * t * t);
      for (const box of items.values()) {
        if (Math.abs(px - box.x) < WIDTH / 2 - 1 && Math.abs(py - box.y) < HEIGHT / 2 - 1) {
          covered.push(`${edge.from.text} to ${edge.to.text} through ${box.text}`);
        }
      }
    }
  }
  return covered;
}"""
"""The lines that pass through boxes: points of the curves that `line` draws."""


def test_the_details_are_sorted_and_without_doubles(opened: Open) -> None:
    """Attributes are in natural order; what is said twice is said once; runs tell jobs apart."""
    steps = {"step10": ("b",), "step9": ("a",)}
    attributes = {**steps, "ex:size": ("7", "7"), "size": ("7",), "name": ("job",)}
    nodes = [
        Node(f"{EX}{n}", "activity", (), "job", n, attributes={**attributes, "run": (str(n),)})
        for n in range(2)
    ]
    page = opened(answer(nodes, [RelationLink("wasInformedBy", EX + "0", EX + "1")]))
    page.locator("#picture").click(position=where(page, "job"))  # type: ignore[arg-type]
    details = page.locator("#details")
    names = ["id", "kind", "depth", "ex:size", "run", "step9", "step10"]
    assert details.locator("dt").all_inner_texts() == names
    assert details.locator("dd").all_inner_texts()[3::2] == ["7", "a"]
    assert page.evaluate("[...items.values()].map(i => i.detail).sort()") == ["run 0", "run 1"]


def test_hits_are_told_apart(opened: Open) -> None:
    """What a search found is not faded, all else is; a group says how many it holds."""
    page = opened(chain(1660))
    page.keyboard.press("/")
    page.keyboard.type("run0042.dl2")
    assert page.locator("#found").inner_text() == "1 found"
    told_apart = "[...items.values()].filter(i => !faded(i)).map(i => [i.text, hitsIn(i)])"
    shown = page.evaluate(told_apart)
    assert shown == [["gamma_run*.dl2.h5", 1]]


def test_the_picture_is_saved(opened: Open) -> None:
    """SVG holds each shape and name and nothing that runs; PNG is an image of the same shape."""
    page = opened(hostile())
    with page.expect_download() as saved:
        page.locator("#svg").click()
    text = saved.value.path().read_text("utf-8")
    root = ET.fromstring(text)  # noqa: S314  # our own text
    space = "{http://www.w3.org/2000/svg}"
    tags = {element.tag.removeprefix(space) for element in root.iter()}
    assert tags == {"svg", "title", "rect", "path", "text"}
    names = [element.text or "" for element in root.iter(f"{space}text")]
    assert {"<!-- <script>", "]]>", "&lt; &amp; &#65;"} <= set(names)
    assert not any("\u202e" in name for name in names)
    with page.expect_download() as saved:
        page.locator("#png").click()
    image = saved.value.path().read_bytes()
    assert image.startswith(b"\x89PNG")
    wide, high = (int.from_bytes(image[at : at + 4], "big") for at in (16, 20))
    assert abs(wide / high - float(root.attrib["width"]) / float(root.attrib["height"])) < 0.01


def test_panning_a_large_lineage_is_smooth(opened: Open) -> None:
    """All of 5,000 nodes unfolded are drawn in less than 0.15 s a frame, on any machine."""
    page = opened(chain(1660))
    page.locator("#unfold").click()
    milliseconds = page.evaluate(
        "() => { fit(); const t = performance.now(); for (let i = 0; i < 10; i++) paint();"
        " context.getImageData(0, 0, 1, 1); return (performance.now() - t) / 10 }"
    )
    assert milliseconds < 150


def test_hostile_labels_are_words(opened: Open) -> None:
    """Nothing in a label runs, ends an element or turns the page's text around."""
    page = opened(hostile())
    assert page.locator("script").count() == 2
    for text in HOSTILE:
        page.evaluate("text => goTo(nodes.find(n => n.label === text))", text)
        assert page.locator("#details h2").count() == 1
    shown = page.locator("body").inner_text()
    assert "\u202e" not in shown
    assert "right\\u202eto left\\u2066" in page.content()


def test_the_policy_holds(browser: Browser) -> None:
    """What would ask the network is refused by the browser itself."""
    page = browser.new_page()
    page.set_content(html(chain(1)))
    refused = page.evaluate(
        "() => new Promise(done => {"
        " document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));"
        " document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/'})); })"
    )
    assert refused == "img-src"
    page.close()
