"""Found elements, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from provgraph.results.base import Answer, ListResult
from provgraph.results.nodes import GraphElement

COUNT_LIMIT = 10_000
"""How far elements that are found, or left out, are counted."""


@dataclass(frozen=True, slots=True)
class FoundElement(GraphElement):
    """An element that was found; `time` is when it started, or was made (ISO 8601)."""

    time: str | None = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class FoundPage(ListResult, Answer):
    """A page of found elements; `more` says whether there is another page.

    `count` is the number of all that meet the conditions; if `count_complete` is false, there are
    more. `next` is the cursor of the next page, for `after`: elements that arrive meanwhile shift
    none. `left_out` is the number of bookkeeping entities, such as statuses, that meet the
    conditions and are not among `found`; it is counted up to 10,000. If nothing is found, `notes`
    say which of the conditions name something that the store does not know, and what is like it.
    """

    SCHEMA: ClassVar[str] = "find"
    LISTED: ClassVar[str] = "found"

    page: int
    more: bool
    found: tuple[FoundElement, ...]
    count: int
    count_complete: bool
    next: str | None = None
    left_out: int = 0
    notes: tuple[str, ...] = ()
