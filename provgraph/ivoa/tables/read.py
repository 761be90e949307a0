"""Rows: the graph as the tables of the CTADIRAC store."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from provgraph.errors import NotFoundError
from provgraph.ivoa.tables.cells import Cell, Item, cell
from provgraph.ivoa.tables.schema import BY_NAME, KEY, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.ivoa.tables.schema import Column

Row = dict[str, Cell]


def table_of(name: str) -> Table:
    """Return the table of that name, in capitals or not.

    Raises:
        NotFoundError: there is none.

    """
    found = next((table for table in TABLES if table.name.lower() == name.lower()), None)
    if found is None:
        names = ", ".join(table.name for table in TABLES)
        raise NotFoundError(f"no table {name!r}; the tables are {names}")
    return found


class Tables:
    """The tables of a store at one moment; each is read once, when it is first needed."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection; nothing is read yet."""
        self._connection = connection
        self._items = cache(self._read)
        self._given = cache(self._read_keys)
        self._keys = cache(self._give)

    def rows(self, table: Table) -> list[Row]:
        """Return a table's rows, in the order of their internal keys."""
        keys = self._keys(table.parent or table.name)
        found = [
            {KEY: keys[name], **self._cells(table, item)}
            for name, item in self._items(table.name).items()
            if name in keys
        ]
        return sorted(found, key=lambda row: int(row[KEY] or 0))

    def all(self) -> dict[str, list[Row]]:
        """Return the rows of all tables."""
        return {table.name: self.rows(table) for table in TABLES}

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table.name: len(self._items(table.name)) for table in TABLES}

    def _cells(self, table: Table, item: Item) -> Row:
        return {
            column.name: self._key(column, item) if column.references else cell(table, column, item)
            for column in table.columns
        }

    def _key(self, column: Column, item: Item) -> int | None:
        element, table = item.refers_to(column), str(column.references)
        if element is None:
            return None
        # Where all rows have been shown before, there is no need to read them for their keys.
        found = self._given(table).get(element)
        return self._keys(table).get(element) if found is None else found

    def _read(self, name: str) -> dict[str, Item]:
        found = self._connection.read_rows(f"tables/{name}")
        if BY_NAME[name].relation:
            return _distinct(BY_NAME[name], map(_item, found))
        return {row["row"]: _item(row) for row in found}

    def _read_keys(self, name: str) -> Mapping[str, int]:
        found = self._connection.read_rows("tables/keys", table=name)
        return {row["row"]: row["number"] for row in found}

    def _give(self, name: str) -> Mapping[str, int]:
        items = self._items(name)
        if items.keys() <= self._given(name).keys():
            return self._given(name)
        return self._connection.write(lambda tx: _give(tx, name, items))


def _item(row: Mapping[str, Any]) -> Item:
    return Item(row["props"], frozenset(row.get("labels", ())), row["refs"])


def _distinct(table: Table, items: Iterable[Item]) -> dict[str, Item]:
    """Return the rows of a relation's table, each under a name of its own.

    Relations are parallel where documents say the same in other words, which is one row; a
    relational database can hold a row several times, under several keys.
    """
    groups: defaultdict[str, dict[int | None, Item]] = defaultdict(dict)
    for item in items:
        groups[_digest(table, item)].setdefault(item.own.get(KEY), item)
    return {
        f"{digest}.{number}" if number else digest: group[key]
        for digest, group in groups.items()
        for number, key in enumerate(sorted(key for key in group if key is not None) or [None])
    }


def _digest(table: Table, item: Item) -> str:
    ends = [item.refers_to(column) for column in table.references if not column.described]
    said = [cell(table, column, item) for column in table.columns if not column.references]
    return hashlib.blake2b(repr((ends, said)).encode(), digest_size=16).hexdigest()


def _give(tx: Transaction, table: str, items: Mapping[str, Item]) -> dict[str, int]:
    """Give the rows that have none their keys: the database's, where it is free, or the next."""
    last = tx.run("tables/lock", table=table)[0]["last"]
    given = {row["row"]: row["number"] for row in tx.run("tables/keys", table=table)}
    new = [row for row in items if row not in given]
    wanted = {row: items[row].own.get(KEY) for row in new}
    taken = set(given.values())
    fresh: dict[str, int] = {}
    for row in sorted(new, key=lambda row: wanted[row] or 0):
        number = wanted[row]
        if number is not None and number not in taken:
            fresh[row] = number
            taken.add(number)
    numbers = count(max(taken | {last}, default=0) + 1)
    fresh |= {row: next(numbers) for row in new if row not in fresh}
    rows = [{"row": row, "number": number} for row, number in fresh.items()]
    tx.run("tables/assign_keys", table=table, last=max(fresh.values(), default=last), rows=rows)
    return given | fresh
