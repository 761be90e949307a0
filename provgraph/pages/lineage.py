"""The lineage explorer: a picture to walk through and to add to, and the same as a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from provgraph.manager.answering import as_json, streamed
from provgraph.manager.app import API
from provgraph.manager.media import MEDIA_TYPES, SUFFIXES
from provgraph.pages.asking import Reader
from provgraph.pages.exploration import MOST, Exploration, Question, explore
from provgraph.pages.rendering import page, url_of
from provgraph.pages.two_nodes import QUESTIONS, Pair, Show, ask_pair, lit, with_path
from provgraph.render.details import details
from provgraph.render.html import drawn, script_json
from provgraph.results.nodes import Direction  # FastAPI resolves it at run time
from provgraph.runtime.natural import natural_key
from provgraph.serialisers import serialise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.results.nodes import Node
    from provgraph.store import Store

router = APIRouter()
DIRECTIONS = {"up": "where it came from", "down": "what was made from it", "both": "both"}
SETS = {"data": "data", "responsibility": "responsibility", "all": "all relations"}
FORMATS = ("provn", "json", "xml", "turtle", "trig", "jsonld")
Format = Literal["provn", "json", "xml", "turtle", "trig", "jsonld"]
_LISTED = 500
_WITH_ATTRIBUTES = 2_000
"""Of more nodes, the page would be tens of megabytes: it asks for the attributes of one."""

_EXPANDED_AT_ONCE = 20
_Texts = Annotated[list[str] | None, Query()]


def _question(  # one parameter for each of the URL's
    id: Annotated[list[str] | None, Query()] = None,  # the word of the API
    direction: Direction = "up",
    follow: str = "data",
    depth: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    until: _Texts = None,
    above: _Texts = None,
    below: _Texts = None,
    all_entities: bool = False,  # noqa: FBT001, FBT002  # a parameter of the URL
) -> Question:
    ids, ends, causes, effects = map(_texts, (id, until, above, below))
    return Question(ids, direction, follow, depth, limit, ends, causes, effects, all_entities)


def _texts(given: list[str] | None) -> tuple[str, ...]:
    return tuple(text.strip() for text in given or () if text.strip())


Asked = Annotated[Question, Depends(_question)]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A page of the list: the nodes, nearest first, and the pages before and after it."""

    nodes: Sequence[Node]
    first: int
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page shows, and the URLs that lead on from it."""

    asked: Question
    exploration: Exploration
    chosen: tuple[str, ...] = ()
    show: Show | None = None
    pair: Pair | None = None

    def here(self, **changed: object) -> str:
        """Return the URL of this page, with changes."""
        return url_of("/lineage", {**self.asked.parameters(), **self._about_two(), **changed})

    def expanded(self, ids: Sequence[str]) -> str:
        """Return the URL of this page with what is beyond some nodes of the frontier."""
        ways = {way for name in ids for way in self.exploration.ends[name]}
        asked = self.asked.expanded(ids, ways)
        return url_of("/lineage", {**asked.parameters(), **self._about_two()})

    def _about_two(self) -> dict[str, object]:
        return {"chosen": self.chosen, "show": self.show}

    def twin(self) -> str:
        """Return the URL of the same answer as JSON."""
        asked = self.asked
        if asked.above or asked.below:
            return url_of("/lineage/export", asked.parameters())
        return url_of(f"{API}/lineage", {**asked.parameters(), "limit": asked.limit})


@router.get("/lineage")
async def lineage(
    visit: Reader,
    asked: Asked,
    chosen: _Texts = None,
    show: Show | None = None,
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> HTMLResponse:
    """Show a lineage, or a form that asks of what; and what is asked about two of its nodes."""
    if not asked.ids:
        return page(
            visit.request,
            "lineage.html",
            answer=None,
            asked=asked,
            directions=DIRECTIONS,
            sets=SETS,
        )
    two = tuple(dict.fromkeys(chosen or ()))
    shown = await visit.ask(lambda store: _shown(store, asked, two, show))
    answer = shown.exploration.answer
    return page(
        visit.request,
        "lineage.html",
        twin=shown.twin(),
        answer=answer,
        asked=asked,
        directions=DIRECTIONS,
        sets=SETS,
        shown=shown,
        element_json=f"{API}/element",
        pair_questions=QUESTIONS,
        expanded_at_once=_EXPANDED_AT_ONCE,
        formats=FORMATS,
        details=details(answer),
        labels={node.id: node.label for node in answer.nodes},
        listed=_listed(answer.nodes, number),
        reasons={cut.id: cut.reason for cut in answer.frontier},
        data=Markup(script_json(_data(shown))),  # noqa: S704  # in which nothing ends the element
    )


def _shown(store: Store, asked: Question, chosen: tuple[str, ...], show: Show | None) -> _Shown:
    exploration = explore(store, asked)
    if show is None:
        return _Shown(asked, exploration, chosen)
    pair = ask_pair(store, show, chosen, asked.follow, all_entities=asked.all_entities)
    return _Shown(asked, with_path(exploration, pair), chosen, show, pair)


@router.get("/lineage/export")
async def export(
    visit: Reader, asked: Asked, form: Annotated[Format | None, Query(alias="format")] = None
) -> Response:
    """Return what the explorer shows: as the answer's JSON, or as PROV in a format."""
    return await visit.ask(lambda store: _exported(store, explore(store, asked), form))


def _exported(store: Store, exploration: Exploration, form: Format | None) -> Response:
    suffix = SUFFIXES[form] if form else "json"
    headers = {"Content-Disposition": f'attachment; filename="lineage.{suffix}"'}
    if form is None:
        return as_json(exploration.answer, headers)
    text = serialise(store.export_lineage(exploration.answer), form).text
    return streamed(text, MEDIA_TYPES[form], headers)


def _listed(nodes: Sequence[Node], number: int) -> _Listed:
    near = sorted(nodes, key=lambda node: (node.depth, natural_key(node.label), node.id))
    first = (number - 1) * _LISTED
    return _Listed(near[first : first + _LISTED], first, number, len(near) > first + _LISTED)


def _data(shown: _Shown) -> dict[str, Any]:
    """Return what is drawn, in which directions each node may be expanded, and what is lit."""
    data = drawn(shown.exploration.answer)
    many = len(data["nodes"]) > _WITH_ATTRIBUTES
    for node in data["nodes"]:
        node["attributes"] = None if many else node["attributes"]
        node["open"] = shown.exploration.open_ways(node["id"])
    return {**data, "lit": lit(shown.exploration, shown.pair)}
