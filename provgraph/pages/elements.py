"""Elements: find them, and see what one is, what it affects, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, Response

from provgraph.manager.access import CheckedRoute
from provgraph.manager.app import API
from provgraph.model.namespaces import PROVGRAPH
from provgraph.pages.asking import Curator, Reader, Visit
from provgraph.pages.declarations import COMPARED, differences
from provgraph.pages.neighbours import Link, Neighbours, neighbours
from provgraph.pages.rendering import page, url_of
from provgraph.pages.versions import versions
from provgraph.results.nodes import is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.results.documents import Document
    from provgraph.results.element import ElementDetails
    from provgraph.results.find import FoundElement
    from provgraph.results.impact import Impact
    from provgraph.store import Store

router = APIRouter(route_class=CheckedRoute)
KINDS = ("entity", "activity", "agent")
_SHOWN = 500
_DOCUMENTS = 20
PROV_FORMATS = ("provn", "json", "xml", "turtle", "trig", "jsonld")
_NAMES = ("label", "name", "provgraph:name")
_PLACES = ("location", "path", "lfn", "provgraph:path", "provgraph:lfn", "provgraph:replica")
_BASIS = "provgraph:identifiedBy"
MARK_TYPE = f"{PROVGRAPH}QualityAnnotation"
_SAID = frozenset((*_NAMES, *_PLACES, _BASIS, "type"))
_JOINED = {
    "product id": "by the product id that ctapipe wrote into it: all jobs that name this id",
    "GUID": "by its GUID in the file catalogue: all jobs whose catalogue names it",
    "LFN": "by its LFN: all jobs that name this logical file name",
    "location": "by its place: jobs that name it, until it is written anew",
}
"""Which jobs' files are this one, by what identified it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of a search; empty fields of the form are none."""

    kind: str = ""
    name: str = ""
    type: str = ""
    role: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    software: str = ""
    parameter: str = ""
    all_entities: bool = False

    def conditions(self) -> dict[str, str | bool]:
        """Return those that were given."""
        values = {name: getattr(self, name) for name in self.__slots__}
        named = {n: v.strip() if isinstance(v, str) else v for n, v in values.items()}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class _About:
    """What the store knows of one element."""

    shown: ElementDetails
    neighbours: Neighbours
    documents: tuple[Document, ...]
    versions: tuple[FoundElement, ...]


@router.get("/find")
async def find(
    visit: Reader,
    asked: Annotated[Asked, Depends()],
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> HTMLResponse:
    """Show a page of what meets all conditions, newest first."""
    conditions = asked.conditions()
    answer = await visit.ask(lambda store: store.find(**conditions, page=number))  # type: ignore[arg-type]  # all are texts
    before = url_of("/find", {**conditions, "page": number - 1}) if number > 1 else None
    after = url_of("/find", {**conditions, "page": number + 1}) if answer.more else None
    everything = url_of("/find", {**conditions, "all_entities": True})
    return page(
        visit.request,
        "find.html",
        twin=url_of(f"{API}/elements", {**conditions, "page": number}),
        asked=asked,
        kinds=KINDS,
        answer=answer,
        previous=before,
        following=after,
        everything=everything,
    )


@router.get("/element")
async def element(visit: Reader, id: str) -> HTMLResponse:  # the word of the API
    """Show one element."""
    about = await visit.ask(lambda store: _about(store, id))
    shown = about.shown
    return page(
        visit.request,
        "element.html",
        twin=url_of(f"{API}/element", {"id": shown.id}),
        shown=shown,
        neighbours=about.neighbours,
        documents=about.documents,
        names=_values(shown, _NAMES),
        places=places_of(shown),
        joined=[_JOINED.get(basis, basis) for basis in shown.properties.get(_BASIS, ())],
        others={name: v for name, v in shown.properties.items() if name not in _SAID},
        versions=about.versions,
        declarations=shown.declarations[:COMPARED],
        differences=differences(shown.declarations),
        marks=[link.node for link in about.neighbours.down if _is_mark(link)],
        unfinished=is_unfinished(shown.types),
        marked=bool(shown.mark and not shown.mark.depth),
        may_mark=visit.principal.may("curator"),
        prov_formats=PROV_FORMATS,
    )


def _about(store: Store, selector: str) -> _About:
    shown = store.show(selector)
    documents = [store.documents(id) for id in shown.documents[:_DOCUMENTS]]  # noqa: A001
    return _About(
        shown,
        neighbours(store, shown.id),
        tuple(each for some in documents for each in some),
        versions(store, shown, places_of(shown)),
    )


def _is_mark(link: Link) -> bool:
    return link.type == "wasInfluencedBy" and MARK_TYPE in link.node.types


def places_of(shown: ElementDetails) -> list[str]:
    """Return all places of a file that documents name."""
    return _values(shown, _PLACES)


def _values(shown: ElementDetails, names: Iterable[str]) -> list[str]:
    """Return the different values of some properties."""
    return list(dict.fromkeys(v for name in names for v in shown.properties.get(name, ())))


@router.post("/mark")
async def mark(
    visit: Curator, id: Annotated[str, Form()], reason: Annotated[str, Form()]
) -> Response:
    """Mark an element as bad."""
    by = visit.principal.name
    await visit.change(lambda store: store.mark(id, reason=reason.strip(), by=by))
    return visit.redirect("/element", id=id)


@router.post("/unmark")
async def unmark(visit: Curator, id: Annotated[str, Form()]) -> Response:
    """Withdraw the marks of an element."""
    await visit.change(lambda store: store.unmark(id))
    return visit.redirect("/element", id=id)


@router.get("/impact")
async def impact(
    visit: Reader,
    ids: Annotated[list[str], Query(alias="id")],
    all_entities: bool = False,  # noqa: FBT001, FBT002  # a parameter of the URL
) -> HTMLResponse:
    """Show what is affected if elements are bad."""
    answer = await visit.ask(lambda store: store.impact(*ids, all_entities=all_entities))
    asked = {"id": ids, "all_entities": all_entities or None}
    everything = url_of("/impact", {**asked, "all_entities": True})
    twin = url_of(f"{API}/impact", asked)
    return impact_page(visit, answer, twin=twin, everything=everything)


def impact_page(
    visit: Visit,
    answer: Impact,
    *,
    complete: bool = True,
    twin: str | None = None,
    everything: str | None = None,
) -> HTMLResponse:
    """Return the page of what is affected; `complete` says that no start was left out.

    `everything` is the URL of the same with bookkeeping.
    """
    return page(
        visit.request,
        "impact.html",
        twin=twin,
        answer=answer,
        complete=complete,
        files=[element for element in answer.touched if element.is_file][:_SHOWN],
        final={leaf.id for leaf in answer.leaves},
        everything=everything,
    )


@router.get("/why")
async def why(visit: Reader, id: str) -> HTMLResponse:  # the word of the API
    """Show how one element was made."""
    answer = await visit.ask(lambda store: store.why(id))
    return page(
        visit.request, "why.html", twin=url_of(f"{API}/why", {"id": answer.id}), answer=answer
    )
