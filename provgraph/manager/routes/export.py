"""Exports: elements, documents, lineages and jobs as PROV, in each format that is written.

Provenance is found as PROV-AQ has it: `Link` headers lead from an element to it (section 3.1),
and `/provenance` is a query service for the provenance of any URI (section 4).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import APIRouter, Body, Depends, Query
from fastapi.responses import Response
from starlette.requests import Request  # FastAPI resolves it at run time

from provgraph.errors import SelectorError
from provgraph.manager import prov_aq
from provgraph.manager.access import CheckedRoute, Principal, require
from provgraph.manager.answering import JSON, answered, streamed
from provgraph.manager.media import MEDIA_TYPES, SUFFIXES, chosen
from provgraph.manager.running import Limit
from provgraph.manager.services import services_of
from provgraph.redaction import Redaction
from provgraph.results.lineage import Lineage  # FastAPI resolves it at run time
from provgraph.runtime.plural import plural
from provgraph.serialisers import serialise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prov.model import ProvDocument

    from provgraph.store import Store

router = APIRouter(route_class=CheckedRoute, tags=["export"])

NOTES = "Provgraph-Notes"
"""The header with what a format could not hold: a JSON array of texts."""

Reader = Annotated[Principal, Depends(require("reader"))]
Form = Annotated[
    str | None,
    Query(alias="format", description=f"Default: by Accept. One of {', '.join(MEDIA_TYPES)}."),
]
Ids = Annotated[list[str], Query(alias="id", description="Elements, by any selector.")]
Documents = Annotated[list[str], Query(description="Documents, by id or file.")]
Target = Annotated[str | None, Query(description="The URI, or another selector, of an element.")]
Positive = Annotated[int | None, Query(gt=0)]

# Generators of clients take the first: a text, which all of them are.
_CONTENT = {
    media_type: {"schema": {"type": "object" if media_type == JSON else "string"}}
    for media_type in sorted(set(MEDIA_TYPES.values()), reverse=True)
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The document", "content": _CONTENT}
}
_LONGEST_NOTES = 4_000


@router.get("/export", operation_id="export", response_class=Response, responses=_RESPONSES)
async def export(  # one parameter for each option
    request: Request,
    principal: Reader,
    *,
    ids: Ids = [],  # noqa: B006  # FastAPI copies it
    documents: Documents = [],  # noqa: B006
    everything: Annotated[bool, Query(alias="all")] = False,
    redact: bool = False,
    related: bool = False,
    form: Form = None,
) -> Response:
    """Return elements, documents or the whole store as one PROV document.

    `redact` puts pseudonyms for names of persons and machines. The format `ctapipe` is that
    of ctapipe's logs, for activities that came from one; `related` adds to it the activities
    that read or wrote the elements.
    """
    if related and form != "ctapipe":
        raise SelectorError("related is for the format ctapipe")
    if sum((bool(ids), bool(documents), everything)) != 1:
        raise SelectorError("give either id, or documents, or all")
    selection = _Selection(tuple(ids), tuple(documents), everything, redact, related)
    return await _answer(request, principal, form, selection)


@router.get(
    "/documents/{document_id:path}",
    operation_id="export_document",
    response_class=Response,
    responses=_RESPONSES,
)
async def export_document(
    request: Request, principal: Reader, document_id: str, form: Form = None
) -> Response:
    """Return a document as PROV, by its id or the file that it came from."""
    return await _answer(request, principal, form, _Selection(documents=(document_id,)))


@router.get(
    "/jobs/{job_id:path}/prov",
    operation_id="export_job",
    response_class=Response,
    responses=_RESPONSES,
)
async def export_job(
    request: Request, principal: Reader, job_id: str, form: Form = None
) -> Response:
    """Return what is recorded of a job as PROV (OGC API - Processes, part 4, job provenance)."""
    return await _answer(request, principal, form, _Selection((job_id,)))


@router.get("/provenance", operation_id="provenance", response_class=Response, responses=_RESPONSES)
async def provenance(  # one parameter for each option
    request: Request,
    principal: Reader,
    *,
    target: Target = None,
    depth: Positive = None,
    limit: Positive = None,
    form: Form = None,
) -> Response:
    """Return where an element comes from as PROV; without a target, describe this service.

    Where `depth` or `limit` cut, elements are of the type `provgraph:Frontier`.
    """
    if target is None:
        return streamed(prov_aq.service_description(request), MEDIA_TYPES["turtle"])
    return await _answer(request, principal, form, _Lineage(target, depth, limit))


@router.post(
    "/export-lineage",
    operation_id="export_lineage",
    response_class=Response,
    responses=_RESPONSES,
)
async def export_lineage(
    request: Request, principal: Reader, answer: Annotated[Lineage, Body()], form: Form = None
) -> Response:
    """Return an earlier answer as PROV, its records as they were loaded."""
    format_name = chosen(request, form)
    return await services_of(request).running.run(
        request,
        principal,
        lambda store: _written(request, store, format_name, _Answered(answer)),
        Limit(),
    )


class _Exported(Protocol):
    """What is exported."""

    def document(self, store: Store) -> ProvDocument:
        """Return it as a PROV document."""

    def records(self, store: Store) -> Iterator[dict[str, Any]]:
        """Yield its activities as ctapipe logged them."""


@dataclass(frozen=True, slots=True)
class _Selection:
    """Elements, documents, or everything."""

    ids: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    everything: bool = False
    redact: bool = False
    related: bool = False

    def document(self, store: Store) -> ProvDocument:
        return store.export(
            *self.ids,
            documents=self.documents,
            all=self.everything,
            redaction=Redaction() if self.redact else None,
        )

    def records(self, store: Store) -> Iterator[dict[str, Any]]:
        if not self.redact:
            return self._records(store)
        redaction = Redaction()
        redaction.learn(self._records(store))
        return map(redaction.record, self._records(store))

    def _records(self, store: Store) -> Iterator[dict[str, Any]]:
        return store.records(
            *self.ids, documents=self.documents, all=self.everything, related=self.related
        )


@dataclass(frozen=True, slots=True)
class _Lineage:
    """All that an element comes from, as far as the bounds allow."""

    target: str
    depth: int | None
    limit: int | None

    def document(self, store: Store) -> ProvDocument:
        return store.export_lineage(self._answer(store))

    def records(self, store: Store) -> Iterator[dict[str, Any]]:
        return _Answered(self._answer(store)).records(store)

    def _answer(self, store: Store) -> Lineage:
        return store.lineage(self.target, depth=self.depth, limit=self.limit)


@dataclass(frozen=True, slots=True)
class _Answered:
    """An earlier answer."""

    answer: Lineage

    def document(self, store: Store) -> ProvDocument:
        return store.export_lineage(self.answer)

    def records(self, store: Store) -> Iterator[dict[str, Any]]:
        return store.records(*(each.id for each in self.answer.nodes if each.kind == "activity"))


async def _answer(
    request: Request, principal: Principal, form: str | None, exported: _Exported
) -> Response:
    format_name = chosen(request, form)

    def answer(store: Store) -> Response:
        return _written(request, store, format_name, exported)

    return await answered(request, principal, answer, Limit())


def _written(request: Request, store: Store, form: str, exported: _Exported) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="provenance.{SUFFIXES[form]}"',
        "Link": prov_aq.query_service_link(request),
    }
    if form == "ctapipe":
        from provgraph.ctapipe import export as logs  # noqa: PLC0415  # takes 70 ms at each start

        return streamed(logs.log_text(exported.records(store)), MEDIA_TYPES[form], headers)
    written = serialise(exported.document(store), form)
    if written.notes:
        headers[NOTES] = notes_header(written.notes)
    return streamed(written.text, MEDIA_TYPES[form], headers)


def notes_header(notes: Sequence[str]) -> str:
    """Return notes as a JSON array, which proxies accept: of too many, the first ones."""
    shown = list(notes)
    while len(json.dumps(shown)) > _LONGEST_NOTES:
        shown = shown[: len(shown) // 2]
    left_out = len(notes) - len(shown)
    return json.dumps([*shown, *([plural(left_out, "more note")] if left_out else [])])
