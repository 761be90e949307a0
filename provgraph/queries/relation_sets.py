"""Relation sets: which relations a lineage follows, by the name of a set or their own names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeGuard

from provgraph.errors import SelectorError
from provgraph.model.relations import IMPLIED_RELATIONS, IVOA_NAMES, RELATIONS, followed

if TYPE_CHECKING:
    from collections.abc import Sequence

_SetName = Literal["data", "responsibility", "ivoa", "all"]
SETS: tuple[_SetName, ...] = ("data", "responsibility", "ivoa", "all")
_BY_NAME = {
    relation.name: tuple(
        each.type for each in (*RELATIONS, *IMPLIED_RELATIONS) if each.name == relation.name
    )
    for relation in RELATIONS
} | {name: (reltype,) for reltype, name in IVOA_NAMES.items()}

DATA_TYPES = frozenset(followed("data"))
"""The relationship types that are followed by default."""


@dataclass(frozen=True, slots=True)
class RelationSet:
    """Relationship types: those followed from effect to cause, and those followed both ways.

    `makers` says that a member counts as derived from what made its collection.
    """

    types: tuple[str, ...]
    both_ways: tuple[str, ...] = ()
    makers: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """Those that are not followed by default: bookkeeping that they lead to was asked for."""
        return tuple(reltype for reltype in self.types if reltype not in DATA_TYPES)

    @property
    def plain(self) -> bool:
        """Whether all are followed in one direction alone."""
        return not self.both_ways and not self.makers


def relation_set(names: str | Sequence[str] = "data") -> RelationSet:
    """Return what a set, or relations by their names in PROV-N or in IVOA's model, mean.

    The sets are `data`, `responsibility`, `ivoa` and `all`.

    Raises:
        SelectorError: there is no such relation.

    """
    chosen = names.split(",") if isinstance(names, str) else list(names)
    if len(chosen) == 1 and _is_set(chosen[0]):
        return _followed(followed(chosen[0]), makers=chosen[0] == "all")
    unknown = [name for name in chosen if name not in _BY_NAME]
    if unknown:
        raise SelectorError(
            f"there is no relation {unknown[0]!r} to follow; choose {', '.join(SETS)}, or, "
            f"separated by commas, from {', '.join(_BY_NAME)}"
        )
    return _followed([reltype for name in chosen for reltype in _BY_NAME[name]], makers=False)


def _is_set(name: str) -> TypeGuard[_SetName]:
    return name in SETS


def _followed(types: Sequence[str], *, makers: bool) -> RelationSet:
    both_ways = {relation.type for relation in RELATIONS if relation.both_ways}
    return RelationSet(tuple(types), tuple(sorted(both_ways & set(types))), makers)
