"""Versions: the files that were in the same places, one after the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.results.element import ElementDetails
    from provgraph.results.find import FoundElement
    from provgraph.store import Store

_PLACES = 5
_MOST = 20
_WILD = re.compile(r"([*?\[])")


def versions(
    store: Store, shown: ElementDetails, places: Sequence[str]
) -> tuple[FoundElement, ...]:
    """Return the files that were ever in one of some places, newest first; none if it is one."""
    if shown.kind != "entity":
        return ()
    found: dict[str, FoundElement] = {}
    for place in [place for place in places if "/" in place][:_PLACES]:
        page = store.find(kind="entity", name=_WILD.sub(r"[\1]", place), limit=_MOST)
        found |= {each.id: each for each in page.found}
    newest = sorted(found.values(), key=lambda each: each.time or "", reverse=True)
    return tuple(newest) if len(newest) > 1 else ()
