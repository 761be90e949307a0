"""The order of a recipe: causes before effects, whatever circles there are."""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, TypeAlias

from provgraph.model.times import EARLIEST, order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.model.times import Instant
    from provgraph.queries.history import History

_Order: TypeAlias = "tuple[bool, Instant, str]"


def ordered(history: History) -> list[str]:
    """Return the activities of a history, causes before effects, else the earlier first.

    Elements in a circle (a strongly connected component) have no such order among themselves:
    they stand together, the earlier first, where the circle's causes and effects put them. A
    relation of an element to itself orders nothing.
    """
    causes = {
        name: list(dict.fromkeys(link.end for link in history.causes.get(name, ())))
        for name in history.nodes
    }
    orders = {name: _order(history, name) for name in history.nodes}
    circles = [sorted(names, key=orders.__getitem__) for names in circles_of(causes)]
    return [
        name
        for circle in _sorted_circles(circles, causes, orders)
        for name in circle
        if history.is_activity(name)
    ]


def _order(history: History, name: str) -> _Order:
    """Return the order among what is ready: all but activities first, then the earlier start."""
    times = (history.nodes[name].attributes or {}).get("startTime", ())
    start = min(map(order_of, times), default=EARLIEST)
    return history.is_activity(name), start, name


def _sorted_circles(
    circles: Sequence[Sequence[str]],
    causes: Mapping[str, Sequence[str]],
    orders: Mapping[str, _Order],
) -> Iterator[Sequence[str]]:
    place = {name: number for number, names in enumerate(circles) for name in names}
    open_causes = [
        {place[cause] for name in names for cause in causes[name]} - {number}
        for number, names in enumerate(circles)
    ]
    effects: dict[int, list[int]] = defaultdict(list)
    for number, before in enumerate(open_causes):
        for cause in before:
            effects[cause].append(number)
    ready = [(orders[names[0]], n) for n, names in enumerate(circles) if not open_causes[n]]
    heapify(ready)
    while ready:
        _, number = heappop(ready)
        yield circles[number]
        for effect in effects[number]:
            open_causes[effect].discard(number)
            if not open_causes[effect]:
                heappush(ready, (orders[circles[effect][0]], effect))


def circles_of(causes: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the strongly connected components (Tarjan 1972), without recursion."""
    search = _CircleSearch(causes)
    for name in causes:
        if name not in search.index:
            search.walk(name)
    return search.circles


class _CircleSearch:
    def __init__(self, causes: Mapping[str, Sequence[str]]) -> None:
        self.circles: list[list[str]] = []
        self.index: dict[str, int] = {}
        self._causes = causes
        self._least: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()

    def walk(self, start: str) -> None:
        """Find the components that are reached from `start`."""
        self._enter(start)
        path = [(start, iter(self._causes[start]))]
        while path:
            name, ends = path[-1]
            new = self._next_new(name, ends)
            if new is not None:
                self._enter(new)
                path.append((new, iter(self._causes[new])))
                continue
            path.pop()
            if path:
                effect = path[-1][0]
                self._least[effect] = min(self._least[effect], self._least[name])
            if self._least[name] == self.index[name]:
                self._leave(name)

    def _enter(self, name: str) -> None:
        self.index[name] = self._least[name] = len(self.index)
        self._open.append(name)
        self._is_open.add(name)

    def _next_new(self, name: str, ends: Iterator[str]) -> str | None:
        for end in ends:
            if end not in self.index:
                return end
            if end in self._is_open:
                self._least[name] = min(self._least[name], self.index[end])
        return None

    def _leave(self, name: str) -> None:
        circle: list[str] = []
        while not circle or circle[-1] != name:
            circle.append(self._open.pop())
        self._is_open.difference_update(circle)
        self.circles.append(circle)
