"""Every page with hostile texts in all that it shows and is asked: texts stay texts.

The pages come from the application's own routes: one that is new is tested, or fails for want of
an address.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx2 as httpx
import pytest

from provgraph.pages.security import CONTENT_SECURITY_POLICY
from tests.support.hostile_store import (
    CANARY,
    MARKUP,
    HostileStore,
    addresses,
    fill,
    page_routes,
    problems,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.graph.connection import Target
    from provgraph.store import Store
    from tests.support.manager import LiveManager


@pytest.fixture
def hostile(store: Store, manager: LiveManager, target: Target) -> HostileStore:
    """Return where the hostile texts of the store are."""
    return fill(store, manager, target)


@pytest.fixture
def browser(manager: LiveManager) -> Iterator[httpx.Client]:
    """Return a client that logged in as an administrator with a hostile name."""
    code = manager.services.codes.create(MARKUP, "admin")
    headers = {"Accept": "text/html"}
    with httpx.Client(base_url=manager.url, headers=headers, timeout=60) as client:
        client.get(f"/login?code={code}")
        yield client


def test_no_text_runs_on_any_page(
    manager: LiveManager, hostile: HostileStore, browser: httpx.Client
) -> None:
    """On each page, hostile texts of the store and of the URL are shown, and nothing else."""
    known = addresses(hostile)
    routes = list(page_routes(manager))
    assert {route.path for route in routes} == known.keys()
    for route in routes:
        first = known[route.path][0]
        joint = "&" if "?" in first else "?"
        asked = [f"{first}{joint}{name}={quote(MARKUP)}" for name in route.parameters]
        for address in (*known[route.path], *asked):
            answer = browser.get(address)
            assert answer.status_code < 500, address
            assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY, address
            assert answer.headers["x-content-type-options"] == "nosniff", address
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert problems(answer.text) == [], address


def test_hostile_texts_are_shown(hostile: HostileStore, browser: httpx.Client) -> None:
    """The texts are on the pages, escaped: the campaign attacks what is there."""
    known = addresses(hostile)
    for path in ("/", "/jobs", "/element", "/job", "/log", "/logs", "/description", "/inbox"):
        text = browser.get(known[path][0]).text
        assert f"&lt;{CANARY}" in text, path
        assert "\\u202e" in text, path


def test_a_spreadsheet_computes_nothing(hostile: HostileStore, browser: httpx.Client) -> None:
    """No cell of the CSV begins as a formula; the file's name is the manager's own."""
    assert hostile.log
    answer = browser.get("/jobs.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="jobs.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) > 2
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))] == []


def test_the_parser_of_the_tests_finds_attacks() -> None:
    """What would run is recognised: elements, attributes, URLs, turned text."""
    for attack in (
        f"<{CANARY}>",
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>",
        "<a href='javascript:alert(1)'>",
        "<p>\u202e</p>",
    ):
        assert problems(attack)
    assert problems('<a href="/x?next=javascript:1">&lt;script&gt;</a>') == []
