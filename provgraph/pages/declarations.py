"""Declarations: what each document says of an element, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.results.element import Declaration

COMPARED = 6
"""How many different declarations stand beside each other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute, with its values in each declaration."""

    name: str
    values: tuple[tuple[str, ...], ...]


def differences(declarations: Sequence[Declaration]) -> list[Difference]:
    """Return the attributes of which the first declarations say different things."""
    compared = declarations[:COMPARED]
    names = dict.fromkeys(name for each in compared for name in each.attributes)
    rows = (Difference(name, tuple(e.attributes.get(name, ()) for e in compared)) for name in names)
    return [row for row in rows if len(set(row.values)) > 1]
