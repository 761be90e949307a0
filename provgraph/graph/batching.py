"""Batches: what is too much for one transaction is done in several."""

from __future__ import annotations

from functools import partial
from itertools import accumulate
from operator import methodcaller
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from provgraph.errors import MemoryLimitError
from provgraph.runtime.progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import Row

Result = TypeVar("Result")


class Page(NamedTuple):
    """A page that was written: the last key in it, and how many rows it had."""

    last: str
    size: int

    @classmethod
    def of(cls, rows: Sequence[Row], key: str) -> Self | None:
        """Return the page of rows with such a key, `None` if there are none."""
        return cls(str(rows[-1][key]), len(rows)) if rows else None


def rows_within(size: int, rows: Sequence[Row]) -> Sequence[Row]:
    """Return as many of the first rows as have at most this `size` in total, but at least one."""
    totals = accumulate(row["size"] for row in rows)
    return rows[: max(1, sum(total <= size for total in totals))]


ROWS_PER_TRANSACTION = (8_000, 1_000, 125)
"""Rows of a transaction, the first where the server's memory suffices."""


def with_smaller_batches(work: Callable[[int], Result]) -> Result:
    """Do `work` by parts of a size, and from the start by smaller ones if memory is short.

    Raises:
        MemoryLimitError: it does not suffice for the smallest.

    """
    for size in ROWS_PER_TRANSACTION[:-1]:
        try:
            return work(size)
        except MemoryLimitError:
            continue
    return work(ROWS_PER_TRANSACTION[-1])


def write_pages(
    connection: Connection,
    write_page: Callable[[str, Transaction], Page | None],
    total: int,
    unit: str,
) -> None:
    """Write pages of what is migrated, one in each transaction, in the order of their keys.

    `write_page` writes those after a key, `None` at the end. A terminal shows how many of the
    `total` are done.
    """
    for _ in track(_pages(connection, write_page), total, "migrating", unit):
        continue


def _pages(
    connection: Connection, write_page: Callable[[str, Transaction], Page | None]
) -> Iterator[int]:
    """Write pages; yield a number for each row of theirs."""
    after = ""
    while page := connection.write(partial(write_page, after)):
        after = page.last
        yield from range(page.size)


def count_rows(connection: Connection, statement: str, **parameters: object) -> int:
    """Return the number that a statement returns as `count`."""
    return int(connection.read_rows(statement, **parameters)[0]["count"])


def run_each(connection: Connection, statements: Iterable[str]) -> None:
    """Run statements without parameters, one in each transaction."""
    for name in statements:
        connection.write(methodcaller("run", name))
