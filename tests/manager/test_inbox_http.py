"""The inbox over HTTP: documents are handed in, receipts are asked for, failures are retried."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import pytest

from provgraph.errors import InboxError
from provgraph.manager.inbox.inbox import Inbox
from provgraph.manager.inbox.limits import InboxLimits
from provgraph.manager.inbox.worker import Worker
from provgraph.manager.preferences import seconds_to_wait
from provgraph.manager.settings import ManagerSettings
from provgraph.results.receipts import InboxStatus, Receipt, ReceiptList
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.graph.connection import Target
    from provgraph.results.access import Role
    from provgraph.store import Store

TEXT = b"document\nprefix e <http://e/>\nentity(e:a)\nendDocument"


class Site:
    """A manager, and requests to it."""

    def __init__(self, manager: LiveManager, target: Target) -> None:
        """Take the manager, and the server of its store."""
        self.manager = manager
        self.inbox = manager.services.inbox
        self._target = target

    def ask(
        self,
        verb: str,
        path: str,
        *,
        role: Role = "admin",
        headers: dict[str, str] | None = None,
        **arguments: Any,  # noqa: ANN401  # httpx's own
    ) -> httpx.Response:
        """Send a request of a role."""
        return httpx.request(
            verb,
            f"{self.manager.url}/api/v1{path}",
            headers={**self.manager.headers(role), **(headers or {})},
            **arguments,
        )

    def hand_in(self, data: bytes = TEXT, **arguments: Any) -> httpx.Response:  # noqa: ANN401
        """Hand in a document as a writer."""
        arguments.setdefault("params", {"name": "a.provn"})
        return self.ask("POST", "/documents", **{"role": "writer", "content": data, **arguments})

    def load(self) -> None:
        """Let a worker load what waits."""
        with Worker(self.inbox, lambda: self._target) as worker:
            assert worker.load_waiting()


@pytest.fixture
def site(store: Store, target: Target, tmp_path: Path) -> Iterator[Site]:
    """Return a manager of the emptied store, without a worker."""
    limits = InboxLimits(document=5_000, expanded=20_000, waiting=3)
    with live_manager(store, tmp_path, replace(ManagerSettings(), inbox=limits)) as manager:
        yield Site(manager, target)


def test_a_document_is_handed_in_and_loaded(site: Site, store: Store) -> None:
    """The receipt's place is in the answer; when the worker is done, it has the load's result."""
    accepted = site.hand_in(params={"name": "a.provn", "production": "prod6", "format": "provn"})
    receipt = Receipt.from_json(accepted.json())
    assert accepted.status_code == 202
    assert accepted.headers["Location"] == f"/api/v1/receipts/{receipt.id}"
    assert (receipt.name, receipt.production, receipt.by) == ("a.provn", "prod6", "writer")
    site.load()
    path = accepted.headers["Location"].removeprefix("/api/v1")
    loaded = Receipt.from_json(site.ask("GET", path, role="reader").json())
    assert loaded.status == "loaded"
    assert loaded.result
    assert [document.id for document in store.documents()] == list(loaded.result.documents)


def test_the_same_again_is_the_same_receipt(site: Site) -> None:
    """Compressed for its way, as a compressed file, or both."""
    ids = [
        site.hand_in(data, headers={"Content-Encoding": encoding}).json()["id"]
        for data, encoding in (
            (TEXT, "identity"),
            (gzip.compress(TEXT), "identity"),
            (gzip.compress(TEXT), "gzip"),
            (gzip.compress(gzip.compress(TEXT)), "gzip"),
        )
    ]
    assert len(set(ids)) == 1


def test_waiting_for_the_result(site: Site) -> None:
    """`Prefer: wait` answers 200 with the result, or 202 when the time is over."""
    late = site.hand_in(headers={"Prefer": "wait=0"})
    assert late.status_code == 202
    site.load()
    path = late.headers["Location"].removeprefix("/api/v1")
    done = site.ask("GET", path, headers={"Prefer": "wait=5"})
    assert done.json()["status"] == "loaded"
    again = site.hand_in(headers={"Prefer": "wait=1", "Idempotency-Key": "k"})
    assert again.status_code == 202  # no worker loads it again
    site.load()
    again = site.hand_in(headers={"Prefer": "wait=1", "Idempotency-Key": "k"})
    assert (again.status_code, again.json()["result"]["status"]) == (200, "unchanged")


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("wait=7", 7),
        ("respond-async, wait=7", 7),
        ('Wait = "7"; x=1', 7),
        ("wait=99999", 60),
        ("wait=-1", 0),
        ("await=7", 0),
        ("wait=7.5", 0),
        ("wait=" + "9" * 5_000, 0),
    ],
)
def test_preferences(prefer: str | None, seconds: float) -> None:
    """RFC 7240's forms; what is none of them is ignored, as it says."""
    assert seconds_to_wait(prefer) == seconds


@pytest.mark.parametrize(
    ("data", "request_", "status", "error"),
    [
        (b"", {}, 422, "ReadError"),
        (b"x" * 5_001, {}, 413, "TooLargeError"),
        (iter([b"x" * 4_000] * 3), {}, 413, "TooLargeError"),
        (gzip.compress(bytes(30_000)), {}, 413, "TooLargeError"),
        (TEXT, {"headers": {"Content-Encoding": "gzip"}}, 422, "ReadError"),
        (TEXT, {"headers": {"Content-Encoding": "br"}}, 422, "SelectorError"),
        (TEXT, {"params": {"format": "word"}}, 422, "UnknownFormatError"),
        (TEXT, {"params": {"name": "a", "prodcution": "prod6"}}, 422, "SelectorError"),
        (TEXT, {"role": "reader"}, 403, "ForbiddenError"),
    ],
)
def test_what_is_refused(
    site: Site, data: bytes, request_: dict[str, Any], status: int, error: str
) -> None:
    """A problem says why, and nothing is kept."""
    answer = site.hand_in(data, **request_)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert site.inbox.status().accepted == 0


def test_another_document_with_the_same_key(site: Site) -> None:
    """It is refused: one of the two would be lost."""
    site.hand_in(headers={"Idempotency-Key": "k"})
    answer = site.hand_in(b"document endDocument", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["error"]) == (409, "KeyReuseError")


def test_a_full_inbox_says_when_to_come_again(site: Site) -> None:
    """Status 507 with Retry-After; what was accepted stays."""
    for number in range(3):
        assert site.hand_in(b"%d" % number).status_code == 202
    answer = site.hand_in(b"3")
    assert (answer.status_code, answer.json()["error"]) == (507, "InboxFullError")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_broken_inbox_tells_no_paths(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 503, and readiness says so; where the inbox lies is for the log alone."""

    def broken(*_: object, **__: object) -> None:
        raise InboxError("the inbox /srv/secret/inbox.sqlite3 cannot be used: disk I/O error")

    monkeypatch.setattr(Inbox, "accept", broken)
    monkeypatch.setattr(Inbox, "check", broken)
    for answer in (site.hand_in(), httpx.get(f"{site.manager.url}/health/ready")):
        assert answer.status_code == 503
        assert "secret" not in answer.text


def test_a_token_of_one_production(site: Site) -> None:
    """It hands in documents of that one, said or not, and of no other."""
    token = site.manager.services.tokens.create("job", "writer", production="prod6").secret
    headers = {"Authorization": f"Bearer {token}"}
    assert site.hand_in(headers=headers).json()["production"] == "prod6"
    named = {"production": "prod6"}
    assert site.hand_in(headers=headers, params=named).json()["production"] == "prod6"
    refused = site.hand_in(headers=headers, params={"production": "prod7"})
    assert (refused.status_code, refused.json()["error"]) == (403, "ForbiddenError")
    assert "'prod6' only, not of 'prod7'" in refused.json()["detail"]


def test_options_and_submitters_are_in_the_inbox(site: Site) -> None:
    """How a document is read is kept with it; the second who hands it in is on its receipt."""
    options = {"salvage": True, "base": "http://e/", "strict": True, "redact": True}
    first = site.hand_in(params={"name": "a.provn", **options})
    second = site.hand_in(params={"name": "a.provn", **options}, role="admin")
    assert (second.json()["by"], second.json()["others"]) == ("writer", ["admin"])
    assert first.json()["id"] == second.json()["id"]
    (work,) = site.inbox.claim()
    assert asdict(work.delivery.reading) == options


def test_pages_of_receipts(site: Site) -> None:
    """Newest first, by status, with the cursor of the next page."""
    ids = [site.hand_in(b"%d" % number).json()["id"] for number in range(3)]
    first = ReceiptList.from_json(site.ask("GET", "/receipts", params={"limit": 2}).json())
    second = site.ask("GET", "/receipts", params={"limit": 2, "cursor": first.next}).json()
    assert [r.id for r in first.receipts] == ids[:0:-1]
    assert [r["id"] for r in second["receipts"]] == ids[:1]
    failed = site.ask("GET", "/receipts", params={"status": "failed"})
    assert failed.json()["receipts"] == []
    for params in ({"status": "lost"}, {"cursor": "x"}, {"limit": 0}):
        assert site.ask("GET", "/receipts", params=params).status_code in {404, 422}
    status = InboxStatus.from_json(site.ask("GET", "/inbox", role="reader").json())
    assert (status.waiting, status.accepted) == (3, 3)


def test_a_failed_document_is_retried_and_discarded(site: Site) -> None:
    """By a curator, not by a writer; both stand in the audit trail."""
    receipt = site.hand_in(b"document entity(").json()["id"]
    site.load()
    path = f"/receipts/{receipt}"
    assert "a.provn: " in site.ask("GET", path).json()["error"]
    for verb, place in (("POST", f"{path}/retry"), ("DELETE", path)):
        assert site.ask(verb, place, role="writer").status_code == 403
    assert site.ask("POST", f"{path}/retry", role="curator").json()["status"] == "waiting"
    assert site.ask("DELETE", path, role="curator").json()["status"] == "discarded"
    again = site.ask("POST", f"{path}/retry", role="curator")
    assert (again.status_code, again.json()["error"]) == (409, "ReceiptError")
    assert site.ask("DELETE", "/receipts/nothing", role="curator").status_code == 404
    lines = site.manager.services.audit.path.read_text().splitlines()
    actions = [json.loads(line) for line in lines]
    assert [(a["action"], a["name"]) for a in actions if a.get("receipt") == receipt] == [
        ("retry", "curator"),
        ("discard", "curator"),
    ]
