"""Details: what tells activities of the same name apart, by their run, inputs or time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from provgraph.render.times import to_the_second
from provgraph.runtime.natural import natural_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Node

    Detail = Callable[[Node], str]

_RUNS = ("run", "run_number", "run_id", "obs_id", "observation_run")
_TIMES = ("startTime", "startedAtTime", "time")


def details(answer: Lineage) -> dict[str, str]:
    """Return the details of the activities whose names others have, too."""
    alike: dict[str, list[Node]] = defaultdict(list)
    for node in answer.nodes:
        if node.kind == "activity":
            alike[node.label].append(node)
    inputs = _inputs(answer)
    return {
        node.id: text
        for nodes in alike.values()
        if len(nodes) > 1
        for node, text in zip(nodes, _told_apart(nodes, inputs), strict=True)
    }


def _told_apart(nodes: Sequence[Node], inputs: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the first kind of detail that differs between all, else the most different one."""
    kinds: tuple[Detail, ...] = (_run, _of_own_inputs(nodes, inputs), _time)
    candidates = [[detail(node) for node in nodes] for detail in kinds]
    return max(candidates, key=lambda texts: len(set(texts) - {""}))


def _run(node: Node) -> str:
    return _first(node, _RUNS, "run {}".format)


def _time(node: Node) -> str:
    return _first(node, _TIMES, lambda time: to_the_second(time).replace("T", " ", 1))


def _first(node: Node, names: Sequence[str], text: Callable[[str], str]) -> str:
    """Return the value of the first of some attributes that a node has, whatever its prefix."""
    values = {name.rpartition(":")[2]: v for name, v in (node.attributes or {}).items() if v}
    return next((text(values[name][0]) for name in names if name in values), "")


def _of_own_inputs(nodes: Sequence[Node], inputs: Mapping[str, Sequence[str]]) -> Detail:
    """Return what names the inputs that only one of these activities used."""
    users = Counter(name for node in nodes for name in set(inputs.get(node.id, ())))

    def detail(node: Node) -> str:
        own = sorted({n for n in inputs.get(node.id, ()) if users[n] == 1}, key=natural_key)
        more = f" +{len(own) - 1}" if len(own) > 1 else ""
        return f"of {own[0]}{more}" if own else ""

    return detail


def _inputs(answer: Lineage) -> dict[str, list[str]]:
    labels = {node.id: node.label for node in answer.nodes}
    inputs: dict[str, list[str]] = defaultdict(list)
    for relation in answer.relations:
        if relation.type == "used" and relation.end in labels:
            inputs[relation.start].append(labels[relation.end])
    return inputs
