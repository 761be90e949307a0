"""Rows: a table for a terminal, tab-separated text for a pipe, CSV, or lines of JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.queries.table import Table

FORMATS = ("table", "csv", "jsonl")


def lines(found: Table, form: str = "table") -> Iterator[str]:
    """Yield the lines of a table in one of `FORMATS`."""
    if form == "csv":
        yield from _csv(found)
    elif form == "jsonl":
        for row in found.as_json()["rows"]:
            yield json.dumps(row, ensure_ascii=False)
    elif sys.stdout.isatty():
        yield from _boxed(found)
    else:
        for row in (found.columns, *found.rows):
            yield "\t".join(" ".join(_cell(value).split()) for value in row)


def _csv(found: Table) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([_cell(value) for value in row] for row in found.rows)
    yield text.getvalue().rstrip("\n")


def _boxed(found: Table) -> Iterator[str]:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415  # 60 ms, and only for a terminal
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table as Box  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    box = Box(box=SIMPLE_HEAD, pad_edge=False)
    for column in found.columns:
        box.add_column(Text(column), overflow="fold")
    for row in found.rows:
        box.add_row(*(Text(_cell(value)) for value in row))
    console = Console(file=io.StringIO(), width=Console().width)
    console.print(box)
    yield from console.file.getvalue().rstrip("\n").splitlines()  # type: ignore[attr-defined]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
