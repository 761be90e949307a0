"""Deliveries: how documents are handed in, and taken by the worker."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Self

_LONGEST_NAME = 1_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a document is handed in: its name, how it is loaded, and by whom.

    `by` is the name that is shown, which several may have; `caller` the id of the token or user,
    whose idempotency keys are apart from those of others.
    """

    name: str
    by: str
    format: str | None = None
    isolated: bool = False
    production: str | None = None
    caller: str = field(default="", compare=False)

    @classmethod
    def of(  # noqa: PLR0913  # one argument for each option of the request
        cls,
        name: str,
        *,
        by: str,
        format: str | None = None,  # noqa: A002  # the users' word
        isolated: bool = False,
        production: str | None = None,
        caller: str = "",
    ) -> Self:
        """Return a delivery with texts that a database can hold."""
        shown = _storable(name)[:_LONGEST_NAME] or "document"
        part = production and _storable(production)
        return cls(shown, _storable(by), format, isolated, part, _storable(caller))

    def fingerprint(self, sha256: str) -> str:
        """Return what tells a document that is handed in like this from all others."""
        parts = [sha256, self.name, self.format, self.isolated, self.production]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Work:
    """A document that the worker has taken; `crashes` is how often a worker died over it."""

    number: int
    delivery: Delivery
    size: int
    crashes: int


def _storable(text: str) -> str:
    """Return a text of which half a character is written as an escape: no database holds any."""
    return text.encode(errors="backslashreplace").decode()
