"""The documentation as a site: it is built without a complaint, and no link is broken."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.site import broken_links, fetched_elsewhere
from tools import build_site, generate_commands, generate_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site."""
    return build_site.build(tmp_path_factory.mktemp("docs")).resolve()


def test_no_link_is_broken(site: Path) -> None:
    """Every page is there, and each link within the site leads to a file and its anchor."""
    assert len(list(site.rglob("index.html"))) > len(build_site.pages()) - 1
    assert list(broken_links(site)) == []


def test_a_planted_link_is_found(site: Path) -> None:
    """The check above can fail: for a missing page, file or anchor, but not for what is there."""
    page = site / "planted.html"
    page.write_text(
        '<p id="here"><a href="none/">1</a><a href="docs/model/#none">2</a><img src="none.png">'
        '<a href="#here">4</a><a href="docs/model/">5</a><a href="https://example.org/">6</a>'
    )
    try:
        broken = [line.partition(": ")[2] for line in broken_links(site)]
    finally:
        page.unlink()
    assert broken == ["docs/model/#none", "none.png", "none/"]


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    """Neither fonts nor scripts, styles or pictures: the site works without a network."""
    assert list(fetched_elsewhere(site)) == []
    page = site / "planted.html"
    page.write_text('<script src="https://cdn.example.org/x.js"></script><a href="https://a/">')
    try:
        assert list(fetched_elsewhere(site)) == ["planted.html: https://cdn.example.org/x.js"]
    finally:
        page.unlink()


def test_every_page_has_one_place() -> None:
    """The navigation names each page once, and no other."""
    navigation = tomllib.loads(build_site.CONFIG.read_text())["project"]["nav"]
    pages = [str(page.relative_to(build_site.ROOT)) for page in build_site.pages()]
    notebooks = [
        str(page.relative_to(build_site.ROOT).with_suffix(".md")) for page in build_site.notebooks()
    ]
    assert sorted(_places(navigation)) == sorted([*pages, *notebooks])


def test_outputs_of_a_notebook_are_shown(site: Path) -> None:
    """The picture of a lineage and the text of a print are on the page of the notebook."""
    text = (site / "examples" / "lineage" / "index.html").read_text()
    assert "<svg" in text
    assert "ctapipe-train-energy-regressor" in text
    assert "prefix ctapipe" in text


def test_generated_pages_are_current() -> None:
    """The commands are those of the command line, the schemas those of the answers."""
    commands, schemas = generate_commands.page(), generate_schemas.page()
    assert generate_commands.PAGE.read_text() == commands, "run python -m tools.generate_commands"
    assert generate_schemas.PAGE.read_text() == schemas, "run python -m tools.generate_schemas"


def _places(navigation: Any) -> Iterator[str]:  # noqa: ANN401  # lists and tables of TOML
    for entry in navigation:
        for place in entry.values():
            if isinstance(place, str):
                yield place
            else:
                yield from _places(place)
