"""The guard before all routes: which names the manager answers to, how long a body may be.

A body is read before the caller is known, so only routes that need a long one may have it.
"""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from provgraph.manager.locations import path_of
from provgraph.manager.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from provgraph.manager.settings import ManagerSettings

_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  # compared, not listened on
_LONG_BODIES = re.compile(r"/api/v1/(documents|descriptions|dirac-jobs|lineage|export-lineage)")
_LONGEST_OTHERS = 1 << 20
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
        is_long = _LONG_BODIES.fullmatch(path_of(scope))
        longest = self._longest if is_long else min(_LONGEST_OTHERS, self._longest)
        if not self._is_for_us([value for name, value in headers if name == b"host"]):
            detail = "this manager has another name: see public_url and allowed_hosts"
            await problem(421, detail)(scope, receive, send)
        elif any(_exceeds(value, longest) for name, value in headers if name == b"content-length"):
            await problem(413, _too_long(longest), error="LoadError")(scope, receive, send)
        else:
            await self._app(scope, _counted(receive, longest), send)

    def _is_for_us(self, hosts: list[bytes]) -> bool:
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        return match is not None and match[1].decode().lower() in self._hosts


def _too_long(longest: int) -> str:
    return f"the body is longer than {longest:,} bytes"


def _exceeds(length: bytes, longest: int) -> bool:
    return not _DIGITS.fullmatch(length) or int(length) > longest


def _counted(receive: Receive, longest: int) -> Receive:
    """Return what receives a body in parts, whose sum is not known before."""
    length = 0

    async def receive_counted() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > longest:
            raise HTTPException(413, _too_long(longest))
        return message

    return receive_counted
