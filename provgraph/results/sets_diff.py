"""What is the same within two sets of products and differs between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, ListResult, Result


@dataclass(frozen=True, slots=True)
class SetsDifference(Result):
    """What differs between the sets in the activities of a name, and the values in each.

    `what` is `activities` for their number, `host`, `software NAME`, `parameter PATH`,
    `attribute NAME` or `input ROLE`; a side without it is empty.
    """

    activity: str
    what: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class SetsDiff(ListResult, Answer):
    """How the histories of two sets of products differ.

    `constant` counts what is the same in all products, `varying` what is not the same within one
    of the sets and therefore no difference between them.
    """

    SCHEMA: ClassVar[str] = "sets-diff"
    LISTED: ClassVar[str] = "differences"

    left: tuple[str, ...]
    right: tuple[str, ...]
    differences: tuple[SetsDifference, ...]
    constant: int
    varying: int
