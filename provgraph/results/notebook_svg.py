"""A small picture of a lineage, for a notebook's cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.results.html import text_html
from provgraph.results.layers import layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.results.nodes import Direction, Node, RelationLink

_WIDE, _HIGH, _ACROSS, _DOWN = 190, 28, 12, 40
_FILLS = {"entity": "#FFFC87", "activity": "#9FB1FC", "agent": "#FED37F"}


def picture(nodes: Sequence[Node], relations: Sequence[RelationLink], direction: Direction) -> str:
    """Return a small SVG of a lineage: causes above effects, no scripts, no links."""
    return "".join(_parts(nodes, relations, layers(nodes, relations, direction)))


def _parts(
    nodes: Sequence[Node], relations: Sequence[RelationLink], layered: Sequence[Sequence[str]]
) -> Iterator[str]:
    wide = max(map(len, layered)) * (_WIDE + _ACROSS)
    high = len(layered) * (_HIGH + _DOWN) - _DOWN + 4
    places = {
        name: ((wide - len(layer) * (_WIDE + _ACROSS)) / 2 + place * (_WIDE + _ACROSS) + 2, y)
        for y, layer in zip(range(2, high, _HIGH + _DOWN), layered, strict=False)
        for place, name in enumerate(layer)
    }
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'style="max-width:100%" width="{wide}" height="{high}" font-family="sans-serif" '
        'font-size="12" text-anchor="middle">'
    )
    for relation in relations:
        if {relation.start, relation.end} <= places.keys():
            yield _line(places[relation.start], places[relation.end])
    for node in nodes:
        yield _box(places[node.id], node.label, node.kind, node.id)
    yield "</svg>"


def _line(effect: tuple[float, float], cause: tuple[float, float]) -> str:
    x1, y1, x2, y2 = effect[0] + _WIDE / 2, effect[1], cause[0] + _WIDE / 2, cause[1] + _HIGH
    bend = max(12.0, abs(y1 - y2) / 2)
    path = f"M{x1:g} {y1:g}C{x1:g} {y1 - bend:g} {x2:g} {y2 + bend:g} {x2:g} {y2:g}"
    tip = f"M{x2:g} {y2:g}l-4 8h8z"
    return f'<path d="{path}" fill="none" stroke="#888"/><path d="{tip}" fill="#888"/>'


def _box(place: tuple[float, float], label: str, kind: str, name: str) -> str:
    x, y = place
    round_by = 3 if kind == "activity" else _HIGH / 2
    short = label if len(label) <= 26 else f"{label[:11]}…{label[-14:]}"  # noqa: PLR2004
    return (
        f"<g><title>{text_html(f'{label} ({kind}) {name}')}</title>"
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="{round_by:g}" '
        f'fill="{_FILLS.get(kind, "#EEE")}" stroke="#777"/>'
        f'<text x="{x + _WIDE / 2:g}" y="{y + 18:g}" fill="#111">{text_html(short)}</text></g>'
    )
