"""The lineage of elements: a picture to walk through, and the same as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from provgraph.manager.app import API
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, url_of
from provgraph.render.html import drawn, script_json
from provgraph.results.nodes import Direction  # FastAPI resolves it at run time

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage
    from provgraph.store import Store

router = APIRouter()
DIRECTIONS = {"up": "where it came from", "down": "what was made from it", "both": "both"}
SETS = {"data": "data", "responsibility": "responsibility", "all": "all relations"}
_MOST = 20_000
_LISTED = 1_000


@router.get("/lineage")
async def lineage(
    visit: Reader,
    ids: Annotated[list[str] | None, Query(alias="id")] = None,
    direction: Direction = "up",
    follow: str = "data",
    depth: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = _MOST,
    until: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse:
    """Show a lineage, or a form that asks of what."""
    given = [id.strip() for id in ids or () if id.strip()]  # noqa: A001  # the word of the API
    asked = {"id": given, "direction": direction, "follow": follow, "depth": depth, "until": until}
    if not given:
        return page(
            visit.request,
            "lineage.html",
            answer=None,
            asked=asked,
            directions=DIRECTIONS,
            sets=SETS,
        )

    def ask(store: Store) -> Lineage:
        return store.lineage(
            *given,
            direction=direction,
            follow=follow,
            depth=depth,
            limit=limit,
            until=[text for text in until or () if text],
            attributes=True,
        )

    answer = await visit.ask(ask)
    return page(
        visit.request,
        "lineage.html",
        twin=url_of(f"{API}/lineage", {**asked, "limit": limit}),
        answer=answer,
        asked=asked,
        directions=DIRECTIONS,
        sets=SETS,
        labels=[node.label for node in answer.nodes if node.id in answer.start],
        listed=answer.nodes[:_LISTED],
        reasons={cut.id: cut.reason for cut in answer.frontier},
        data=Markup(script_json(drawn(answer))),  # noqa: S704  # in which nothing ends the element
    )
