"""Parts: what is too much for one transaction is done in several, smaller where memory is short."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from provgraph.errors import MemoryLimitError

if TYPE_CHECKING:
    from collections.abc import Callable

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
