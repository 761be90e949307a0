"""HEAD: answered as GET is, without the body (RFC 9110, section 9.3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Gives every route that takes GET the method HEAD, so that no route can lack it.

    It stands behind what counts requests and refuses them: these see the method as it was sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the application behind it."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        # The router notes the route in the scope, and others read it there: the scope stays one.
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, _WithoutBody(send))
        finally:
            scope["method"] = "HEAD"


@dataclass(slots=True)
class _WithoutBody:
    """Sends the head of an answer, with its length, and nothing of its body."""

    send: Send
    ended: bool = False

    async def __call__(self, message: Message) -> None:
        """Send a message of the answer, unless it is a part of the body."""
        if message["type"] != "http.response.body":
            await self.send(message)
        elif not self.ended:
            self.ended = True
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})
