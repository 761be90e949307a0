"""Results in notebooks: HTML without scripts, and one line of text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from provgraph.results.layers import layers
from provgraph.results.nodes import count_kinds
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.results.base import ListResult
    from provgraph.results.element import ElementDetails
    from provgraph.results.lineage import Lineage

_DRAWN = 40
"""A picture of more nodes would not fit a notebook's cell: the nearest are listed instead."""

_LISTED, _NAMED = 50, 3
_WIDE, _HIGH, _ACROSS, _DOWN = 190, 28, 12, 40
_FILLS = {"entity": "#FFFC87", "activity": "#9FB1FC", "agent": "#FED37F"}


def lineage_summary(answer: Lineage) -> str:
    """Return a lineage in one line."""
    cut = "" if answer.complete else f", cut at {len(answer.frontier):,} nodes"
    start = ", ".join(answer.start[:3]) + ("…" if len(answer.start) > 3 else "")  # noqa: PLR2004
    return (
        f"<Lineage {answer.direction} of {escape_line(start)}: {count_kinds(answer.nodes)}; "
        f"{len(answer.relations):,} relations{cut}>"
    )


def lineage_html(answer: Lineage) -> str:
    """Return a lineage as HTML without scripts: a picture, or the nearest nodes as a table."""
    head = f"<p>{escape(lineage_summary(answer)[1:-1])}</p>"
    if len(answer.nodes) <= _DRAWN:
        return head + "".join(_picture(answer))
    rows = [(str(n.depth), n.kind, n.label, n.id) for n in answer.nodes[:_LISTED]]
    more = len(answer.nodes) - len(rows)
    foot = f"<p>and {more:,} more: <code>.to_pandas().nodes</code></p>" if more else ""
    return head + html_table(("depth", "kind", "label", "id"), rows) + foot


def list_summary(answer: ListResult) -> str:
    """Return a list in one line: how many, and what the first are called."""
    return _rows_summary(answer, answer.as_json()[answer.LISTED])


def _rows_summary(answer: ListResult, rows: Sequence[Mapping[str, object]]) -> str:
    names = [str(row.get("label") or row.get("id") or "") for row in rows[:_NAMED]]
    told = f": {escape_line(', '.join(filter(None, names)))}" if any(names) else ""
    more = ", …" if told and len(rows) > _NAMED else ""
    return f"<{type(answer).__name__}: {len(rows):,} {answer.LISTED}{told}{more}>"


def list_html(answer: ListResult) -> str:
    """Return a list as a table of HTML, the first of its rows."""
    rows = answer.as_json()[answer.LISTED]
    columns = list(dict.fromkeys(name for row in rows[:_LISTED] for name in row))
    cells = [[_cell(row.get(name)) for name in columns] for row in rows[:_LISTED]]
    more = len(rows) - len(cells)
    foot = f"<p>and {more:,} more: <code>.to_pandas()</code></p>" if more else ""
    return f"<p>{escape(_rows_summary(answer, rows)[1:-1])}</p>" + html_table(columns, cells) + foot


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return "" if value is None else str(value)


def details_html(element: ElementDetails) -> str:
    """Return an element as HTML: what it is, its properties, its relations."""
    rows = [("id", element.id), ("kind", element.kind), ("types", ", ".join(element.types))]
    rows += [(name, ", ".join(values)) for name, values in element.properties.items()]
    links = [(r.type, ", ".join(r.role), r.start, r.end) for r in element.relations]
    return (
        f"<p><b>{_text(element.label)}</b></p>"
        + html_table(("", ""), [row for row in rows if row[1]])
        + (html_table(("relation", "role", "from", "to"), links) if links else "")
    )


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of HTML."""
    lines = ["".join(f"<td>{_text(cell)}</td>" for cell in row) for row in rows]
    first = "".join(f"<th>{_text(cell)}</th>" for cell in head)
    top = f"<thead><tr>{first}</tr></thead>" if any(head) else ""
    return f"<table>{top}<tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def _picture(answer: Lineage) -> Iterator[str]:
    found = layers(answer)
    wide = max(map(len, found)) * (_WIDE + _ACROSS)
    high = len(found) * (_HIGH + _DOWN) - _DOWN + 4
    places = {
        name: ((wide - len(layer) * (_WIDE + _ACROSS)) / 2 + place * (_WIDE + _ACROSS) + 2, y)
        for y, layer in zip(range(2, high, _HIGH + _DOWN), found, strict=False)
        for place, name in enumerate(layer)
    }
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'style="max-width:100%" width="{wide}" height="{high}" font-family="sans-serif" '
        'font-size="12" text-anchor="middle">'
    )
    for relation in answer.relations:
        if {relation.start, relation.end} <= places.keys():
            yield _line(places[relation.start], places[relation.end])
    for node in answer.nodes:
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
        f"<g><title>{_text(f'{label} ({kind}) {name}')}</title>"
        f'<rect x="{x:g}" y="{y:g}" width="{_WIDE}" height="{_HIGH}" rx="{round_by:g}" '
        f'fill="{_FILLS.get(kind, "#EEE")}" stroke="#777"/>'
        f'<text x="{x + _WIDE / 2:g}" y="{y + 18:g}" fill="#111">{_text(short)}</text></g>'
    )


def _text(text: str) -> str:
    return escape(escape_line(text))
