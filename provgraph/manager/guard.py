"""The guard before all routes: which names the manager answers to, how long a body may be."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from provgraph.manager.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from provgraph.manager.settings import ManagerSettings

_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared, not listened on
_DIGITS = re.compile(rb"[0-9]{1,18}")


def hosts_of(settings: ManagerSettings) -> frozenset[str]:
    """Return the names that a Host header may have, without ports."""
    names = {*_LOOPBACK, *(name.lower() for name in settings.allowed_hosts)}
    if settings.host in _EVERYWHERE:
        names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
    else:
        names.add(f"[{settings.host}]" if ":" in settings.host else settings.host.lower())
    public = urlsplit(settings.public_url or "").hostname
    return frozenset({*names, *([public] if public else [])})


class Guard:
    """Refuses requests for other hosts, and bodies that are too long.

    A page of another site that has its name resolved to this machine asks with that name: the
    header Host tells (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, *, settings: ManagerSettings) -> None:
        """Take the application behind it."""
        self._app = app
        self._hosts = hosts_of(settings)
        self._longest = max(settings.limits.body, settings.inbox.document)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = list(scope["headers"])
        if not self._is_for_us([value for name, value in headers if name == b"host"]):
            detail = "this manager has another name: see public_url and allowed_hosts"
            await problem(421, detail)(scope, receive, send)
        elif any(self._is_too_long(value) for name, value in headers if name == b"content-length"):
            await problem(413, self._too_long, error="LoadError")(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    @property
    def _too_long(self) -> str:
        return f"the body is longer than {self._longest:,} bytes"

    def _is_for_us(self, hosts: list[bytes]) -> bool:
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        return match is not None and match[1].decode().lower() in self._hosts

    def _is_too_long(self, length: bytes) -> bool:
        return not _DIGITS.fullmatch(length) or int(length) > self._longest

    def _counted(self, receive: Receive) -> Receive:
        """Return what receives a body in parts, whose sum is not known before."""
        length = 0

        async def receive_counted() -> Message:
            nonlocal length
            message = await receive()
            length += len(message.get("body", b""))
            if length > self._longest:
                raise HTTPException(413, self._too_long)
            return message

        return receive_counted
