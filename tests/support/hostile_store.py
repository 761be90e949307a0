"""A store, and a manager, whose texts attack the pages that show them; and all pages they show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from fastapi.routing import APIRoute, iter_route_contexts
from prov.model import ProvDocument

from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.worker import Worker
from provgraph.pages.app import create_app
from tests.support import described_jobs, job_packages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.dependencies.models import Dependant

    from provgraph.graph.connection import Target
    from provgraph.store import Store
    from tests.support.manager import LiveManager

CANARY = "xss-canary"
MARKUP = (
    f"\"'></title></script></style>--><{CANARY} onfocus=alert(1) autofocus tabindex=1>"
    "<img src=x onerror=alert(1)><svg onload=alert(1)>{{7*7}}${7*7}\u202e\u2066"
)
VISIBLE = MARKUP.rstrip("\u202e\u2066")
"""The names of tokens have no control characters."""
SCRIPT_URL = "javascript:alert(1)//"
FORMULA = '=HYPERLINK("http://evil.example.org","x")'
ACTIVITY = "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996"
_JOB = "urn:uuid:5dc245d2-aa16-4026-9da9-000000000001"
_OPEN = {"/login", "/login/oidc", "/login/oidc/back"}
_NO_PAGES = ("/api/", "/health/", "/metrics", "/static/")
_URLS = {"href", "src", "action", "formaction", "hx-get", "hx-post"}
_ELEMENTS_THAT_LOAD = {"img", "iframe", "object", "embed", "base", "style", CANARY}
_SHOWN = {"title", "aria-label", "placeholder", "alt"}
_INVISIBLE = "\u202e\u2066"


@dataclass(frozen=True, slots=True)
class HostileStore:
    """Where hostile texts are: elements, a document, a log, a description."""

    entity: str
    other: str
    description: str
    document: str
    log: int


def fill(store: Store, manager: LiveManager, target: Target) -> HostileStore:
    """Put hostile texts wherever one can: names, ids, values, logs, descriptions, tokens."""
    store.load(str(_document().serialize()).encode(), name=f"{MARKUP}.json")
    description = store.describe(json.dumps(_description()).encode(), source=MARKUP)
    store.load(json.dumps([_record()]).encode(), name=FORMULA)
    store.mark(f"{SCRIPT_URL}file", reason=MARKUP, by=MARKUP)
    _hand_in(manager, target)
    manager.services.tokens.create(VISIBLE, "writer", production=VISIBLE)
    return HostileStore(
        entity=f"{SCRIPT_URL}file",
        other=_JOB,
        description=store.descriptions()[0].id,
        document=description.document,
        log=manager.services.logs.of_job(ACTIVITY).logs[0].number,
    )


def _document() -> ProvDocument:
    document = ProvDocument()
    document.add_namespace("js", SCRIPT_URL)
    document.add_namespace("ex", "http://example.org/")
    file = document.entity(
        "js:file",
        {
            "prov:label": MARKUP,
            "prov:type": MARKUP,
            "prov:location": f"/{MARKUP}/x",
            "js:on": MARKUP,
            "ex:formula": FORMULA,
        },
    )
    activity = document.activity("js:run", other_attributes={"prov:label": FORMULA})
    made = document.entity("ex:made", {"prov:label": MARKUP})
    document.used(activity, file, other_attributes={"prov:role": MARKUP})
    document.wasGeneratedBy(made, activity, other_attributes={"prov:role": FORMULA})
    document.wasAssociatedWith(activity, document.agent("ex:me", {"prov:label": MARKUP}))
    return document


def _record() -> dict[str, Any]:
    """Return the log of a job that is described, with hostile texts."""
    record = described_jobs.job(1, version=MARKUP, activity_name=MARKUP, status="error")
    record["system"] |= {
        "platform": {"node": MARKUP},
        "arguments": [FORMULA, MARKUP, SCRIPT_URL],
        "python": {"packages": [{"name": MARKUP, "version": MARKUP}]},
    }
    record["config"] = {MARKUP: {MARKUP: MARKUP, "formula": FORMULA, "url": SCRIPT_URL}}
    record["output"] = [{"url": f"/{MARKUP}/y.h5", "role": MARKUP}]
    return record


def _description() -> dict[str, Any]:
    text = {"description": MARKUP}
    return {
        "activities": [
            {
                "name": MARKUP,
                "version": MARKUP,
                "type": MARKUP,
                "docurl": SCRIPT_URL,
                **text,
                "uses": [{"role": MARKUP, "entity": MARKUP, **text}],
                "parameters": [{"name": MARKUP, "valueType": "string", **text}],
            }
        ],
        "entities": [{"name": MARKUP, **text}],
    }


def _hand_in(manager: LiveManager, target: Target) -> None:
    """Let the inbox have a job with hostile logs, and a document that fails."""
    logs = [job_packages.member(f"{MARKUP}.log", f"{MARKUP}\n{FORMULA} error\n".encode(), 9_999)]
    package = job_packages.package_bytes(2, job_id=MARKUP, site=MARKUP, logs=logs)
    inbox = manager.services.inbox
    for content in (package, f"no document: {MARKUP}".encode()):
        inbox.accept(content, Delivery.of(MARKUP, by=MARKUP, production=MARKUP))
    with Worker(inbox, lambda: target) as worker:
        while worker.load_waiting():
            pass


@dataclass(frozen=True, slots=True)
class PageRoute:
    """A route that answers a browser's GET: its path, and the names of its parameters."""

    path: str
    parameters: tuple[str, ...]


def page_routes(manager: LiveManager) -> Iterator[PageRoute]:
    """Yield the routes of all pages, from the application itself."""
    for context in iter_route_contexts(create_app(manager.services).routes):
        path = context.path or ""
        if (
            isinstance(context.original_route, APIRoute)
            and "GET" in (context.methods or ())
            and not path.startswith(_NO_PAGES)
            and path not in _OPEN
        ):
            yield PageRoute(path, tuple(_parameters(context.dependant)))


def _parameters(dependant: Dependant) -> Iterator[str]:
    """Yield the query parameters of a route, and those of what it depends on."""
    yield from (field.alias for field in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


def addresses(hostile: HostileStore) -> dict[str, list[str]]:
    """Return path → the addresses at which it shows hostile texts."""
    entity, activity, other = map(quote, (hostile.entity, ACTIVITY, hostile.other))
    document, description = map(quote, (hostile.document, hostile.description))
    made = quote("http://example.org/made")
    two = f"left={activity}&right={other}"
    return {
        "/": ["/"],
        "/search": ["/search?q=" + quote(MARKUP)],
        "/jobs": ["/jobs", f"/jobs?id={activity}&sort=name&limit=25"],
        "/jobs.csv": ["/jobs.csv"],
        "/jobs/files": ["/jobs/files", f"/jobs/files?id={activity}"],
        "/jobs/impact": ["/jobs/impact"],
        "/jobs/prov": ["/jobs/prov"],
        "/job": [f"/job?id={activity}", f"/job?id={other}"],
        "/compare": [f"/compare?{two}"],
        "/diff": [f"/diff?left={entity}&right={made}"],
        "/logs": [f"/logs?job={activity}"],
        "/log": [f"/log?number={hostile.log}", f"/log?number={hostile.log}&text=error"],
        "/find": ["/find", "/find?kind=activity"],
        "/element": [f"/element?id={entity}", f"/element?id={other}"],
        "/impact": [f"/impact?id={entity}"],
        "/why": [f"/why?id={entity}", f"/why?id={other}"],
        "/lineage": [
            "/lineage",
            f"/lineage?id={entity}&direction=both&follow=all&chosen={entity}&chosen={made}&show=path",
        ],
        "/lineage/export": [f"/lineage/export?id={entity}&direction=both"],
        "/documents": ["/documents"],
        "/document": [f"/document?id={document}"],
        "/documents-diff": [f"/documents-diff?left={document}&right={activity}"],
        "/descriptions": ["/descriptions"],
        "/description": [f"/description?id={description}"],
        "/stats": ["/stats"],
        "/questions": ["/questions"],
        "/question/{name}": ["/question/software", "/question/" + quote(MARKUP, safe="")],
        "/check": ["/check", "/check?all=true"],
        "/inbox": ["/inbox", "/inbox?status=failed"],
        "/tokens": ["/tokens"],
    }


class _Elements(HTMLParser):
    """What a browser would make of a page: whatever in it could run or load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element."""
        given = {name: value or "" for name, value in attrs}
        if tag in _ELEMENTS_THAT_LOAD:
            self.problems.append(f"<{tag}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.problems.append("a script in the page")
        for name, value in given.items():
            if name.startswith(("on", "hx-on")) or name == "style":
                self.problems.append(f"{tag} {name}={value}")
            if name in _SHOWN:
                self.handle_data(value)
            if name in _URLS and urlsplit(value).scheme not in {"", "http", "https", "data"}:
                self.problems.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        """Take a text that people read."""
        self.problems += [f"U+{ord(c):04X} in {data[:80]!r}" for c in _INVISIBLE if c in data]


def problems(page: str) -> list[str]:
    """Return what of a page's text runs, loads, or turns the page's text around."""
    parser = _Elements()
    parser.feed(page)
    parser.close()
    return parser.problems
