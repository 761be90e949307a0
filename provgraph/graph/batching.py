"""Batches: what is too much for one transaction is done in several."""

from __future__ import annotations

from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, TypeVar

from provgraph.errors import MemoryLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from provgraph.graph.connection import Connection, Transaction

Result = TypeVar("Result")

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
    connection: Connection, write_page: Callable[[str, Transaction], str | None]
) -> None:
    """Write pages of elements, one in each transaction, in the order of their keys.

    `write_page` writes those after a key and returns the last one's key, `None` at the end.
    """
    after: str | None = ""
    while after is not None:
        after = connection.write(partial(write_page, after))


def run_each(connection: Connection, statements: Iterable[str]) -> None:
    """Run statements without parameters, one in each transaction."""
    for name in statements:
        connection.write(methodcaller("run", name))
