"""Running: limits of time and number; what nobody waits for is ended in Neo4j."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import pytest

from provgraph.errors import TimeLimitError, TooManyRequestsError
from provgraph.graph import statements
from provgraph.manager.settings import Limits, ManagerSettings
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from provgraph.client import ProvClient
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

_SLOW = "stats/kinds"
_LONG = "UNWIND range(1, 2000000000) AS n WITH n WHERE n % 2 = 3 RETURN '' AS kind, count(n) AS n"
_RUNNING = (
    "SHOW TRANSACTIONS YIELD currentQuery AS text WHERE text STARTS WITH 'UNWIND range' RETURN text"
)


@pytest.fixture
def manager(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveManager]:
    """Return a manager whose statistics take minutes, and which allows two requests at once."""
    known = statements.statement
    slow = replace(known(_SLOW), text=_LONG)
    monkeypatch.setattr(
        "provgraph.graph.connection.statement", lambda name: slow if name == _SLOW else known(name)
    )
    limits = Limits(concurrent=2, seconds=60)
    with live_manager(store, tmp_path, ManagerSettings(limits=limits)) as manager:
        yield manager


def _await(cypher: Cypher, number: int) -> None:
    """Wait until Neo4j runs this number of slow queries."""
    end = time.monotonic() + 20
    while len(rows := cypher(_RUNNING)) != number:
        assert time.monotonic() < end, f"{len(rows)} queries run, not {number}"
        time.sleep(0.05)


@contextmanager
def _asking(client: ProvClient) -> Iterator[threading.Thread]:
    """Ask for what takes minutes in a thread, and wait for its end."""

    def ask() -> None:
        with suppress(Exception):
            client.stats()

    thread = threading.Thread(target=ask)
    thread.start()
    yield thread
    thread.join(20)
    assert not thread.is_alive()


def test_what_nobody_waits_for_is_ended(manager: LiveManager, cypher: Cypher) -> None:
    """The client hangs up while Neo4j works; soon Neo4j works on nothing."""
    with httpx.Client() as client, pytest.raises(httpx.ReadTimeout):
        client.get(f"{manager.url}/api/v1/stats", headers=manager.headers(), timeout=1)
    started = time.monotonic()
    _await(cypher, 0)
    assert time.monotonic() - started < 5
    assert client.is_closed


def test_a_time_limit_ends_it(manager: LiveManager, cypher: Cypher) -> None:
    """The limit of the request holds; the error is that of the store."""
    with manager.client() as client, pytest.raises(TimeLimitError):
        client.within(0.5).stats()
    _await(cypher, 0)


def test_one_token_takes_two_places_at_most(manager: LiveManager, cypher: Cypher) -> None:
    """The third request at once is refused, that of another token is not."""
    with ExitStack() as asking:
        client = asking.enter_context(manager.client())
        other = asking.enter_context(manager.client("reader"))
        short = client.within(4)
        for _ in range(2):
            asking.enter_context(_asking(short))
        _await(cypher, 2)
        answer = httpx.get(f"{manager.url}/api/v1/empty", headers=manager.headers())
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
        assert answer.json()["error"] == TooManyRequestsError.__name__
        assert other.is_empty()
    with manager.client() as client:
        assert client.is_empty()
