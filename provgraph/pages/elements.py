"""Elements: find them, and see what one is, what it affects, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from provgraph.manager.app import API
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, url_of
from provgraph.results.nodes import is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.results.element import ElementDetails

router = APIRouter()
KINDS = ("entity", "activity", "agent")
_SHOWN = 500
PROV_FORMATS = ("provn", "json", "xml", "turtle", "trig", "jsonld")


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

    def conditions(self) -> dict[str, str]:
        """Return those that were given."""
        named = {name: getattr(self, name).strip() for name in self.__slots__}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class _Link:
    """A relation as one of its ends sees it."""

    type: str
    role: tuple[str, ...]
    other: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The relations of an element in one direction."""

    title: str
    links: tuple[_Link, ...]


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
    return page(
        visit.request,
        "find.html",
        twin=url_of(f"{API}/elements", {**conditions, "page": number}),
        asked=asked,
        kinds=KINDS,
        answer=answer,
        previous=before,
        following=after,
    )


@router.get("/element")
async def element(visit: Reader, id: str) -> HTMLResponse:  # the word of the API
    """Show one element."""
    shown = await visit.ask(lambda store: store.show(id))
    return page(
        visit.request,
        "element.html",
        twin=url_of(f"{API}/element", {"id": shown.id}),
        shown=shown,
        unfinished=is_unfinished(shown.types),
        relations=tuple(_groups(shown)),
        prov_formats=PROV_FORMATS,
    )


@router.get("/impact")
async def impact(visit: Reader, ids: Annotated[list[str], Query(alias="id")]) -> HTMLResponse:
    """Show what is affected if elements are bad."""
    answer = await visit.ask(lambda store: store.impact(*ids))
    return page(
        visit.request,
        "impact.html",
        twin=url_of(f"{API}/impact", {"id": ids}),
        answer=answer,
        files=[element for element in answer.touched if element.is_file][:_SHOWN],
        number_of_files=sum(element.is_file for element in answer.touched),
    )


@router.get("/why")
async def why(visit: Reader, id: str) -> HTMLResponse:  # the word of the API
    """Show how one element was made."""
    answer = await visit.ask(lambda store: store.why(id))
    return page(
        visit.request, "why.html", twin=url_of(f"{API}/why", {"id": answer.id}), answer=answer
    )


def _groups(shown: ElementDetails) -> Iterable[_Group]:
    """Yield the relations to causes, and those to effects, if there are any."""
    causes = tuple(_Link(r.type, r.role, r.end) for r in shown.relations if r.start == shown.id)
    effects = tuple(_Link(r.type, r.role, r.start) for r in shown.relations if r.start != shown.id)
    for title, links in (
        ("Upstream: what it comes from", causes),
        ("Downstream: what comes from it", effects),
    ):
        if links:
            yield _Group(title, links)
