"""The audit trail: who changed what, and when; one JSON object a line."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provgraph.manager.access import SAFE_METHODS
from provgraph.manager.statuses import RecordedStatus

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from provgraph.manager.access import Principal

_LONGEST_ACTION = 1_000
"""A client without a token may send any path."""


@dataclass(frozen=True, slots=True)
class Audit:
    """A file to which each change appends a line; it may be moved away at any time."""

    path: Path

    def write(self, principal: Principal | None, action: str, status: int, **about: object) -> None:
        """Append what somebody did; `about` says to what, and never holds a secret."""
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "caller": principal.id if principal else None,
            "name": principal.name if principal else None,
            "role": principal.role if principal else None,
            "action": action,
            "status": status,
            **about,
        }
        line = json.dumps(entry, ensure_ascii=True) + "\n"
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # One write of a short line to a file opened for appending: lines never mix.
            os.write(file, line.encode())
        finally:
            os.close(file)


class Audited:
    """Writes a line into the audit trail for each request that may change something.

    What was refused is written, too: 401 and 403 are attempts.
    """

    def __init__(self, app: ASGIApp, audit: Audit) -> None:
        """Take the application, and where its changes are written."""
        self._app = app
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        recorded = RecordedStatus(send)
        state = scope.setdefault("state", {})
        try:
            await self._app(scope, receive, recorded)
        finally:
            action = f"{scope['method']} {scope['path']}"[:_LONGEST_ACTION]
            self._audit.write(state.get("principal"), action, recorded.status)
