"""Batching: how much one transaction takes."""

from __future__ import annotations

import pytest

from provgraph.graph.batching import rows_within


@pytest.mark.parametrize(
    ("sizes", "taken"),
    [([], 0), ([5], 1), ([50], 1), ([5, 5, 1], 2), ([50, 1], 1), ([1, 50, 1], 1), ([0, 0, 0], 3)],
)
def test_the_first_of_a_size_together(sizes: list[int], taken: int) -> None:
    """One row is always taken: a job of any size has to be done."""
    rows = [{"id": str(number), "size": size} for number, size in enumerate(sizes)]
    assert rows_within(10, rows) == rows[:taken]
