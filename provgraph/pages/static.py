"""Static files: the style sheet and the scripts, each with its version in the URL."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from provgraph.pages.rendering import static_file

router = APIRouter()
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_A_YEAR = "public, max-age=31536000, immutable"


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Return a static file; its URL changes with its content, so it is kept for long."""
    content = static_file(name)
    if content is None:
        raise HTTPException(404, "there is no such file")
    return Response(
        content, headers={"Cache-Control": _A_YEAR}, media_type=_TYPES[name.rpartition(".")[2]]
    )
