"""The tables of a store into a database, and the views and the descriptor of a TAP service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import ExportError
from provgraph.ivoa.tables import dachs, sql, tap
from provgraph.ivoa.tables.read import Tables
from provgraph.ivoa.tables.schema import ALL_TABLES, BY_NAME, TABLES
from provgraph.runtime.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Connection
    from provgraph.ivoa.tables.read import Row


def export(
    connection: Connection, url: str, file: str | Path | None
) -> tuple[dict[str, int], list[str]]:
    """Write the tables; with a file for the descriptor, the views, too.

    Returns how many rows each table has, and notes: rules that do not hold, characters that the
    database or a VOTable cannot hold.

    Raises:
        ExportError: the database or the file cannot be written, or the database has one of the
            tables or views.

    """
    tables = Tables(connection)
    return written(lambda name: tables.rows(BY_NAME[name]), url, file)


def written(
    rows_of: Callable[[str], list[Row]], url: str, file: str | Path | None
) -> tuple[dict[str, int], list[str]]:
    """Write tables whose rows come by the table's name; see `export`."""
    if file is None:
        rows = {table.name: rows_of(table.name) for table in TABLES}
        notes = sql.write(url, rows)
    else:
        rows = {table.name: rows_of(table.name) for table in ALL_TABLES}
        views = tap.views_of(rows)
        text = dachs.descriptor(views)
        written = sql.write(url, rows, views, before_commit=lambda: _write(Path(file), text))
        notes = written + tap.notes_on(views)
    return {name: len(own) for name, own in rows.items()}, notes


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, [text])
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}") from error
