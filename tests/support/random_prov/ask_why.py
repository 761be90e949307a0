"""Why: the makers of an element, and the order of its recipe (docs/questions.md)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx

from tests.support.random_prov.ask_lineage import different
from tests.support.random_prov.facts import DATA, instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from provgraph.results.why import ActivityStep
    from tests.support.random_prov.loaded import Loaded

_TYPING = {
    "wasGeneratedBy": (False, True),
    "used": (True, False),
    "wasInformedBy": (True, True),
    "wasStartedBy": (True, False),
}
"""Whether effect and cause are activities: PROV-CONSTRAINTS, section 6.3."""


def makers(loaded: Loaded) -> Iterator[str]:
    """Name the activities that generated an entity, by what is stated and what follows from it."""
    links = loaded.facts.links(DATA)
    for element in loaded.some("makers", 3):
        answer = loaded.store.why(element)
        if loaded.facts.kind(element) == "activity":
            expected = {element}
        elif _is_activity(loaded, element):
            continue
        else:
            expected = {
                link.cause
                for link in links
                if link.type == "wasGeneratedBy" and link.effect == element
            }
        yield from different(f"why {element}: makers", {m.id for m in answer.makers}, expected)


def recipe(loaded: Loaded) -> Iterator[str]:
    """List all activities of the history, causes before effects, otherwise earlier ones first."""
    graph = loaded.facts.graph(DATA)
    for element in loaded.some("recipe", 3):
        steps = loaded.store.why(element).recipe
        names = [step.id for step in steps]
        upstream = {element, *nx.descendants(graph, element)}
        sure = {name for name in upstream if _is_activity(loaded, name, upstream)}
        possible = {name for name in upstream if _is_activity(loaded, name)}
        what = f"why {element}: recipe"
        yield from different(what, set(names), sure | (set(names) & possible))
        if len(names) != len(set(names)):
            yield f"{what}: a step twice in {names}"
        if set(names) <= possible:
            yield from _in_order(what, graph.subgraph(upstream), names)
            yield from _earlier_first(what, loaded, graph.subgraph(upstream), names)


def offsets(loaded: Loaded) -> Iterator[str]:
    """Show times with their offset, or with that of UTC where they have none."""
    for element in loaded.some("offsets", 2):
        yield from _offsets(f"why {element}: recipe", loaded.store.why(element).recipe)
        leaves = loaded.store.leaves(element)
        for end in leaves.ends:
            if end.date and not has_offset(end.date):
                yield f"leaves of {element}: the date of {end.id} has no offset: {end.date}"


def _is_activity(loaded: Loaded, name: str, inside: Collection[str] | None = None) -> bool:
    """Whether it is declared as an activity, or, not declared, a relation (inside) says so."""
    kind = loaded.facts.kind(name)
    if kind != "unknown":
        return kind == "activity"
    return any(
        is_activity and name == end
        for link in loaded.facts.links(DATA)
        if inside is None or {link.effect, link.cause} <= {*inside}
        for is_activity, end in zip(
            _TYPING.get(link.type, (False, False)), (link.effect, link.cause), strict=True
        )
    )


def _in_order(what: str, graph: nx.DiGraph, names: Sequence[str]) -> Iterator[str]:
    """Causes are before effects, but for what is in one circle with them."""
    causes = {name: nx.descendants(graph, name) for name in names}
    for earlier, later in combinations(names, 2):
        if later in causes[earlier] and earlier not in causes[later]:
            yield f"{what}: {earlier} comes of {later}, and is before it in {names}"


def _earlier_first(
    what: str, loaded: Loaded, graph: nx.DiGraph, names: Sequence[str]
) -> Iterator[str]:
    """Of those of which all causes are listed, the one that started first is next."""
    causes = {name: nx.descendants(graph, name) & set(names) for name in names}
    in_circles = {name for name in names for other in causes[name] - {name}
                  if name in causes[other]}  # fmt: skip
    for place, name in enumerate(names):
        done = set(names[:place])
        for other in names[place + 1 :]:
            ready = causes[other] - {other} <= done
            if ready and not {name, other} & in_circles and _before(loaded, other, name):
                yield f"{what}: {other} is ready, and started before {name}, in {names}"


def _before(loaded: Loaded, first: str, second: str) -> bool:
    """Whether an activity started before another; not known where it has several times."""
    starts = [_start(loaded, name) for name in (first, second)]
    return starts[0] is not None and starts[1] is not None and starts[0] < starts[1]


def _start(loaded: Loaded, name: str) -> datetime | None:
    instants = {instant(time) for time in loaded.facts.times(name, "startTime")}
    return instants.pop() if len(instants) == 1 else None


def _offsets(what: str, steps: Sequence[ActivityStep]) -> Iterator[str]:
    for step in steps:
        for time in (step.start, step.end):
            if time and not has_offset(time):
                yield f"{what}: a time of {step.id} without an offset: {time}"


def has_offset(time: str) -> bool:
    """Whether a time says its offset from UTC."""
    tail = time.partition("T")[2]
    return tail.endswith("Z") or "+" in tail or "-" in tail
