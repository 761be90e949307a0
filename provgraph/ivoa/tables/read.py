"""The graph as the tables of the CTADIRAC store."""

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
    """Return the table of that name; case does not matter.

    Raises:
        NotFoundError: there is no such table.

    """
    for table in TABLES:
        if table.name.lower() == name.lower():
            return table
    names = ", ".join(table.name for table in TABLES)
    raise NotFoundError(f"no table {name!r}; the tables are {names}")


class Tables:
    """The tables of a store at one moment; each is read once, when it is first needed."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection; nothing is read yet."""
        self._connection = connection
        self._items = cache(self._read)
        self._stored_keys = cache(self._read_keys)
        self._keys = cache(self._assign_keys)

    def rows(self, table: Table) -> list[Row]:
        """Return a table's rows, in the order of their internal keys."""
        keys = self._keys(table.parent or table.name)
        rows = [
            {KEY: keys[name], **self._cells(table, item)}
            for name, item in self._items(table.name).items()
            if name in keys
        ]
        return sorted(rows, key=lambda row: int(row[KEY] or 0))

    def all(self, tables: Iterable[Table] = TABLES) -> dict[str, list[Row]]:
        """Return the rows of tables."""
        return {table.name: self.rows(table) for table in tables}

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table.name: len(self._items(table.name)) for table in TABLES}

    def _cells(self, table: Table, item: Item) -> Row:
        return {
            column.name: self._key(column, item) if column.references else cell(table, column, item)
            for column in table.columns
        }

    def _key(self, column: Column, item: Item) -> int | None:
        element, table = item.refers_to(column), BY_NAME[str(column.references)]
        if element is None:
            return None
        numbered = table.parent or table.name
        # If all rows have been shown before, they need not be read for their keys.
        number = self._stored_keys(numbered).get(element)
        return self._keys(numbered).get(element) if number is None else number

    def _read(self, name: str) -> dict[str, Item]:
        rows = self._connection.read_rows(f"tables/{name}")
        if BY_NAME[name].relation:
            return _distinct(BY_NAME[name], map(_item, rows))
        return {row["row"]: _item(row) for row in rows}

    def _read_keys(self, name: str) -> Mapping[str, int]:
        rows = self._connection.read_rows("table_keys/fetch", table=name)
        return {row["row"]: row["number"] for row in rows}

    def _assign_keys(self, name: str) -> Mapping[str, int]:
        items = self._items(name)
        if items.keys() <= self._stored_keys(name).keys():
            return self._stored_keys(name)
        return self._connection.write(lambda tx: _assign_keys(tx, name, items))


def _item(row: Mapping[str, Any]) -> Item:
    return Item(row["props"], frozenset(row.get("labels", ())), row["refs"])


def _distinct(table: Table, items: Iterable[Item]) -> dict[str, Item]:
    """Return the rows of a relation's table, each with a name of its own.

    Parallel relations from documents that say the same in other words are one row; a relational
    database can have a row several times, with several keys.
    """
    groups: defaultdict[str, dict[int | None, Item]] = defaultdict(dict)
    for item in items:
        groups[_digest(table, item)].setdefault(item.database_row.get(KEY), item)
    return {
        f"{digest}.{number}" if number else digest: group[key]
        for digest, group in groups.items()
        for number, key in enumerate(sorted(key for key in group if key is not None) or [None])
    }


def _digest(table: Table, item: Item) -> str:
    ends = [item.refers_to(column) for column in table.references if not column.described]
    cells = [cell(table, column, item) for column in table.columns if not column.references]
    return hashlib.blake2b(repr((ends, cells)).encode(), digest_size=16).hexdigest()


def _assign_keys(tx: Transaction, table: str, items: Mapping[str, Item]) -> dict[str, int]:
    """Assign keys to rows without one: the database's, if that is free, or the next one."""
    last = tx.run("table_keys/lock", table=table)[0]["last"]
    stored = {row["row"]: row["number"] for row in tx.run("table_keys/fetch", table=table)}
    new = [name for name in items if name not in stored]
    in_database = {name: items[name].database_row.get(KEY) for name in new}
    used = set(stored.values())
    assigned: dict[str, int] = {}
    for name in sorted(new, key=lambda name: in_database[name] or 0):
        number = in_database[name]
        if number is not None and number not in used:
            assigned[name] = number
            used.add(number)
    numbers = count(max(used | {last}, default=0) + 1)
    assigned |= {name: next(numbers) for name in new if name not in assigned}
    rows = [{"row": name, "number": number} for name, number in assigned.items()]
    tx.run("table_keys/assign", table=table, last=max(assigned.values(), default=last), rows=rows)
    return stored | assigned
