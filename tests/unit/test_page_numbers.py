"""Numbers of rows and of pages: what no list can have is refused before the store is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from provgraph.errors import SelectorError
from provgraph.queries.path import path
from provgraph.store import Store

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection

NOWHERE = cast("Connection", None)


@pytest.mark.parametrize("number", [0, -1, -5, 2**31, 2**63, 10**30])
@pytest.mark.parametrize(
    ("question", "options"),
    [("find", {}), ("jobs", {}), ("loaded_files", {}), ("document_page", {"selector": "a"})],
)
def test_a_limit_that_no_page_can_have(question: str, options: dict[str, Any], number: int) -> None:
    """It is an error that says what is possible, not one of Neo4j or Python."""
    with pytest.raises(SelectorError, match=r"the limit cannot be -?[0-9]+: give a number from 1"):
        getattr(Store(NOWHERE), question)(limit=number, **options)


@pytest.mark.parametrize("number", [0, -5, 2**63])
def test_pages_and_paths_are_counted_from_one(number: int) -> None:
    """So are the pages of what is found, the whole list of documents, and paths."""
    store = Store(NOWHERE)
    with pytest.raises(SelectorError, match="the page cannot be"):
        store.find(page=number)
    with pytest.raises(SelectorError, match="the limit cannot be"):
        store.document_page(limit=number)
    with pytest.raises(SelectorError, match="the limit cannot be"):
        path(NOWHERE, "a", "b", limit=number)
