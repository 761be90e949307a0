"""Only: which elements of an answer are shown; what is walked stays the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.errors import QueryError
from provgraph.model.keys import key_of
from provgraph.queries import configuration
from provgraph.queries.impact import count_levels
from provgraph.queries.stop_conditions import check_conditions, stop_condition, stopped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.impact import Impact
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node


def only_in_lineage(connection: Connection, answer: Lineage, conditions: Sequence[str]) -> Lineage:
    """Return a lineage with its starts and the nodes that meet all conditions.

    Raises:
        SelectorError: a condition is not one of those that `Store.filtered` takes.
        QueryError: more activities ran with a software than can be listed.

    """
    shown = _meeting(connection, answer.nodes, conditions) | set(answer.start)
    links = (link for link in answer.relations if {link.start, link.end} <= shown)
    nodes = (node for node in answer.nodes if node.id in shown)
    return replace(answer, nodes=tuple(nodes), relations=tuple(links))


def only_in_impact(connection: Connection, answer: Impact, conditions: Sequence[str]) -> Impact:
    """Return an impact with the affected elements that meet all conditions, and their counts.

    Raises:
        SelectorError: a condition is not one of those that `Store.filtered` takes.
        QueryError: more activities ran with a software than can be listed.

    """
    shown = _meeting(connection, answer.touched, conditions)
    touched = tuple(element for element in answer.touched if element.id in shown)
    return replace(
        answer,
        kinds=dict(sorted(Counter(element.kind for element in touched).items())),
        files=sum(element.is_file for element in touched),
        levels=count_levels(touched),
        touched=touched,
        leaves=tuple(leaf for leaf in answer.leaves if leaf.id in shown),
    )


def _meeting(connection: Connection, nodes: Iterable[Node], conditions: Iterable[str]) -> set[str]:
    conditions = tuple(conditions)
    check_conditions(connection, (c for c in conditions if not c.startswith("software=")))
    keyed = {key_of(node.id): node for node in nodes}
    for condition in conditions:
        keys = _keys(connection, keyed, condition)
        keyed = {key: node for key, node in keyed.items() if key in keys}
    return {node.id for node in keyed.values()}


def _keys(connection: Connection, nodes: Mapping[str, Node], condition: str) -> set[str]:
    name, _, value = condition.partition("=")
    if name == "software" and value:
        ids = _that_ran_with(connection, *value.partition("=")[::2])
        return {key for key, node in nodes.items() if node.id in ids}
    return stopped(connection, nodes, [stop_condition(condition)])


def _that_ran_with(connection: Connection, name: str, version: str) -> set[str]:
    activities = configuration.ran_with(connection, name, version)
    if len(activities) >= configuration.LIMIT:
        raise QueryError(
            f"more than {configuration.LIMIT:,} activities ran with {name} {version}".rstrip()
            + ": give a version, software=NAME=VERSION"
        )
    return {activity.id for activity in activities}
