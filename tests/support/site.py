"""A built site: what its pages link to, and which links lead nowhere."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class Page(HTMLParser):
    """The anchors and links of a page, and what a browser fetches to show it."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.fetched: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the element is called, and what it refers to."""
        values = {name: value for name, value in attrs if value}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        self.links |= {values[name] for name in ("href", "src") if name in values}
        if _FETCHED.get(tag) in values:
            self.fetched.add(values[_FETCHED[tag]])


def broken_links(site: Path) -> Iterator[str]:
    """Yield `page: link` for each link within the site that leads to no file or no anchor."""
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}
    for file, page in sorted(pages.items()):
        for link in sorted(page.links):
            if not _leads_somewhere(site, file, link, pages):
                yield f"{file.relative_to(site)}: {link}"


def fetched_elsewhere(site: Path) -> Iterator[str]:
    """Yield `file: URL` for what pages and style sheets fetch from other servers."""
    for file in sorted(site.rglob("*.html")):
        for url in sorted(Page(file.read_text(encoding="utf-8")).fetched):
            if urlsplit(url).netloc:
                yield f"{file.relative_to(site)}: {url}"
    for file in sorted(site.rglob("*.css")):
        text = file.read_text(encoding="utf-8")
        if "url(http" in text or "url(//" in text or "@import" in text:
            yield f"{file.relative_to(site)}: another server"


def _leads_somewhere(site: Path, file: Path, link: str, pages: dict[Path, Page]) -> bool:
    url = urlsplit(link)
    if url.scheme or url.netloc:
        return True
    path = unquote(url.path)
    target = site / path.lstrip("/") if path.startswith("/") else file.parent / path
    target = (target if path else file).resolve()
    target = target / "index.html" if target.is_dir() else target
    page = pages.get(target)
    if page is None:
        return target.is_file()
    return not url.fragment or unquote(url.fragment) in page.anchors
