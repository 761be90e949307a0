"""The audit trail: who changed what, and when; one JSON object a line."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.manager.access import Principal


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
