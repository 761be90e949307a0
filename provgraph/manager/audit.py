"""The audit trail: who changed what, and when; one JSON object a line."""

from __future__ import annotations

import errno
import json
import logging
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

_LOG = logging.getLogger(__name__)
_LONGEST_ACTION = 1_000
"""A client without a token may send any path."""


@dataclass(frozen=True, slots=True)
class Audit:
    """A file to which each change appends a line; it may be moved away at any time.

    Lines for which its disk has no room are in the log of the manager.
    """

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
        line = json.dumps(entry, ensure_ascii=True)
        try:
            self._append(line.encode())
        except OSError as error:
            # What it tells of is done: the log has the line instead.
            _LOG.error("%s cannot be written: %s: %s", self.path, error.strerror, line)  # in words

    def _append(self, line: bytes) -> None:
        """Append a line, on a new line also where a full disk broke off the one before."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            end = os.lseek(file, 0, os.SEEK_END)
            start = b"\n" if end and os.pread(file, 1, end - 1) != b"\n" else b""
            # One write of a short line to a file opened for appending: lines never mix.
            whole = start + line + b"\n"
            if os.write(file, whole) < len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
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
