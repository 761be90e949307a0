"""Unit tests need no server: one that asks for it is refused, one that starts it fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests of this folder that use the server of the other tests."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "target" in getattr(item, "fixturenames", ()):
            msg = f"{item.nodeid} needs a server: move it to tests/store"
            raise pytest.UsageError(msg)


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name no server, and a home in which none can be started."""
    monkeypatch.setenv("PROVGRAPH_HOME", os.devnull + "/no-server-in-unit-tests")
    monkeypatch.delenv("NEO4J_URI", raising=False)
