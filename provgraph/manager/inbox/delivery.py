"""Deliveries: how documents are handed in, and taken by the worker."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Self

_LONGEST_NAME = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How a document is read, as `Store.load` has it; as text, only what is given is written."""

    salvage: bool = False
    base: str | None = None
    strict: bool = False
    redact: bool = False

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return what `text` wrote."""
        return cls(**json.loads(text or "{}"))

    def text(self) -> str:
        """Return them as a text that is the same for the same options; nothing for the usual."""
        given = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(given, sort_keys=True) if given else ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a document is handed in: its name, how it is loaded, and by whom.

    `by` is the name that is shown, which several may have; `caller` the id of the token or user,
    whose idempotency keys are apart from those of others. `others` have handed in the same in the
    same way after `by`.
    """

    name: str
    by: str
    format: str | None = None
    isolated: bool = False
    production: str | None = None
    caller: str = field(default="", compare=False)
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    others: tuple[str, ...] = ()

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
        reading: ReadingOptions | None = None,
    ) -> Self:
        """Return a delivery with texts that a database can hold."""
        return cls(
            name=_storable(name)[:_LONGEST_NAME] or "document",
            by=_storable(by),
            format=format,
            isolated=isolated,
            production=production and _storable(production),
            caller=_storable(caller),
            reading=reading or ReadingOptions(),
        )

    def fingerprint(self, sha256: str) -> str:
        """Return what tells a document that is handed in like this from all others."""
        parts = [sha256, self.name, self.format, self.isolated, self.production]
        parts += filter(None, [self.reading.text()])
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
