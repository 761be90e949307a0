"""Stop conditions: where a lineage goes no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import SelectorError
from provgraph.graph.prefixes import uris
from provgraph.model.relations import KINDS
from provgraph.model.terms import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Node

LEVELS = "cta:product_data_levels"


@dataclass(frozen=True, slots=True)
class StopCondition:
    """A condition: an attribute, by its name in the graph, that has a value among others."""

    attribute: str
    value: str


def stop_condition(text: str) -> StopCondition:
    """Return the condition that a person writes.

    `activity` (a kind), `type=prov:Collection` or `type=DatasetEntity` (a type, or a label of
    the graph), `level=DL0` (a data level of ctapipe), or `attribute=value` with the
    attribute's name as `show` writes it.

    Raises:
        SelectorError: it is none of these.

    """
    name, equals, value = text.partition("=")
    if not equals and name in KINDS:
        return StopCondition("kind", name)
    if not equals or not name:
        raise SelectorError(
            f"{text!r} is no condition to stop at: write one of {', '.join(KINDS)}, or "
            "type=…, level=DL0, or attribute=value with the attribute as 'show' names it"
        )
    return StopCondition(LEVELS if name == "level" else name, value)


def stopped(
    connection: Connection, nodes: Mapping[str, Node], conditions: Iterable[StopCondition]
) -> set[str]:
    """Return the keys of those nodes that meet one of the conditions."""
    found: set[str] = set()
    for condition in conditions:
        if condition.attribute == "kind":
            found |= {key for key, node in nodes.items() if node.kind == condition.value}
        else:
            found |= _having(connection, sorted(nodes), condition)
    return found


def _having(connection: Connection, keys: Sequence[str], condition: StopCondition) -> set[str]:
    asked = {"keys": list(keys), "attribute": condition.attribute}
    wanted = {condition.value}
    typed = condition.attribute == "type"
    if typed:
        wanted |= uris(connection, condition.value)
    return {
        row["key"]
        for row in connection.read_rows("lineage/attribute", **asked)
        if wanted & _values(condition.attribute, row["value"])
        or (typed and condition.value in row["labels"])
    }


def _values(attribute: str, prop: object) -> set[str]:
    found = texts(prop)
    return {part for text in found for part in (text.split(",") if attribute == LEVELS else [text])}
