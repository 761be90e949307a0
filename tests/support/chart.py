"""Line charts as SVG: how figures change as something grows tenfold and more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


_LEFT, _TOP, _WIDTH, _HEIGHT, _LEGEND = 64, 56, 460, 300, 290
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#444444")
"""Told apart with every kind of colour vision (Okabe and Ito, 2008)."""
_DASHES = ("", "6 3", "2 3")
_FONT = 'font-family="sans-serif" font-size="12"'
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
_GRID_LINES = 6


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, what is below it, the axes' labels, and the points of each line.

    The horizontal axis is logarithmic.
    """

    title: str
    subtitle: str
    across: str
    up: str
    lines: Mapping[str, Sequence[tuple[float, float]]]

    def svg(self) -> str:
        """Return the chart as SVG."""
        width, height = _LEFT + _WIDTH + _LEGEND, _TOP + _HEIGHT + 52
        box = f'viewBox="0 0 {width} {height}" width="{width}" role="img"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {box} {_FONT}>',
                f"<title>{escape(self.title)}</title>",
                f'<rect width="{width}" height="{height}" fill="#fff"/>',
                _text(_LEFT, 22, self.title, "start", 'font-size="15" font-weight="bold"'),
                _text(_LEFT, 40, self.subtitle, "start", 'fill="#555"'),
                *self._grid(),
                *self._drawn_lines(),
                "</svg>\n",
            ]
        )

    @property
    def _sizes(self) -> list[float]:
        return sorted({x for points in self.lines.values() for x, _ in points})

    @property
    def _highest(self) -> float:
        """The value at the upper end, a whole number of steps of the grid."""
        highest = max(y for points in self.lines.values() for _, y in points)
        step = self._step
        return math.ceil(highest / step) * step

    @property
    def _step(self) -> float:
        highest = max(y for points in self.lines.values() for _, y in points)
        return next((s for s in _STEPS if highest / s <= _GRID_LINES), highest / _GRID_LINES)

    def _x(self, value: float) -> float:
        first, last = (math.log10(size) for size in (self._sizes[0], self._sizes[-1]))
        share = (math.log10(value) - first) / (last - first or 1)
        return _LEFT + share * _WIDTH

    def _y(self, value: float) -> float:
        return _TOP + _HEIGHT * (1 - value / self._highest)

    def _grid(self) -> Iterator[str]:
        for number in range(round(self._highest / self._step) + 1):
            y = self._y(number * self._step)
            yield _line((_LEFT, y), (_LEFT + _WIDTH, y), 'stroke="#ddd"')
            yield _text(_LEFT - 8, y + 4, f"{number * self._step:g}", "end")
        for size in self._sizes:
            yield _text(self._x(size), _TOP + _HEIGHT + 20, f"{size:,.0f}", "middle")
        yield _text(_LEFT + _WIDTH / 2, _TOP + _HEIGHT + 42, self.across, "middle")
        middle = _TOP + _HEIGHT / 2
        turned = f'transform="rotate(-90 18 {middle})"'
        yield _text(18, middle, self.up, "middle", turned)

    def _drawn_lines(self) -> Iterator[str]:
        for number, (name, points) in enumerate(self.lines.items()):
            dash = _DASHES[number // len(_COLOURS) % len(_DASHES)]
            style = f'stroke="{_COLOURS[number % len(_COLOURS)]}" stroke-dasharray="{dash}"'
            places = [(self._x(x), self._y(y)) for x, y in points]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            yield f'<polyline points="{path}" fill="none" stroke-width="2" {style}/>'
            y = _TOP + 14 + 18 * number
            begin = _LEFT + _WIDTH + 20
            yield _line((begin, y - 4), (begin + 24, y - 4), f'stroke-width="2" {style}')
            yield _text(begin + 30, y, f"{name}: {points[-1][1]:.2f}", "start")


def _line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" {style}/>'


def _text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" {style}>{escape(text)}</text>'
