"""Preferences: `Prefer: wait=N` (RFC 7240, section 4.3), for how long an answer may wait."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

LONGEST_WAIT = 60.0
"""Proxies end requests that take longer."""
Prefer = Annotated[
    str | None,
    Header(description="wait=N: answer when the document is loaded, or after N seconds."),
]
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=$|[,;])", re.IGNORECASE)


def seconds_to_wait(prefer: str | None) -> float:
    """Return for how many seconds an answer may wait, 0 if nothing is preferred."""
    match = _WAIT.search(prefer or "")
    return min(float(match[1]), LONGEST_WAIT) if match else 0.0
