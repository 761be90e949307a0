"""The pages over HTTP: who sees them, what they may load, and that texts stay texts."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import httpx2 as httpx
import pytest
from prov.model import ProvDocument

from provgraph.errors import UnreachableError
from provgraph.pages import asking, jobs
from provgraph.pages.security import CONTENT_SECURITY_POLICY
from tests.support.described_jobs import EXAMPLE, NAME, job, written
from tests.support.job_packages import member, package_bytes
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.access import Role
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
    "/jobs/files",
    "/logs?job=1",
    "/descriptions",
    "/documents?production=none",
    "/job?id=ex:illustrate",
    "/compare?left=ex:illustrate&right=ex:compose",
    "/diff?left=ex:chart1&right=ex:dataSet1",
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
ACTIVITY = "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996"
_HTML = {"Accept": "text/html"}


@pytest.fixture
def manager(store: Store, tmp_path: Path) -> Iterator[LiveManager]:
    """Return a manager of the emptied store."""
    with live_manager(store, tmp_path) as manager:
        yield manager


@pytest.fixture
def browser(manager: LiveManager) -> Iterator[httpx.Client]:
    """Return a client that logged in as a reader, with the login's link."""
    with _logged_in(manager, "reader") as client:
        yield client


@contextmanager
def _logged_in(manager: LiveManager, role: Role) -> Iterator[httpx.Client]:
    code = manager.services.codes.create(role, role)
    with httpx.Client(base_url=manager.url, headers=_HTML, timeout=60) as client:
        assert client.get(f"/login?code={code}").status_code == 303
        yield client


def _csrf(page: str) -> str:
    """Return the proof that the forms of a page carry."""
    return page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]


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
    assert f"{store.find().count} found." in browser.get("/find").text


def test_the_list_of_jobs_is_kept_for_each_session_until_the_store_changes(
    store: Store,
    manager: LiveManager,
    browser: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store is asked once for the same page; nobody gets the proof of another session."""
    monkeypatch.setattr(asking, "_SECONDS_TO_KEEP", 3600.0)
    asked: list[object] = []
    ask = jobs._ask  # noqa: SLF001  # what the page asks of the store
    monkeypatch.setattr(jobs, "_ask", lambda *what: asked.append(what) or ask(*what))  # type: ignore[func-returns-value]
    store.load(PRIMER)
    first, again = (browser.get("/jobs").text for _ in range(2))
    assert again == first
    assert len(asked) == 1
    with _logged_in(manager, "curator") as other:
        assert _csrf(other.get("/jobs").text) != _csrf(first)
        assert len(asked) == 2
    store.load("examples/ctapipe/11_chain_merge.provenance.log")
    assert "merge" in browser.get("/jobs").text.replace(first, "")
    assert len(asked) == 3


def test_an_empty_store_offers_the_examples(manager: LiveManager, browser: httpx.Client) -> None:
    """The first visit names the command that loads files; a writer can load the example data."""
    text = browser.get("/").text
    assert "provgraph load" in text
    assert "Load the example data" not in text
    assert browser.post("/examples", data={"csrf": _csrf(text)}).status_code == 403
    with _logged_in(manager, "writer") as writer:
        text = writer.get("/").text
        assert "Load the example data" in text
        assert writer.post("/examples", data={"csrf": "x"}).status_code == 403
        assert writer.post("/examples", data={"csrf": _csrf(text)}).status_code == 303
    examples = len(list(Path("examples/ctapipe").iterdir()))
    assert manager.services.inbox.status().waiting == examples


def test_a_store_that_does_not_answer_is_said(
    manager: LiveManager, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its database, the start says so, and still what waits in the inbox."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise UnreachableError("nobody listens there")

    monkeypatch.setattr(type(manager.services.store), "query", refuse)
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "The database does not answer" in answer.text
    assert "waiting or loading" in answer.text


def test_logs_are_on_the_pages(store: Store, manager: LiveManager, browser: httpx.Client) -> None:
    """A job's page lists its logs; a log shows its end, its start, and what has a text."""
    lines = "\n".join([*(f"line {number}" for number in range(1, 400)), "ERROR in the end"])
    logs = [member("std.out", lines.encode())]
    store.load(package_bytes(2), name="job")
    manager.services.logs.keep(package_bytes(2, logs=logs), [ACTIVITY])
    assert "std.out" in browser.get("/job", params={"id": ACTIVITY}).text
    listed = browser.get("/logs", params={"job": "102"}).text
    address = listed.split('href="/log?')[1].split('"')[0]
    end = browser.get(f"/log?{address}").text
    assert "ERROR in the end" in end
    assert 'class="failed"' in end
    assert ">line 200<" not in end
    assert ">line 200<" in browser.get(f"/log?{address}&first=1").text
    found = browser.get(f"/log?{address}&text=error").text
    assert "1 line with this text" in found
    assert browser.get("/log?number=999").status_code == 404


def test_a_description_says_who_conforms(
    store: Store, tmp_path: Path, browser: httpx.Client
) -> None:
    """A description's page has its roles, and each execution with what it violates."""
    store.describe(EXAMPLE)
    described = [{"url": "/scratch/proton.simtel.gz", "role": "dl0.sub.evt"}]
    jobs = [job(1, input=described), job(2)]
    store.load(written(tmp_path, "jobs.log", jobs))
    listed = browser.get("/descriptions").text
    assert NAME in listed
    address = listed.split('href="/description?')[1].split('"')[0]
    shown = browser.get(f"/description?{address}").text
    assert "dl1.tel.evt.muon" in shown
    assert ">protons_events<" in shown
    assert shown.count(">conforms<") == 1
    assert 'class="badge bad">error' in shown
    bad = browser.get("/job", params={"id": f"urn:uuid:{jobs[1]['activity_uuid']}"}).text
    assert "Described by" in bad
    assert 'class="badge bad">error' in bad


def test_of_very_many_jobs_values_are_counted_once(
    store: Store, tmp_path: Path, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values are counted over the jobs that meet the other conditions; of many, over all."""
    store.load(written(tmp_path, "jobs.log", [job(1), job(2, activity_name="other")]))
    few = browser.get("/jobs?status=completed&text=other").text
    monkeypatch.setattr("provgraph.pages.jobs._COUNTED", 1)
    many = browser.get("/jobs?text=other&status=completed").text
    assert ("numbers of all jobs" in few, "numbers of all jobs" in many) == (False, True)
    assert ("(1)" in few, "(2)" in few, "(2)" in many) == (True, False, True)


def test_a_file_has_versions_and_says_where_documents_differ(
    store: Store, tmp_path: Path, browser: httpx.Client
) -> None:
    """Two jobs wrote the same path one after the other; two documents label a chart differently."""
    output = [{"url": "/scratch/muons.hdf5", "role": "dl1.tel.evt.muon"}]
    store.load(written(tmp_path, "jobs.log", [job(1, output=output), job(2, output=output)]))
    versions = store.find(kind="entity", name="muons.hdf5").found
    assert len(versions) == 2
    text = browser.get("/element", params={"id": versions[0].id}).text
    assert "2 files were in the same place" in text
    for version in versions:
        assert version.id in text
    for number, label in enumerate(("day", "night")):
        document = ProvDocument()
        document.add_namespace("ex", "http://example.org/")
        document.entity("ex:chart", {"prov:label": label, "ex:same": "x"})
        store.load(str(document.serialize()).encode(), name=str(number))
    text = browser.get("/element?id=ex:chart").text
    assert "Where they differ" in text
    table = text.split("Where documents differ")[1].split("</table>")[0]
    assert ("day" in table, "night" in table, "same" in table) == (True, True, False)


@pytest.mark.parametrize(("declared", "note"), [("", ""), ("entity(ex:b)", "1 of them ")])
def test_impact_says_which_files_nothing_declares(
    declared: str, note: str, store: Store, browser: httpx.Client
) -> None:
    """Of all files it is said without their number, as on the command line."""
    lines = ("prefix ex <http://example.org/>", declared, "wasDerivedFrom(ex:b, ex:a)")
    text = "\n".join(("document", *lines, "wasDerivedFrom(ex:c, ex:b)", "endDocument"))
    store.load(text.encode(), name="a.provn")
    page = browser.get("/impact?id=http://example.org/a").text
    assert f"(2, {note}declared by no document)" in page


def test_a_stranger_is_led_to_the_login(manager: LiveManager) -> None:
    """No page is shown without a session; the login leads back to what was asked for."""
    for path in PAGES:
        answer = httpx.get(manager.url + path, headers=_HTML)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?next=")


def test_a_token_logs_in_and_a_wrong_one_waits(manager: LiveManager) -> None:
    """The form takes a token of the manager; after five wrong ones the sixth must wait."""
    with httpx.Client(base_url=manager.url, headers=_HTML, timeout=120) as client:
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
    """A page says in words that nothing has a name; a part of names leads to all that have it."""
    store.load(PRIMER)
    missing = browser.get("/element?id=nowhere")
    assert missing.status_code == 404
    assert "nowhere" in missing.text
    assert browser.get("/search?q=nowhere").status_code == 404
    assert browser.get("/search?q=hart").headers["location"] == "/find?name=%2Ahart%2A"
    store.load(b"document prefix e <http://e/> entity(e:a/twin) entity(e:b/twin) endDocument")
    several = browser.get("/search?q=twin")
    assert several.status_code == 409
    links = re.findall(r'<li><a href="(/[^"]*)"', several.text.split("Which one?")[1])
    assert [browser.get(link).status_code for link in links] == [200, 200]
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
