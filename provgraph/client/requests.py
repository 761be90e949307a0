"""Requests to routes of their own: exports, tables, receipts, text logs, tokens and others."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from provgraph.client.transport import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import httpx2 as httpx

    from provgraph.results.lineage import Lineage

_NOTES = "Provgraph-Notes"
_IS_JSON = {"Content-Type": "application/json"}


class Describing(Protocol):
    """Descriptions as objects: `provgraph.ivoa.Descriptions`."""

    def model_dump_json(self, *, by_alias: bool, exclude_defaults: bool) -> str:
        """Return them as JSON."""


@dataclass(frozen=True, slots=True)
class ExportedText:
    """A PROV document as text, and what its format could not hold."""

    text: str
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, response: httpx.Response) -> ExportedText:
        """Return what a manager answered."""
        notes = json.loads(response.headers.get(_NOTES, "[]"))
        return cls(response.content.decode(), tuple(map(str, notes)))


def query(name: str, arguments: Mapping[str, str] | None) -> Request:
    """Return the request for the rows of a named question."""
    return Request("GET", f"/questions/{quote(name, safe='')}", query=dict(arguments or {}))


def table(name: str) -> Request:
    """Return the request for the rows of a table."""
    return Request("GET", f"/tables/{quote(name, safe='')}")


def draft(name: str | None) -> Request:
    """Return the request for a draft of descriptions."""
    return Request("GET", "/descriptions/draft", query={"name": name})


def describe(what: str | bytes | Describing, source: str) -> Request:
    """Return the request that puts descriptions; sent twice, it changes nothing more."""
    text = what if isinstance(what, str | bytes) else _text(what)
    content = text.encode() if isinstance(text, str) else text
    headers = {"Content-Type": "application/yaml"}
    query = {"source": source}
    return Request(
        "POST", "/descriptions", query=query, content=content, headers=headers, repeatable=True
    )


def export(  # noqa: PLR0913  # one argument for each option
    selectors: Iterable[str],
    documents: Iterable[str],
    *,
    everything: bool,
    redact: bool,
    related: bool,
    form: str,
) -> Request:
    """Return the request for an export."""
    query: dict[str, object] = {"id": selectors, "documents": documents, "format": form}
    flags = {"all": everything, "redact": redact, "related": related}
    return Request("GET", "/export", query={**query, **flags})


def dirac_jobs(answer: Mapping[str, Any]) -> Request:
    """Return the request that puts what DIRAC knows of jobs; the newest of two answers counts."""
    return Request("POST", "/dirac-jobs", content=_json(answer), headers=_IS_JSON, repeatable=True)


def receipts(status: str | None, cursor: str | None, limit: int) -> Request:
    """Return the request for a page of receipts."""
    return Request("GET", "/receipts", query={"status": status, "cursor": cursor, "limit": limit})


def retry(receipt_id: str) -> Request:
    """Return the request that lets a document wait again."""
    return Request("POST", f"/receipts/{quote(receipt_id, safe='')}/retry", repeatable=True)


def retry_all(status: str, since: str | None) -> Request:
    """Return the request that lets all documents of a status wait again."""
    return Request("POST", "/inbox/retry", query={"status": status, "since": since})


def discard(receipt_id: str) -> Request:
    """Return the request that drops a document."""
    return Request("DELETE", f"/receipts/{quote(receipt_id, safe='')}", repeatable=True)


def log_lines(number: int, first: int | None, count: int) -> Request:
    """Return the request for lines of a text log."""
    return Request("GET", f"/job-logs/{number}", query={"first": first, "count": count})


def log_search(number: int, text: str, count: int) -> Request:
    """Return the request for the lines of a text log that have a text."""
    return Request("GET", f"/job-logs/{number}/search", query={"text": text, "count": count})


def log_content(number: int) -> Request:
    """Return the request for a whole text log."""
    return Request("GET", f"/job-logs/{number}/content")


def create_token(name: str, role: str, production: str | None, days: float | None) -> Request:
    """Return the request that makes a token."""
    # A lifetime that is left out is the usual one; none is without end.
    content = _json({"name": name, "role": role, "production": production, "days": days})
    return Request("POST", "/tokens", content=content, headers=_IS_JSON)


def revoke_token(token_id: str) -> Request:
    """Return the request that revokes a token."""
    return Request("DELETE", f"/tokens/{quote(token_id, safe='')}", repeatable=True)


def limited(request: Request, seconds: float | None) -> Request:
    """Return a question with its time limit; changes have none."""
    if seconds is None or request.verb != "GET" or not request.limited:
        return request
    return replace(request, query={**request.query, "within": seconds})


def export_lineage(answer: Lineage, form: str) -> Request:
    """Return the request for an answer as PROV, its records as they were loaded."""
    return Request(
        "POST", "/export-lineage", {"format": form}, body=answer.as_json(), repeatable=True
    )


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _text(what: Describing) -> str:
    return what.model_dump_json(by_alias=True, exclude_defaults=True)
