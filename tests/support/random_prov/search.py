"""A plain breadth-first search with the bounds of docs/lineage.md.

A search in `all` goes through states: an element, or a collection that is only passed through
between a member and what made the collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from tests.support.random_prov.facts import Link


class State(NamedTuple):
    """An element, or the same as a collection that is passed through."""

    element: str
    passed: bool = False


@dataclass(frozen=True)
class Found:
    """What a search finds: elements with their least depths, and where it was cut."""

    depths: Mapping[str, int]
    states: Mapping[State, int]
    frontier: frozenset[str]


@dataclass(frozen=True)
class Steps:
    """Where one step leads to, from each state."""

    to: Mapping[State, frozenset[State]] = field(default_factory=dict)

    def __call__(self, state: State) -> frozenset[State]:
        """Return the next states."""
        return self.to.get(state, frozenset())


def steps(
    links: Iterable[Link], *, down: bool = False, makers: bool = False, both_ways: bool = False
) -> Steps:
    """Return the steps of a lineage; `makers` is what `all` adds (docs/lineage.md)."""
    to: dict[State, set[State]] = {}

    def lead(start: State, end: State) -> None:
        to.setdefault(start, set()).add(end)

    links = list(links)
    made = {link.effect for link in links if link.type == "wasGeneratedBy"}
    for link in links:
        start, end = (link.cause, link.effect) if down else (link.effect, link.cause)
        lead(State(start), State(end))
        if both_ways and link.type == "alternateOf":
            lead(State(end), State(start))
        if makers and link.type == "hadMember" and link.effect in made:
            member, collection = State(link.cause), State(link.effect, passed=True)
            lead(*((collection, member) if down else (member, collection)))
        if makers and link.type == "wasGeneratedBy":
            collection, maker = State(link.effect, passed=True), State(link.cause)
            lead(*((maker, collection) if down else (collection, maker)))
    return Steps({state: frozenset(ends) for state, ends in to.items()})


def search(
    step: Steps,
    starts: Collection[str],
    *,
    depth: int | None = None,
    stops: Callable[[str], bool] = lambda _: False,
) -> Found:
    """Return what is reached; a start is searched from even if it meets the stop condition."""
    reached = {State(start): 0 for start in starts}
    level = list(reached)
    here = 0
    while level and here != depth:
        going_on = [s for s in level if s.element in starts or not stops(s.element)]
        nexts = {after for state in going_on for after in step(state)} - reached.keys()
        here += 1
        reached |= dict.fromkeys(nexts, here)
        level = list(nexts)
    depths: dict[str, int] = {}
    for state, distance in reached.items():
        depths[state.element] = min(distance, depths.get(state.element, distance))
    return Found(depths, reached, open_ends(step, depths, reached))


def open_ends(step: Steps, inside: Collection[str], reached: Iterable[State]) -> frozenset[str]:
    """Return the elements from which a followed relation leads out of an answer."""
    return frozenset(
        state.element
        for state in reached
        if any(after.element not in inside for after in step(state))
    )
