"""Forms without scripts: a browser sends their empty fields, which are not conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.manager.app import API
from provgraph.manager.locations import path_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class WithoutEmptyFields:
    """Leaves out the empty parameters of a page's URL; those of the API mean something."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application whose pages have forms."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http" and not path_of(scope).startswith(API):
            fields: list[bytes] = scope["query_string"].split(b"&")
            kept = (field for field in fields if not field.endswith(b"=") and field)
            scope = {**scope, "query_string": b"&".join(kept)}
        await self._app(scope, receive, send)
