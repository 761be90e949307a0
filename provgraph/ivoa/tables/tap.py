"""Views of the tables for a TAP service: their names, types and what TAP_SCHEMA says of them.

All of it follows from the tables, and so from the classes of `provgraph.ivoa.model`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provgraph.ivoa.tables.adql import legal_name
from provgraph.ivoa.tables.cells import fits
from provgraph.ivoa.tables.characters import fit_votable
from provgraph.ivoa.tables.meanings import ROW, Meaning, meaning_of
from provgraph.ivoa.tables.schema import ALL_TABLES, BY_NAME, KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.ivoa.tables.cells import Cell
    from provgraph.ivoa.tables.schema import Column, Kind, Table

SCHEMA = "provenance"
"""The schema of the views."""

Type = Literal["text", "bigint", "integer", "timestamp"]

_TYPES: Mapping[Kind, Type] = {
    "text": "text",
    "key": "bigint",
    "integer": "integer",
    "time": "timestamp",
    "datetime": "timestamp",
}


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view; `source` is the table's, `references` the view that its keys are of.

    `fits` says that a VOTable can hold all its characters.
    """

    name: str
    source: str
    type: Type
    meaning: Meaning
    references: str | None = None
    utype: str | None = None
    required: bool = False
    fits: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """A view of a table."""

    name: str
    source: str
    utype: str
    description: str
    columns: tuple[ViewColumn, ...]

    @property
    def references(self) -> tuple[ViewColumn, ...]:
        """The columns that name rows of other views."""
        return tuple(column for column in self.columns if column.references)


def views_of(tables: Mapping[str, Sequence[Mapping[str, Cell]]]) -> tuple[View, ...]:
    """Return the views of tables with these rows, each after those that it refers to.

    A column of times or numbers is text if one of its values is neither.
    """
    return tuple(_view(table, tables[table.name]) for table in ALL_TABLES)


def notes_on(views: Iterable[View]) -> list[str]:
    """Return which columns are shown otherwise than the tables have them."""
    return [
        f"{view.source}.{column.source}: VOTables cannot hold control characters and those beyond "
        "U+FFFF; the view shows U+FFFD for them"
        for view in views
        for column in view.columns
        if not column.fits
    ]


def _view(table: Table, rows: Sequence[Mapping[str, Cell]]) -> View:
    key = ViewColumn(
        KEY,
        KEY,
        "bigint",
        ROW,
        references=table.parent and legal_name(table.parent),
        required=True,
    )
    columns = (_column(table, each, [row[each.name] for row in rows]) for each in table.columns)
    return View(
        legal_name(table.name),
        table.name,
        f"voprov:{table.kind.__name__}",
        f"{table.kind.__doc__} Provenance Data Model 1.0, {table.kind.source}.",
        (key, *columns),
    )


def _column(table: Table, column: Column, values: Sequence[Cell]) -> ViewColumn:
    return ViewColumn(
        legal_name(column.name),
        column.name,
        _TYPES[column.kind] if fits(column, values) else "text",
        meaning_of(table, column),
        references=column.references and legal_name(BY_NAME[column.references].name),
        utype=_utype(table, column),
        fits=fit_votable(values),
    )


def _utype(table: Table, column: Column) -> str | None:
    """Return the standard's attribute that a column is, `None` if it is the store's own.

    A key is named after the end of the relation, `activity_key` or `usedEntity`; a link to
    documentation is `docurl` in the standard and `doculink` in the store.
    """
    attributes = {attribute.standard_name for attribute in table.kind.attributes}
    names = (
        column.name,
        column.name.removesuffix("_key"),
        column.name.removesuffix("Entity"),
        *(source.partition(":")[2] for source in column.sources),
    )
    name = next((name for name in names if name in attributes), None)
    return f"voprov:{table.kind.__name__}.{name}" if name else None
