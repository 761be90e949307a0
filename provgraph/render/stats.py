"""Statistics as text, and the starts of activities as bars."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from provgraph.render.text import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sized

    from provgraph.results.stats import ActivityStats, Stats

_DAY = len("2026-11-22")
_WIDTH = 40
_PERIODS = 31
_MAX_ROWS, _MAX_NAME = 20, 80
"""How many rows of a list are shown, and how wide the column of the names gets."""
_BAR, _GAP, _HEIGHT = 24, 6, 160


def text(answer: Stats) -> Iterator[str]:
    """Yield the lines that a person reads."""
    for title, counts in (
        ("documents", answer.documents),
        ("elements", answer.kinds),
        ("relations", answer.relations),
        ("types", answer.types),
    ):
        yield from _counts(title, counts)
    if answer.activities:
        head = ("ACTIVITY", "VERSION", "TIMES", "FAILED", "%", "MEDIAN s", "95 % s")
        yield from table([head, *map(_activity, answer.activities[:_MAX_ROWS])])
        yield from _more(answer.activities)
        yield ""
    earlier = len(answer.starts) - _PERIODS
    if earlier > 0:
        yield f"{earlier} earlier periods are not shown: use --per month, --svg or --json"
    yield from bars(dict(islice(answer.starts.items(), max(0, earlier), None)))
    odd = (
        (answer.orphans, "unconnected"),
        (answer.undeclared, "undeclared"),
        (answer.unfinished, "unfinished"),
    )
    yield ", ".join(f"{count} {word}" for count, word in odd)


def bars(starts: Mapping[str, int]) -> Iterator[str]:
    """Yield a bar for each period; a dotted line stands for periods without any."""
    most = max(starts.values(), default=0)
    gaps = {after for before, after in pairwise(starts) if not _follows(before, after)}
    for period, count in starts.items():
        if period in gaps:
            yield "…"
        yield f"{period}  {'█' * max(1, round(_WIDTH * count / most))} {count}"
    if starts:
        yield ""


def svg(starts: Mapping[str, int]) -> str:
    """Return the starts of activities as a picture, a bar for each period."""
    most = max(starts.values(), default=1)
    gaps = {after for before, after in pairwise(starts) if not _follows(before, after)}
    marks, place = [], 1
    for period, count in starts.items():
        place += period in gaps
        marks.append(_bar(place, period, count, most))
        place += 1
    width = (place + 1) * (_BAR + _GAP) + _GAP
    size = f'width="{width}" height="{_HEIGHT + 90}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">',
            "<title>activities started</title>",
            *marks,
            "</svg>",
        ]
    )


def _follows(before: str, period: str) -> bool:
    """Tell whether a day, or a month, is the next one."""
    if len(period) == _DAY:
        return date.fromisoformat(period) - date.fromisoformat(before) == timedelta(days=1)
    months = [int(text[:4]) * 12 + int(text[5:7]) for text in (before, period)]
    return months[1] - months[0] == 1


def _bar(number: int, period: str, count: int, most: int) -> str:
    left, height = _GAP + number * (_BAR + _GAP), _HEIGHT * count / most
    middle, foot = left + _BAR / 2, _HEIGHT + 20
    return (
        f'<rect x="{left}" y="{foot - height:.1f}" width="{_BAR}" height="{height:.1f}" '
        f'fill="#4477aa"/><text x="{middle}" y="{foot - height - 4:.1f}" font-size="9" '
        f'text-anchor="middle">{count}</text><text font-size="10" text-anchor="end" '
        f'transform="translate({middle + 4},{foot + 6}) rotate(-60)">{escape(period)}</text>'
    )


def _counts(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield title
        most = list(islice(counts.items(), _MAX_ROWS))
        width = min(_MAX_NAME, max(len(name) for name, _ in most))
        for name, count in most:
            yield f"  {name:{width}}  {count}"
        yield from _more(counts)
        yield ""


def _more(rows: Sized) -> Iterator[str]:
    if len(rows) > _MAX_ROWS:
        yield f"  and {len(rows) - _MAX_ROWS} more: see --json"


def _activity(row: ActivityStats) -> tuple[str, ...]:
    times = ("-" if value is None else f"{value:.1f}" for value in (row.median, row.most))
    rate = f"{100 * row.failed / row.count:.1f}"
    return (row.name or "-", row.version or "-", str(row.count), str(row.failed), rate, *times)
