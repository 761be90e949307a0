"""The start: a search for everything, what is new, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from provgraph.manager.services import services_of
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page
from provgraph.results.nodes import is_value

if TYPE_CHECKING:
    from provgraph.results.find import FoundElement
    from provgraph.store import Store

router = APIRouter()
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _News:
    """What is new in the store."""

    empty: bool
    files: tuple[FoundElement, ...] = ()
    executions: tuple[FoundElement, ...] = ()
    failures: tuple[FoundElement, ...] = ()


def _news(store: Store) -> _News:
    if store.is_empty():
        return _News(empty=True)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    return _News(
        empty=False,
        files=tuple(
            entity
            for entity in store.find(kind="entity", limit=4 * _SHOWN).found
            if not is_value(entity.types)
        )[:_SHOWN],
        executions=store.find(kind="activity", limit=_SHOWN).found,
        failures=store.find(kind="activity", status="failed", since=yesterday, limit=_SHOWN).found,
    )


@router.get("/")
async def home(visit: Reader) -> HTMLResponse:
    """Show the start page."""
    news = await visit.ask(_news)
    waiting = await to_thread.run_sync(services_of(visit.request).inbox.status)
    return page(
        visit.request,
        "home.html",
        empty=news.empty,
        files=news.files,
        executions=news.executions,
        failures=news.failures,
        inbox=waiting,
    )


@router.get("/search")
async def search(visit: Reader, q: str) -> RedirectResponse:
    """Lead to the element that a selector names; an ambiguous one is explained."""
    shown = await visit.ask(lambda store: store.show(q.strip()))
    return visit.redirect("/element", id=shown.id)
