"""Stop conditions: where a lineage ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import SelectorError
from provgraph.graph.prefixes import uris
from provgraph.model.relations import KINDS
from provgraph.model.terms import from_property, texts, uri_of
from provgraph.queries.suggestions import LEVELS, WORDS, check_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.model.terms import Term
    from provgraph.results.nodes import Node

_BUILT_IN = frozenset({"kind", "type", *WORDS.values()})


@dataclass(frozen=True, slots=True)
class StopCondition:
    """A condition: an attribute, by its name in the graph, that has a value among others."""

    attribute: str
    value: str


def stop_condition(text: str) -> StopCondition:
    """Return the condition that a person writes.

    `activity` or `kind=activity` (a kind), `type=prov:Collection` or `type=DatasetEntity` (a
    type, or a label of the graph), `level=DL0` (a data level of ctapipe), `status=completed`,
    or `attribute=value` with the attribute's name as `show` writes it.

    Raises:
        SelectorError: it is not one of these.

    """
    name, equals, value = text.partition("=")
    kind = value if name == "kind" else name if not equals else ""
    if kind in KINDS:
        return StopCondition("kind", kind)
    if not equals or name in {"", "kind", "software"}:
        raise SelectorError(
            f"{text!r} is not a condition: use one of {', '.join(KINDS)}, or type=…, level=DL0, "
            "status=…, or attribute=value with the attribute as 'show' names it"
        )
    return StopCondition(WORDS.get(name, name), value)


def check_conditions(connection: Connection, texts: Iterable[str]) -> tuple[StopCondition, ...]:
    """Return the conditions that a person writes; the store has to know their attributes.

    Raises:
        SelectorError: one is not a condition, or no element ever had its attribute.

    """
    conditions = tuple(map(stop_condition, texts))
    names = [each.attribute for each in conditions if each.attribute not in _BUILT_IN]
    if names:
        check_attributes(connection, names)
    return conditions


def stopped(
    connection: Connection, nodes: Mapping[str, Node], conditions: Iterable[StopCondition]
) -> set[str]:
    """Return the keys of those nodes that meet one of the conditions."""
    keys: set[str] = set()
    for condition in conditions:
        if condition.attribute == "kind":
            keys |= {key for key, node in nodes.items() if node.kind == condition.value}
        else:
            keys |= _having(connection, sorted(nodes), condition)
    return keys


def _having(connection: Connection, keys: Sequence[str], condition: StopCondition) -> set[str]:
    accepted = {condition.value, *uris(connection, condition.value)}
    is_type = condition.attribute == "type"
    rows = connection.read_rows("lineage/attribute", keys=list(keys), attribute=condition.attribute)
    meeting = {
        row["key"]
        for row in rows
        if accepted & _values(condition.attribute, row["value"])
        or (is_type and condition.value in row["labels"])
    }
    names = {row["key"] for row in rows if any(map(uri_of, _terms(row["value"])))} - meeting
    return meeting | _having_name(connection, sorted(names), condition)


def _having_name(connection: Connection, keys: Sequence[str], condition: StopCondition) -> set[str]:
    """Return those whose value is the prefixed name, by the prefixes of their documents."""
    prefix, colon, local = condition.value.partition(":")
    if not keys or not colon:
        return set()
    rows = connection.read_rows(
        "lineage/named_values",
        keys=list(keys),
        attribute=condition.attribute,
        prefix=prefix,
        local=local,
    )
    return set(rows[0]["keys"])


def _terms(prop: object) -> list[Term]:
    return [] if prop is None else from_property(prop)


def _values(attribute: str, prop: object) -> set[str]:
    return {
        part
        for text in texts(prop)
        for part in (text.split(",") if attribute == LEVELS else [text])
    }
