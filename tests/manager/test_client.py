"""The client against a live manager: answers equal those of the store."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import httpx2 as httpx
import pytest

from provgraph.client import ProvClient, credentials
from provgraph.errors import NotFoundError, UnauthenticatedError

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.store import Store
    from tests.support.manager import LiveManager

PRIMER = "examples/primer.provn"


def test_questions_are_answered_as_by_the_store(store: Store, manager: LiveManager) -> None:
    """A page, an element and a lineage are the same objects, through HTTP and back."""
    store.load(PRIMER)
    with manager.client("reader") as client:
        assert client.find(kind="entity") == store.find(kind="entity")
        assert client.show("ex:chart1") == store.show("ex:chart1")
        assert client.lineage("ex:chart1") == store.lineage("ex:chart1")
        assert client.documents() == store.documents()


def test_an_earlier_answer_is_continued(store: Store, manager: LiveManager) -> None:
    """A lineage that was cut goes on from its frontier, as it does with the store."""
    store.load(PRIMER)
    with manager.client("reader") as client:
        cut = client.lineage("ex:chart1", depth=1)
        assert not cut.complete
        assert client.lineage("ex:chart1", before=cut) == store.lineage("ex:chart1", before=cut)


def test_errors_are_those_of_the_store(manager: LiveManager) -> None:
    """What is not there raises the same exception, with the same text."""
    with manager.client("reader") as client, pytest.raises(NotFoundError, match="nowhere"):
        client.show("nowhere")


def test_logins_at_once_are_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What processes write side by side is there in the end, and what one forgets is gone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("PROVGRAPH_TOKEN", raising=False)
    urls = [f"https://m{number}.example.org" for number in range(12)]
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        list(pool.map(credentials.save, urls, urls))
    assert [credentials.token(url) for url in urls] == urls
    credentials.save(urls[0], None)
    assert [credentials.token(url) for url in urls] == [None, *urls[1:]]
    assert sorted(path.name for path in credentials.file().parent.iterdir()) == [
        "tokens.json",
        "tokens.json.lock",
    ]


def test_a_token_is_needed(manager: LiveManager) -> None:
    """Without one, or with a wrong one, nothing is answered."""
    for token in (None, "pgt_wrong"):
        with ProvClient(manager.url, token=token) as client, pytest.raises(UnauthenticatedError):
            client.stats()


def test_health_and_description_need_no_token(manager: LiveManager) -> None:
    """A proxy and a generator of clients may ask for them."""
    assert httpx.get(f"{manager.url}/health/live").json() == {"status": "live"}
    assert httpx.get(f"{manager.url}/health/ready").json() == {"status": "ready"}
    description = httpx.get(f"{manager.url}/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
