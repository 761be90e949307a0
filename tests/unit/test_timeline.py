"""The starts of activities over time, as bars and as a picture."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from provgraph.render.stats import bars, svg


@pytest.mark.parametrize(
    ("starts", "shown"),
    [
        (("2026-02-28", "2026-03-01"), ["2026-02-28", "2026-03-01"]),
        (("2026-02-27", "2026-03-01"), ["2026-02-27", "…", "2026-03-01"]),
        (("2025-12", "2026-01", "2026-03"), ["2025-12", "2026-01", "…", "2026-03"]),
    ],
)
def test_periods_without_starts_show_as_a_gap(starts: tuple[str, ...], shown: list[str]) -> None:
    """In the bars a dotted line, in the picture a place."""
    counts = dict.fromkeys(starts, 1)
    assert [line.split(" ")[0] for line in bars(counts) if line] == shown
    lefts = [int(one) for one in re.findall(r'<rect x="(\d+)"', svg(counts))]
    assert [right - left for left, right in pairwise(lefts)].count(60) == shown.count("…")
