"""Every page with hostile texts in a real Chromium: nothing runs, nothing is refused, none errs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_browser import CHROMIUM, browser
from tests.support.hostile_store import MARKUP, addresses, fill
from tests.support.manager import live_manager

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from provgraph.graph.connection import Target
    from provgraph.store import Store

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
__all__ = ["browser"]
_EXPECTED = "the server responded with a status of 4"
_FILES = {"/jobs.csv", "/jobs/prov", "/lineage/export"}


def test_nothing_runs(browser: Browser, store: Store, target: Target, tmp_path: Path) -> None:
    """No page opens a dialog, writes to the console, or has something that the policy refuses."""
    with live_manager(store, tmp_path) as manager:
        pages = addresses(fill(store, manager, target))
        messages: list[str] = []
        page = browser.new_page()
        page.on("console", lambda message: messages.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: messages.append(f"{page.url}: {error}"))
        page.on("dialog", lambda dialog: messages.append(dialog.message))
        code = manager.services.codes.create(MARKUP, "admin")
        page.goto(f"{manager.url}/login?code={code}")
        for path, shown in pages.items():
            for address in () if path in _FILES else shown:
                page.goto(manager.url + address)
                assert page.locator("xss-canary, main img, main svg[onload]").count() == 0, address
        page.close()
    assert [message for message in messages if _EXPECTED not in message] == []
