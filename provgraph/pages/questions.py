"""The named questions, each as a form of its own parameters; and the checks of the store."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from provgraph.errors import NotFoundError
from provgraph.manager.app import API
from provgraph.pages.asking import Reader
from provgraph.pages.rendering import page, url_of

router = APIRouter()
_SHOWN = 1_000


@router.get("/questions")
async def questions(visit: Reader) -> HTMLResponse:
    """Show the named questions."""
    listed = await visit.ask(lambda store: store.queries())
    return page(visit.request, "questions.html", twin=f"{API}/questions", questions=listed)


@router.get("/question/{name}")
async def question(visit: Reader, name: str) -> HTMLResponse:
    """Show the form of a named question, and its answer if all parameters are given."""
    listed = await visit.ask(lambda store: store.queries())
    asked = next((each for each in listed if each.name == name), None)
    if asked is None:
        raise NotFoundError(f"there is no question {name!r}: /questions lists them")
    given = dict(visit.request.query_params)
    complete = all(parameter.name in given or parameter.default for parameter in asked.parameters)
    answer = await visit.ask(lambda store: store.query(name, given)) if complete else None
    return page(
        visit.request,
        "question.html",
        twin=url_of(f"{API}/questions/{name}", given) if complete else None,
        asked=asked,
        given=given,
        answer=answer,
        shown=_SHOWN,
    )


@router.get("/check")
async def check(visit: Reader, id: str = "", all: bool = False) -> HTMLResponse:  # noqa: FBT001, FBT002  # as in the URL
    """Show the findings of the checks: of one element, or of the store."""
    selectors = [id.strip()] if id.strip() else []
    wanted = all or bool(selectors)
    answer = (
        await visit.ask(lambda store: store.check(*selectors, all=not selectors))
        if wanted
        else None
    )
    parameters = {"id": selectors} if selectors else {"all": "true"}
    return page(
        visit.request,
        "check.html",
        twin=url_of(f"{API}/check", parameters) if wanted else None,
        id=id,
        answer=answer,
        shown=_SHOWN,
    )
