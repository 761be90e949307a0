"""Fixtures: a manager of the emptied store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.store import Store


@pytest.fixture
def manager(store: Store, tmp_path: Path) -> Iterator[LiveManager]:
    """Return a manager of the emptied store."""
    with live_manager(store, tmp_path) as manager:
        yield manager
