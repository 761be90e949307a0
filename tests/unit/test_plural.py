"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from provgraph.runtime.plural import plural


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 entities"), (1, "1 entity"), (2, "2 entities"), (12_345, "12,345 entities")],
)
def test_one_is_singular(count: int, text: str) -> None:
    """Only 1 takes the singular; large numbers are grouped."""
    assert plural(count, "entity", "entities") == text
    assert plural(count, "file") == text.replace("entities", "files").replace("entity", "file")
