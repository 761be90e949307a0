"""Times: instants in their order, whatever offset and fraction they are written with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provgraph.model.times import EARLIEST, instant, order_of

offsets = st.one_of(
    st.none(), st.integers(-1080, 1080).map(lambda m: timezone(timedelta(minutes=m)))
)
times = st.builds(
    lambda time, zone: time.replace(tzinfo=zone),
    st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)),  # noqa: DTZ001  # offsets are added
    offsets,
)


@given(times, times)
def test_instants_are_ordered_as_python_orders_them(first: datetime, second: datetime) -> None:
    """A time without an offset is in UTC; equal instants are equal however they are written."""
    expected, texts = [], []
    for time in (first, second):
        expected.append(time if time.tzinfo else time.replace(tzinfo=UTC))
        texts.append(time.isoformat())
    before, after = map(order_of, texts)
    assert (before < after) == (expected[0] < expected[1])
    assert (before == after) == (expected[0] == expected[1])


def test_fractions_of_any_length_are_ordered() -> None:
    """Digits beyond microseconds count; zeros at the end do not."""
    fractions = ("", ".1", ".123456", ".12345600001", ".123456789", ".1234567891", ".2")
    texts = [f"2026-03-01T10:00:00{fraction}Z" for fraction in fractions]
    assert all(order_of(first) < order_of(second) for first, second in pairwise(texts))
    assert instant("2026-03-01T10:00:00.500Z") == instant("2026-03-01T12:00:00.5+02:00")
    assert instant("2026-03-01T24:00:00") == instant("2026-03-02T00:00:00Z")


@pytest.mark.parametrize("text", [None, "", "soon", "2026-02-30T00:00:00", "2026-03-01"])
def test_what_is_no_time_has_no_instant(text: str | None) -> None:
    """It sorts before all times."""
    assert instant(text) is None
    assert order_of(text) == EARLIEST < order_of("0001-01-01T00:00:00+14:00")
