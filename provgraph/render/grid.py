"""Tables with many columns, plain or as CSV."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from provgraph.render import text
from provgraph.runtime.escape import csv_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CHARACTERS_A_PART = 1 << 16


def plain(head: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> Iterator[str]:
    """Yield a line for each row, the names of the columns first; what is absent stays empty."""
    return text.table([head, *([_text(value) for value in row] for row in rows)])


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """Return the table as CSV (RFC 4180): what is absent is an empty field."""
    return "".join(csv_parts(head, rows))


def csv_parts(head: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> Iterator[str]:
    """Yield a table as CSV in parts, some rows at a time."""
    return csv_rows(chain([head], rows))


def csv_rows(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield rows as CSV in parts, some rows at a time."""
    out = io.StringIO()
    write = csv.writer(out)
    for row in rows:
        write.writerow([*map(csv_safe, row)])
        if out.tell() > _CHARACTERS_A_PART:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)
