"""Characters that PostgreSQL or a VOTable cannot hold: U+FFFD is written or shown for them.

Sources: PostgreSQL 15, section 8.3 (no NUL); VOTable 1.4, section 2.1 (`unicodeChar` is UCS-2);
XML 1.0, section 2.2 (control characters).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.ivoa.tables.cells import Cell

REPLACEMENT = "\ufffd"
NOT_IN_VOTABLE = r"[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD]"
"""A regular expression, for Python as for PostgreSQL."""

_NOT_IN_VOTABLE = re.compile(NOT_IN_VOTABLE)
_NUL = "\0"


def fit_votable(values: Iterable[Cell]) -> bool:
    """Return whether a VOTable can hold these values."""
    return not any(isinstance(value, str) and _NOT_IN_VOTABLE.search(value) for value in values)


def without_nul(
    tables: Mapping[str, Sequence[Mapping[str, Cell]]],
) -> tuple[dict[str, list[dict[str, Cell]]], list[str]]:
    """Return tables with U+FFFD for each NUL, and a note for each column that has one."""
    rows = {name: [dict(row) for row in own] for name, own in tables.items()}
    counts: dict[str, int] = {}
    for name, own in rows.items():
        for row in own:
            for column, value in row.items():
                if isinstance(value, str) and _NUL in value:
                    row[column] = value.replace(_NUL, REPLACEMENT)
                    counts[f"{name}.{column}"] = counts.get(f"{name}.{column}", 0) + 1
    return rows, [
        f"{column}: PostgreSQL cannot hold the character NUL, which {plural(n, 'value')} "
        f"{'has' if n == 1 else 'have'}; U+FFFD is written for it"
        for column, n in counts.items()
    ]
