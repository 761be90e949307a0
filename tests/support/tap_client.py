"""What a TAP service says, asked with pyvo, beside the views and rows that it serves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provgraph.ivoa.tables.schema import KEY
from provgraph.ivoa.tables.tap import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.ivoa.tables.read import Row
    from provgraph.ivoa.tables.tap import Type, View, ViewColumn

Cells = tuple[object, ...]

_SECONDS = 120.0
_DATATYPES: Mapping[Type, str] = {
    "text": "unicodeChar",
    "bigint": "long",
    "integer": "int",
    "timestamp": "char",
}


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the service at `url`; asynchronous queries are jobs that are deleted again."""

    url: str
    asynchronous: bool = False

    def rows(self, query: str) -> list[Cells]:
        """Return the answer to a query in ADQL; what is null or empty is `None`."""
        import pyvo  # noqa: PLC0415  # only this campaign needs it

        service = pyvo.dal.TAPService(self.url)
        answer = _of_job(service, query) if self.asynchronous else service.run_sync(query)
        table = answer.to_table()
        return [tuple(_cell(row[name]) for name in table.colnames) for row in table]


def _of_job(service: Any, query: str) -> Any:  # noqa: ANN401  # pyvo has no types
    job = service.submit_job(query)
    try:
        job.run().wait(timeout=_SECONDS)
        job.raise_if_error()
        return job.fetch_result()
    finally:
        job.delete()


def _cell(value: Any) -> object:  # noqa: ANN401  # numpy's
    """Return a cell as Python's: VOTable's binary form has no null texts, only empty ones."""
    import numpy as np  # noqa: PLC0415

    plain = None if value is np.ma.masked else value.item() if hasattr(value, "item") else value
    return None if plain == "" else plain


def schema_faults(client: Client, views: Sequence[View]) -> Iterator[str]:
    """Yield what TAP_SCHEMA says otherwise than the views do."""
    for name, query, expected in _declarations(views):
        declared = {tuple(map(_unwrapped, row)) for row in client.rows(query)}
        yield from (f"{name} lacks {row}" for row in sorted(expected - declared, key=repr))
        yield from (f"{name} also has {row}" for row in sorted(declared - expected, key=repr))


def _declarations(views: Sequence[View]) -> Iterator[tuple[str, str, set[Cells]]]:
    """Yield each table of TAP_SCHEMA with a query for its rows, and those that are expected."""
    yield (
        "TAP_SCHEMA.tables",
        _query("table_name, utype, description", "tables", "table_name"),
        {(_full(view.name), view.utype, view.description) for view in views},
    )
    yield (
        "TAP_SCHEMA.columns",
        _query(
            "table_name, column_name, datatype, ucd, unit, utype, description",
            "columns",
            "table_name",
        ),
        {_declared(view, column) for view in views for column in view.columns},
    )
    yield (
        "TAP_SCHEMA.keys",
        _query(
            "from_table, from_column, target_table, target_column",
            "keys JOIN TAP_SCHEMA.key_columns USING (key_id)",
            "from_table",
        ),
        {
            (_full(view.name), column.name, _full(str(column.references)), KEY)
            for view in views
            for column in view.references
        },
    )


def _query(columns: str, source: str, table: str) -> str:
    return f"SELECT {columns} FROM TAP_SCHEMA.{source} WHERE {table} LIKE '{SCHEMA}.%'"


def _declared(view: View, column: ViewColumn) -> Cells:
    meaning = column.meaning
    texts = (meaning.ucd, meaning.unit, column.utype, meaning.description)
    return (
        _full(view.name),
        column.name,
        _DATATYPES[column.type],
        *(text or None for text in texts),
    )


def _unwrapped(cell: object) -> object:
    """Return a cell without the line breaks that DaCHS puts into descriptions."""
    return " ".join(cell.split()) if isinstance(cell, str) else cell


def _full(name: str) -> str:
    return f"{SCHEMA}.{name}"


def row_faults(client: Client, view: View, rows: Iterable[Row]) -> Iterator[str]:
    """Yield which rows of a table are served otherwise; every column is asked for by its name."""
    names = ", ".join(column.name for column in view.columns)
    answer = client.rows(f"SELECT {names} FROM {_full(view.name)}")
    cells = ([_legible(row[column.source]) for column in view.columns] for row in rows)
    served = {str(row[0]): _typed(view, row) for row in answer}
    expected = {str(row[0]): _typed(view, row) for row in cells}
    for key in sorted(served.keys() | expected.keys()):
        if served.get(key) != expected.get(key):
            yield f"{view.name}: {served.get(key)} instead of {expected.get(key)}"


def _typed(view: View, cells: Sequence[object]) -> Cells:
    return tuple(
        datetime.fromisoformat(str(cell)) if cell and column.type == "timestamp" else cell or None
        for column, cell in zip(view.columns, cells, strict=True)
    )


def _legible(cell: object) -> object:
    """Return a cell as a VOTable can hold it: XML's characters, and those of UCS-2."""
    if not isinstance(cell, str):
        return cell
    return "".join(c if "\x20" <= c <= "\ufffd" or c in "\t\n\r" else "\ufffd" for c in cell)


def join_faults(client: Client, view: View, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows of a relation that differ when its two ends are joined by its keys."""
    first, second = view.references[:2]
    answer = client.rows(
        f"SELECT r.{KEY}, a.{KEY} AS first_key, b.{KEY} AS second_key "
        f"FROM {_full(view.name)} AS r "
        f"JOIN {_full(str(first.references))} AS a ON r.{first.name} = a.{KEY} "
        f"JOIN {_full(str(second.references))} AS b ON r.{second.name} = b.{KEY}"
    )
    keys = ([row[name] for name in (KEY, first.source, second.source)] for row in rows)
    expected = {tuple(each) for each in keys if None not in each}
    for row in sorted(expected ^ set(answer), key=repr):
        yield f"{view.name} joined with {first.references} and {second.references}: {row}"
