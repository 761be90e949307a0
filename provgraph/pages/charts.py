"""Charts: numbers as bars, placed here and drawn as SVG by the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 600
_HEIGHT, _FOOT = 120, 20
_ROW, _NAMES = 24, 220


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: where it is, its name and what it says; `part` is the length that failed."""

    x: float
    y: float
    width: float
    height: float
    name: str
    text: str
    part: float = 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a height; its bars stand, or lie beside their names."""

    height: int
    bars: tuple[Bar, ...]
    lying: bool


def standing(values: Sequence[tuple[str, int]]) -> Chart:
    """Return a chart with a bar for each value, from left to right."""
    highest = max((value for _, value in values), default=0) or 1
    step = WIDTH / max(len(values), 12)
    bars = (
        Bar(
            x=round(place * step, 1),
            y=round(_HEIGHT - _HEIGHT * value / highest, 1),
            width=round(step * 0.8, 1),
            height=round(_HEIGHT * value / highest, 1),
            name=name,
            text=f"{name}: {value:,}",
        )
        for place, (name, value) in enumerate(values)
    )
    return Chart(_HEIGHT + _FOOT, tuple(bars), lying=False)


def lying(values: Sequence[tuple[str, float, float, str]]) -> Chart:
    """Return a chart with a row for each name, value, part of it that failed, and text."""
    longest = max((value for _, value, _, _ in values), default=0) or 1
    room = WIDTH - _NAMES - 90
    bars = (
        Bar(
            x=_NAMES,
            y=place * _ROW,
            width=round(room * value / longest, 1),
            height=_ROW - 8,
            name=name,
            text=text,
            part=round(room * part / longest, 1),
        )
        for place, (name, value, part, text) in enumerate(values)
    )
    return Chart(len(values) * _ROW, tuple(bars), lying=True)
