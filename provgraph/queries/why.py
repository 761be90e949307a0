"""Why: the explanation of one element, and the recipe that would make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.checks.conformance import check
from provgraph.model.namespaces import PROVGRAPH
from provgraph.queries.element_rows import keyed_node
from provgraph.queries.history import (
    History,
    checksums,
    flat,
    history,
    records,
    step,
    values,
)
from provgraph.queries.marks import marks
from provgraph.queries.outermost import outermost
from provgraph.queries.recipe_order import ordered
from provgraph.results.nodes import GraphElement
from provgraph.results.why import Cause, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Node

_WHOLE = f"{PROVGRAPH}Configuration"


def why(connection: Connection, key: str) -> Why:
    """Return the explanation of the element with that key.

    Raises:
        TimeLimitError: the store takes too long.

    """
    upstream = history(connection, key)
    element = upstream.nodes[upstream.start]
    makers = _makers(upstream)
    json_records = records(connection, [*makers, *_examples(upstream)])
    recipe = [step(upstream, name) for name in ordered(upstream)]
    result = check(connection, [key])
    return Why(
        id=element.id,
        kind=element.kind,
        types=element.types,
        label=element.label,
        checksums=checksums(element.attributes),
        makers=tuple(step(upstream, name, json_records.get(name)) for name in makers),
        causes=tuple(_causes(upstream)),
        responsible=_responsible(connection, upstream, [upstream.start, *makers]),
        recipe=tuple(outermost(recipe)),
        parameters=_parameters(upstream, json_records),
        described=result.described,
        findings=result.findings,
        mark=marks(connection, [key]).get(key),
    )


def _causes(history: History) -> Iterator[Cause]:
    for link in history.causes.get(history.start, ()):
        if link.type not in {"wasGeneratedBy", "used"}:
            yield Cause(link.type, link.end, history.nodes[link.end].label)


def _makers(history: History) -> list[str]:
    if history.is_activity(history.start):
        return [history.start]
    links = history.causes.get(history.start, ())
    return sorted({link.end for link in links if link.type == "wasGeneratedBy"})


def _whole_configuration(history: History, activity: str) -> str | None:
    """Return the configuration whose parameters the record of an activity holds, as one object."""
    configurations = history.configurations.get(activity, ())
    return next((name for name in configurations if _WHOLE in history.others[name].types), None)


def _examples(history: History) -> list[str]:
    """Return an activity for each configuration, whose parameters all its activities share."""
    examples = {_whole_configuration(history, name): name for name in history.configurations}
    return sorted(activity for whole, activity in examples.items() if whole)


def _parameters(
    history: History, json_records: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    parameters: dict[str, dict[str, Any]] = {}
    for activity, configurations in history.configurations.items():
        for name in configurations:
            if values_of_name := values(history, [name]):
                parameters[name] = values_of_name
        configuration = _whole_configuration(history, activity)
        config = json_records.get(activity, {}).get("config")
        if configuration and isinstance(config, dict):
            parameters[configuration] = flat(config)
    return parameters


def _responsible(
    connection: Connection, history: History, names: Iterable[str]
) -> tuple[GraphElement, ...]:
    agents = {agent for name in names for agent in history.agents.get(name, ())}
    keys = sorted(history.keys[agent] for agent in agents)
    principals = connection.fetch("history/delegation_chain", keyed_node, keys=keys)
    nodes = {agent: history.others[agent] for agent in agents}
    nodes |= {node.id: node for _, node in principals}
    return tuple(_element(nodes[name]) for name in sorted(nodes))


def _element(node: Node) -> GraphElement:
    return GraphElement(
        node.id, node.kind, node.types, node.label, attributes=node.attributes or {}
    )
