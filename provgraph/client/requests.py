"""Requests to routes of their own: exports, tables, named questions, descriptions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from provgraph.client.transport import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import httpx2 as httpx

    from provgraph.results.lineage import Lineage

_NOTES = "Provgraph-Notes"


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


def export(
    selectors: Iterable[str], documents: Iterable[str], *, everything: bool, redact: bool, form: str
) -> Request:
    """Return the request for an export."""
    query: dict[str, object] = {"id": selectors, "documents": documents, "format": form}
    return Request("GET", "/export", query={**query, "all": everything, "redact": redact})


def export_lineage(answer: Lineage, form: str) -> Request:
    """Return the request for an answer as PROV, its records as they were loaded."""
    return Request(
        "POST", "/export-lineage", {"format": form}, body=answer.as_json(), repeatable=True
    )


def _text(what: Describing) -> str:
    return what.model_dump_json(by_alias=True, exclude_defaults=True)
