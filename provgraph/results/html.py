"""HTML without scripts: how a notebook shows tables and lists."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from provgraph.runtime.escape import escape_line
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    JsonRows = Sequence[Mapping[str, object]]

SHOWN = 50
"""How many rows of a list a notebook shows."""

_NAMED = 3


def list_summary(kind: str, listed: str, rows: JsonRows) -> str:
    """Return a list in one line: how many there are, and the labels of the first."""
    labels = [str(row.get("label") or row.get("id") or "") for row in rows[:_NAMED]]
    first = f": {escape_line(', '.join(filter(None, labels)))}" if any(labels) else ""
    more = ", …" if first and len(rows) > _NAMED else ""
    number = plural(len(rows), listed.removesuffix("s"), listed)
    return f"<{kind}: {number}{first}{more}>"


def list_html(summary: str, rows: JsonRows) -> str:
    """Return the first rows of a list as a table."""
    columns = list(dict.fromkeys(name for row in rows[:SHOWN] for name in row))
    cells = [[_cell(row.get(name)) for name in columns] for row in rows[:SHOWN]]
    foot = more_html(len(rows) - len(cells), ".to_pandas()")
    return f"<p>{escape(summary[1:-1])}</p>{table_html(columns, cells)}{foot}"


def more_html(count: int, how: str) -> str:
    """Return the line below a table that says how to see the rest of the rows."""
    return f"<p>and {count:,} more: <code>{how}</code></p>" if count else ""


def table_html(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = ["".join(f"<td>{text_html(cell)}</td>" for cell in row) for row in rows]
    first = "".join(f"<th>{text_html(cell)}</th>" for cell in head)
    top = f"<thead><tr>{first}</tr></thead>" if any(head) else ""
    return f"<table>{top}<tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def text_html(text: str) -> str:
    """Return text that is nothing but text to a browser."""
    return escape(escape_line(text))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return "" if value is None else str(value)
