"""What a page shows is waited for, also on a slow machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator
    from playwright.sync_api._generated import LocatorAssertions


def expect(locator: Locator) -> LocatorAssertions:
    """Return what waits until a part of a page is as a test expects it."""
    from playwright.sync_api import expect as expecting  # noqa: PLC0415  # it may be missing

    expecting.set_options(timeout=30_000)
    return expecting(locator)
