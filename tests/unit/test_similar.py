"""Similar words: what a misspelt word may have meant."""

from __future__ import annotations

import pytest

from provgraph.runtime.similar import did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "text"),
    [
        ("ctapip", ["ctapipe", "numpy"], "did you mean ctapipe?"),
        ("COMPLETED", ["completed", "error"], "did you mean completed?"),
        ("DL9", ["DL2", "DL1", "muon"], "did you mean DL2 or DL1?"),
        ("header", ["tel_event_header_writer", "x"], "did you mean tel_event_header_writer?"),
        ("zzz", ["a", "b"], "the store has a, b"),
        ("zzz", map(str, range(9)), "the store has 0, 1, 2, 3, 4 and 4 more"),
        ("zzz", [], "the store has none"),
        ("", ["a"], "the store has a"),
    ],
)
def test_a_question_or_a_list(word: str, known: list[str], text: str) -> None:
    """Words that are alike, whatever their case, or hold it; else what there is."""
    assert did_you_mean(word, known) == text
