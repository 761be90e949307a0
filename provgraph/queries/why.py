"""Why: the explanation of one element, and the recipe that would make it again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from provgraph.checks.conformance import CheckResult, check
from provgraph.model.namespaces import PROVGRAPH
from provgraph.queries.history import (
    ActivityStep,
    History,
    checksums,
    flat,
    history,
    records,
    step,
    values,
)
from provgraph.queries.marks import Mark, marks
from provgraph.results.nodes import Node, node
from provgraph.results.views import ListResult

_WHOLE = f"{PROVGRAPH}Configuration"

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that an element comes from, without an activity that is known: by relation."""

    relation: str
    id: str
    label: str


@dataclass(frozen=True, slots=True, repr=False)
class Why(ListResult):
    """What is known of how an element came about.

    `makers` are the activities that generated it, itself if it is an activity, with all that
    is known of them; `causes` are what it comes from otherwise, by wasDerivedFrom and others;
    `responsible` are the agents of it and of its makers, and on whose behalf these acted;
    `check` says whether the makers conform to their descriptions. `recipe` are the activities
    of its whole history, causes first, each that ran inside another's process left out;
    `parameters` are theirs, by configuration.
    """

    LISTED = "recipe"

    node: Node
    checksums: Mapping[str, str]
    makers: tuple[ActivityStep, ...]
    causes: tuple[Cause, ...]
    responsible: tuple[Node, ...]
    recipe: tuple[ActivityStep, ...]
    parameters: Mapping[str, Mapping[str, Any]]
    check: CheckResult
    mark: Mark | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/why.json."""
        return {
            "schema": 1,
            "id": self.node.id,
            "kind": self.node.kind,
            "types": list(self.node.types),
            "label": self.node.label,
            "checksums": dict(self.checksums),
            "makers": [_as_json(one) for one in self.makers],
            "causes": [asdict(one) for one in self.causes],
            "responsible": [_agent_as_json(one) for one in self.responsible],
            "recipe": [_as_json(one) for one in self.recipe],
            "parameters": self.parameters,
            "described": self.check.described,
            "findings": [asdict(one) for one in self.check.findings],
            "mark": self.mark and self.mark.as_json(),
        }


def why(connection: Connection, key: str) -> Why:
    """Return the explanation of the element with that key.

    Raises:
        TimeLimitError: the store takes too long.

    """
    of = history(connection, key)
    own = of.nodes[of.start]
    makers = _makers(of)
    known = records(connection, [*makers, *_examples(of)])
    recipe = [step(of, name) for name in ordered(of)]
    return Why(
        node=replace(own, attributes=None),
        checksums=checksums(own.attributes),
        makers=tuple(step(of, name, known.get(name)) for name in makers),
        causes=tuple(_causes(of)),
        responsible=_responsible(connection, of, [of.start, *makers]),
        recipe=tuple(_outermost(recipe)),
        parameters=_parameters(of, known),
        check=check(connection, [key]),
        mark=marks(connection, [key]).get(key),
    )


def _causes(of: History) -> Iterator[Cause]:
    for one in of.causes.get(of.start, ()):
        if one.type not in {"wasGeneratedBy", "used"}:
            yield Cause(one.type, one.end, of.nodes[one.end].label)


def ordered(of: History) -> list[str]:
    """Return the activities of a history, causes before effects, else the earlier first.

    What goes in a circle has no such order: it comes last, the earlier first.
    """
    left = {name: len({one.end for one in of.causes.get(name, ())}) for name in of.nodes}
    ready = [_when(of, name) for name, count in left.items() if not count]
    heapify(ready)
    done = []
    while ready:
        name = heappop(ready)[-1]
        done.append(name)
        for effect in {one.start for one in of.effects.get(name, ())}:
            left[effect] -= 1
            if not left[effect]:
                heappush(ready, _when(of, effect))
    circles = sorted(_when(of, name) for name in of.nodes.keys() - set(done))
    found = [*done, *(when[-1] for when in circles)]
    return [name for name in found if of.acts(name)]


def _when(of: History, name: str) -> tuple[bool, str, str]:
    """Return what orders the ready: what is no activity at once, then the earlier start."""
    one = of.nodes[name]
    start = (one.attributes or {}).get("startTime", ("",))[0]
    return of.acts(name), start, name


def _makers(of: History) -> list[str]:
    if of.acts(of.start):
        return [of.start]
    made = (one for one in of.causes.get(of.start, ()) if one.type == "wasGeneratedBy")
    return sorted({one.end for one in made})


def _told(of: History, activity: str) -> str | None:
    """Return the configuration whose parameters the record of an activity has, as one object."""
    given = of.configurations.get(activity, ())
    return next((name for name in given if _WHOLE in of.others[name].types), None)


def _examples(of: History) -> list[str]:
    """Return an activity for each configuration: all that share one were told the same."""
    found = {_told(of, activity): activity for activity in of.configurations}
    return sorted(activity for told, activity in found.items() if told)


def _parameters(of: History, known: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for activity, given in of.configurations.items():
        found |= {name: told for name in given if (told := values(of, [name]))}
        whole, config = _told(of, activity), known.get(activity, {}).get("config")
        if whole and isinstance(config, dict):
            found[whole] = flat(config)
    return found


def _responsible(connection: Connection, of: History, names: Iterable[str]) -> tuple[Node, ...]:
    agents = {agent for name in names for agent in of.agents.get(name, ())}
    rows = connection.read_rows(
        "history/delegation_chain", keys=sorted(of.keys[name] for name in agents)
    )
    behind = (node(row, 0) for part in rows for row in part["rows"])
    found = {name: of.others[name] for name in agents} | {one.id: one for one in behind}
    return tuple(found[name] for name in sorted(found))


def _outermost(steps: Sequence[ActivityStep]) -> list[ActivityStep]:
    """Leave out what ran inside another: the same command, on the same host, while it ran."""
    runs: dict[tuple[object, ...], list[ActivityStep]] = defaultdict(list)
    for one in steps:
        runs[one.command, one.host].append(one)
    return [one for one in steps if not _inside(one, runs[one.command, one.host])]


def _inside(one: ActivityStep, others: Iterable[ActivityStep]) -> bool:
    if not one.command or one.start is None or one.end is None:
        return False
    return any(
        other.start is not None
        and other.end is not None
        and other.start <= one.start
        and one.end <= other.end
        and (other.start, other.end) != (one.start, one.end)
        for other in others
    )


def _as_json(one: ActivityStep) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if key != "parameters"}


def _agent_as_json(agent: Node) -> dict[str, Any]:
    known = {"id": agent.id, "kind": agent.kind, "types": list(agent.types), "label": agent.label}
    return {**known, "attributes": dict(agent.attributes or {})}
