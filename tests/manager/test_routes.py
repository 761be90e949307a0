"""Routes beside the table of operations, and the guard before all of them."""

from __future__ import annotations

import csv
import io
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from fastapi.routing import iter_route_contexts

from provgraph.manager.guard import hosts_of
from provgraph.manager.inbox.limits import InboxLimits
from provgraph.manager.settings import Limits, ManagerSettings
from provgraph.pages.app import create_app
from tests.support.manager import live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.store import Store
    from tests.support.manager import LiveManager

ROOT = Path(__file__).parents[2]
DESCRIPTIONS = ROOT / "examples/descriptions/ctapipe-display-muons.yaml"


@pytest.fixture
def http(manager: LiveManager) -> Iterator[httpx.Client]:
    """Return a client of a curator, for paths below the API."""
    base = f"{manager.url}/api/v1"
    with httpx.Client(base_url=base, headers=manager.headers("curator"), timeout=120) as client:
        yield client


def test_head_is_answered_as_get(store: Store, manager: LiveManager) -> None:
    """Each route that takes GET: the same status, length, type and tag, and no body."""
    store.load(ROOT / "examples/primer.provn")
    routes = iter_route_contexts(create_app(manager.services).routes)
    paths = {route.path or "" for route in routes if "GET" in (route.methods or ())}
    assert len(paths) > 50
    headers = manager.headers() | {"Accept-Encoding": "identity"}
    with httpx.Client(base_url=manager.url, headers=headers, timeout=60) as client:
        for path in sorted(paths - _CHANGING):
            url = path.replace(":path}", "}").replace("{", "").replace("}", "") + "?id=ex:chart1"
            got, head = client.get(url), client.head(url)
            assert head.content == b"", path
            assert _facts(head) == _facts(got), path


_CHANGING = {"/metrics"}
"""What answers another text each time."""


def _facts(answer: httpx.Response) -> tuple[object, ...]:
    names = ("content-length", "content-type", "etag", "cache-control", "location")
    return answer.status_code, *(answer.headers.get(name) for name in names)


def test_a_named_question_is_answered(store: Store, http: httpx.Client) -> None:
    """Its parameters are those of the query; what is missing or unknown is said."""
    store.load(ROOT / "examples/primer.provn")
    assert http.get("/questions/undeclared").json() == store.query("undeclared").as_json()
    assert http.get("/questions/made_by").status_code == 422
    assert "no parameter" in http.get("/questions/undeclared?x=1").json()["detail"]
    assert http.get("/questions/nothing").status_code == 422


@pytest.mark.parametrize(
    "path", ["/cypher", "/query?statement=RETURN%201", "/questions/RETURN%201"]
)
def test_cypher_is_not_taken(http: httpx.Client, path: str) -> None:
    """No route runs a statement that a client sends."""
    assert http.get(path).status_code in {404, 422}
    assert http.post(path, json={"statement": "RETURN 1"}).status_code in {404, 405}


def test_tables_are_json_or_csv(store: Store, http: httpx.Client) -> None:
    """By name or Accept; the CSV has a line for the columns and one for each row."""
    store.load(ROOT / "examples/ctapipe/11_chain_merge.provenance.log")
    rows: list[dict[str, Any]] = http.get("/tables/activities").json()["rows"]
    assert rows == store.table("activities")
    named = http.get("/tables/activities?format=csv")
    asked = http.get("/tables/activities", headers={"Accept": "text/csv"})
    assert named.text == asked.text
    assert len(list(csv.DictReader(io.StringIO(named.text)))) == len(rows)
    assert http.get("/tables/nothing").status_code == 404


def test_descriptions_are_drafted_and_put(store: Store, http: httpx.Client) -> None:
    """A draft is YAML; descriptions replace those of the same source; bad ones are refused."""
    store.load(ROOT / "examples/ctapipe/11_chain_merge.provenance.log")
    assert http.get("/descriptions/draft").text == store.draft()
    for status in ("loaded", "unchanged"):
        answer = http.post("/descriptions?source=mine", content=DESCRIPTIONS.read_bytes())
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    bad = http.post("/descriptions?source=mine", content=b"activities: 3")
    assert (bad.status_code, bad.json()["error"]) == (422, "ReadError")


@pytest.mark.parametrize("parameter", ["limt=5", "within=0", "page=x"])
def test_a_wrong_parameter_is_refused(http: httpx.Client, parameter: str) -> None:
    """A misspelt limit must not mean that there is none."""
    answer = http.get(f"/elements?{parameter}")
    assert (answer.status_code, answer.json()["error"]) == (422, "SelectorError")


def _raw(manager: LiveManager, request: bytes) -> bytes:
    """Return the first line of the answer to a request as it is written."""
    where = urlsplit(manager.url)
    with socket.create_connection((str(where.hostname), where.port or 0), timeout=10) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


@pytest.mark.parametrize(
    "host",
    ["evil.example.org", "127.0.0.1.evil.org", "localhost@evil.org", "localhost/x", "", "a b"],
)
def test_another_host_is_refused(manager: LiveManager, host: str) -> None:
    """A page that has its name resolved to this machine gets nothing, nor does a broken name."""
    line = _raw(manager, f"GET /health/live HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert line.split()[1] in {b"400", b"421"}


def test_two_hosts_are_refused(manager: LiveManager) -> None:
    """Which of them counts depends on who reads it."""
    head = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: evil.org\r\n\r\n"
    assert _raw(manager, head).split()[1] in {b"400", b"421"}


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1:80", "[::1]:8474"])
def test_its_own_names_are_answered(manager: LiveManager, host: str) -> None:
    """Loopback by each of its names, on any port."""
    line = _raw(manager, f"GET /health/live HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert line.split()[1] == b"200"


def test_public_and_allowed_names_are_hosts() -> None:
    """The public URL's, those of `allowed_hosts`, and the address that it listens on."""
    settings = ManagerSettings(
        host="192.0.2.7", public_url="https://prov.example.org/p", allowed_hosts=("Prov.lan",)
    )
    assert {"192.0.2.7", "prov.example.org", "prov.lan"} <= hosts_of(settings)


def test_a_body_that_is_too_long_is_refused(manager: LiveManager) -> None:
    """By its declared length before it is read, and by its true one while it is."""
    head = "POST /api/v1/impact HTTP/1.1\r\nHost: localhost\r\n"
    declared = _raw(manager, f"{head}Content-Length: 99999999999\r\n\r\n".encode())
    assert declared.split()[1] == b"413"


def test_a_body_in_parts_is_counted(store: Store, tmp_path: Path) -> None:
    """A client that does not say how long its body is cannot send more either."""
    settings = ManagerSettings(limits=Limits(body=100), inbox=InboxLimits(document=100))
    with live_manager(store, tmp_path, settings) as manager:
        answer = httpx.post(
            f"{manager.url}/api/v1/impact",
            headers=manager.headers(),
            content=iter([b'{"id": ["', b"x" * 200, b'"]}']),
        )
    assert answer.status_code == 413
