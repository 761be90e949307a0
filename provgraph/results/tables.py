"""Rows of statements, of the CTADIRAC tables, and lists of settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import not_
from typing import Any, ClassVar

from provgraph.results.base import Answer, ListResult, Result


@dataclass(frozen=True, slots=True, repr=False)
class StatementRows(ListResult, Answer):
    """The answer of a statement: its columns, and each row's values by column.

    `notes` say what the statement or its arguments name that the store does not know.
    """

    SCHEMA: ClassVar[str] = "rows"
    LISTED: ClassVar[str] = "rows"

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...] = field(default=(), metadata={"exclude_if": not_})


@dataclass(frozen=True, slots=True)
class TableRows(Answer):
    """The rows of a table of the CTADIRAC store."""

    SCHEMA: ClassVar[str] = "table"

    table: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class TableCount(Result):
    """A table of the CTADIRAC store and how many rows it has."""

    table: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableCounts(Answer):
    """The tables of the CTADIRAC store."""

    SCHEMA: ClassVar[str] = "tables"

    tables: tuple[TableCount, ...]
