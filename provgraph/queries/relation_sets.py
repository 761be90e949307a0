"""Relation sets: which relations a lineage follows, by the name of a set or their own names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import SelectorError
from provgraph.model.relations import IMPLIED_RELATIONS, RELATIONS, followed

if TYPE_CHECKING:
    from collections.abc import Sequence

SETS = ("data", "responsibility", "all")
_BY_NAME = {
    relation.name: tuple(
        each.type for each in (*RELATIONS, *IMPLIED_RELATIONS) if each.name == relation.name
    )
    for relation in RELATIONS
}


@dataclass(frozen=True, slots=True)
class RelationSet:
    """Relationship types: those followed from effect to cause, and those followed both ways.

    `makers` says that a member counts as derived from what made its collection.
    """

    types: tuple[str, ...]
    both_ways: tuple[str, ...] = ()
    makers: bool = False

    @property
    def plain(self) -> bool:
        """Whether all are followed in one direction alone."""
        return not self.both_ways and not self.makers


def relation_set(names: str | Sequence[str] = "data") -> RelationSet:
    """Return what a set, `data`, `responsibility` or `all`, or relations by PROV-N name mean.

    Raises:
        SelectorError: there is no such relation.

    """
    chosen = names.split(",") if isinstance(names, str) else list(names)
    if len(chosen) == 1 and chosen[0] in SETS:
        return _set(chosen[0])
    unknown = [name for name in chosen if name not in _BY_NAME]
    if unknown:
        raise SelectorError(
            f"there is no relation {unknown[0]!r} to follow; choose {', '.join(SETS)}, or, "
            f"separated by commas, from {', '.join(_BY_NAME)}"
        )
    return _followed([reltype for name in chosen for reltype in _BY_NAME[name]], makers=False)


def _set(name: str) -> RelationSet:
    types = followed("data" if name == "data" else "responsibility" if name != "all" else "all")
    return _followed(types, makers=name == "all")


def _followed(types: Sequence[str], *, makers: bool) -> RelationSet:
    both_ways = {relation.type for relation in RELATIONS if relation.both_ways}
    return RelationSet(tuple(types), tuple(sorted(both_ways & set(types))), makers)
