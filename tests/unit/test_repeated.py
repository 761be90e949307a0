"""What comes repeatedly is kept, within bounds."""

from __future__ import annotations

import math

from provgraph.runtime.repeated import RepeatedValues, comparable


def test_a_value_is_kept_from_the_second_time_on() -> None:
    """What came once is not kept, so that it does not drive out what comes again."""
    values = RepeatedValues[str](100)
    values.put("a", "A", 10)
    assert values.get("a") is None
    assert values.size == 0
    values.put("a", "A", 10)
    assert values.get("a") == "A"
    assert values.size == 10


def test_the_bytes_are_bounded() -> None:
    """The value that was not asked for longest goes first, and a too large one at once."""
    values = RepeatedValues[str](100)
    for key in "abcd" * 2:
        values.put(key, key, 30)
        values.get("b")
    assert [key for key in "abcd" if values.get(key)] == ["b", "c", "d"]
    for _ in range(2):
        values.put("large", "x", 101)
    assert values.get("large") is None
    assert values.size <= 100


def test_what_is_compared() -> None:
    """Equal values have equal bytes; types, the order of keys and the sign of zero count."""
    text = f"{chr(97)}b"
    assert comparable({"a": [1, text, None]}) == comparable({"a": [1, "ab", None]})
    assert comparable([math.nan]) == comparable([math.nan])
    different = [1, 1.0, True, "1", 0.0, -0.0, [1], {"a": 1, "b": 2}, {"b": 2, "a": 1}]
    assert len(set(map(comparable, different))) == len(different)
