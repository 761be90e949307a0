"""The pages over HTTP: who sees them, what they may load, and that texts stay texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx2 as httpx
import pytest
from prov.model import ProvDocument

from provgraph.pages.security import CONTENT_SECURITY_POLICY
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.store import Store

PRIMER = "examples/primer.provn"
PAGES = (
    "/",
    "/find",
    "/find?kind=entity&name=chart*",
    "/element?id=ex:chart1",
    "/jobs",
    "/jobs?sort=duration&ascending=true&column=name&column=duration",
    "/jobs?status=completed&text=chart",
    "/job?id=ex:illustrate",
    "/compare?left=ex:illustrate&right=ex:compose",
    "/lineage",
    "/lineage?id=ex:chart1&direction=both",
    "/lineage?id=ex:chart1&depth=1",
    "/impact?id=ex:dataSet1",
    "/why?id=ex:chart1",
    "/documents",
    "/document?id=primer.provn",
    "/stats",
    "/stats?per=month",
    "/questions",
    "/question/roles",
    "/check",
    "/check?all=true",
    "/inbox",
    "/inbox?status=failed",
    "/documents-diff?left=primer.provn&right=primer.provn",
)
_HTML = {"Accept": "text/html"}


@pytest.fixture
def manager(store: Store, tmp_path: Path) -> Iterator[LiveManager]:
    """Return a manager of the emptied store."""
    with live_manager(store, tmp_path) as manager:
        yield manager


@pytest.fixture
def browser(manager: LiveManager) -> Iterator[httpx.Client]:
    """Return a client that logged in as a reader, with the login's link."""
    code = manager.services.codes.create("reader", "reader")
    with httpx.Client(base_url=manager.url, headers=_HTML, timeout=60) as client:
        assert client.get(f"/login?code={code}").status_code == 303
        yield client


def test_each_page_is_shown(store: Store, browser: httpx.Client) -> None:
    """Each page of a store with a document answers, names its title and allows no inline script."""
    store.load(PRIMER)
    for path in PAGES:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert " provgraph</title>" in answer.text
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "<script>" not in answer.text
        assert " style=" not in answer.text


def test_an_empty_store_says_what_to_do(browser: httpx.Client) -> None:
    """The first visit names the command that loads files."""
    assert "provgraph load" in browser.get("/").text


def test_a_stranger_is_led_to_the_login(manager: LiveManager) -> None:
    """No page is shown without a session; the login leads back to what was asked for."""
    for path in PAGES:
        answer = httpx.get(manager.url + path, headers=_HTML)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?next=")


def test_a_token_logs_in_and_a_wrong_one_waits(manager: LiveManager) -> None:
    """The form takes a token of the manager; after five wrong ones the sixth must wait."""
    with httpx.Client(base_url=manager.url, headers=_HTML) as client:
        form = {"token": manager.tokens["reader"], "next": "/stats"}
        assert client.post("/login", data=form).headers["location"] == "/stats"
        assert "reader" in client.get("/stats").text
        wrong = [client.post("/login", data={"token": "pgt_x"}).status_code for _ in range(6)]
        assert wrong == [401, 401, 401, 401, 401, 429]


def test_another_site_cannot_log_a_person_in(manager: LiveManager) -> None:
    """A form of another site that holds its owner's token starts no session."""
    form = {"token": manager.tokens["reader"]}
    headers = {**_HTML, "Sec-Fetch-Site": "cross-site"}
    answer = httpx.post(manager.url + "/login", data=form, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["//evil.example.org", "https://evil.example.org", "/\\evil", "", "/\tx", "/ /x"]
)
def test_a_login_leads_nowhere_else(manager: LiveManager, path: str) -> None:
    """A link of another site cannot use the login to send people away."""
    form = {"token": manager.tokens["reader"], "next": path}
    answer = httpx.post(manager.url + "/login", data=form, headers=_HTML)
    assert answer.headers["location"] == "/"


def test_logging_out_needs_the_page(manager: LiveManager, browser: httpx.Client) -> None:
    """Another site cannot log a person out; the page's button can, and the cookie is void."""
    assert browser.post("/logout", data={"csrf": "x"}).status_code == 403
    proof = browser.get("/stats").text.split('name="csrf" value="')[1].split('"')[0]
    assert browser.post("/logout", data={"csrf": proof}).headers["location"] == "/login"
    assert browser.get("/stats").status_code == 303
    lines = manager.services.audit.path.read_text().splitlines()
    trail = [(entry["action"], entry["status"]) for entry in map(json.loads, lines)]
    assert trail == [("POST /logout", 403), ("POST /logout", 303)]


def test_what_does_not_exist_is_said(store: Store, browser: httpx.Client) -> None:
    """A page says in words that nothing has a name, or that several have, and which."""
    store.load(PRIMER)
    missing = browser.get("/element?id=nowhere")
    assert missing.status_code == 404
    assert "nowhere" in missing.text
    several = browser.get("/search?q=chart")
    assert several.status_code in {404, 409}
    assert browser.get("/search?q=ex:chart1").headers["location"].startswith("/element?id=")


def test_hostile_texts_stay_texts(store: Store, tmp_path: Path, browser: httpx.Client) -> None:
    """Names and values with markup are shown as they are, on every page that has them."""
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"
    document = ProvDocument()
    document.add_namespace("ex", "http://example.org/")
    made = document.entity("ex:made", {"prov:label": hostile, "ex:note": hostile})
    document.wasGeneratedBy(
        made, document.activity("ex:job", other_attributes={"prov:label": hostile})
    )
    file = tmp_path / "hostile.json"
    file.write_text(str(document.serialize()))
    store.load(file)
    for path in ("/", "/find", "/element?id=ex:made", "/lineage?id=ex:made", "/why?id=ex:made"):
        text = browser.get(path).text
        assert "<img" not in text, path
        assert "<script>alert" not in text, path
        assert "\u202e" not in text, path
