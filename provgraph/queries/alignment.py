"""Alignment: which step of one history answers to which step of another.

Two histories are walked back together from two elements. What both have is the same and is
not entered. Of the causes of two aligned nodes, activities answer to one another by their
name, entities by the relation and role in which they stand; the same one first, then those of
one name, then in order. Steps left over, where one side has an activity more on the way, are
aligned by name, nearest first, and walked back from in their turn. Each node is aligned once,
so the work is that of the relations, never that of the paths.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.queries.history import History

Pair = tuple[str, str]
_Signature = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes of two aligned nodes that answer to one another, and those left over."""

    pairs: tuple[Pair, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The aligned pairs, nearest first; the activities on one side only; how many on both."""

    pairs: tuple[Pair, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    shared: int


def align(left: History, right: History) -> Alignment:
    """Return how the two histories answer to one another from their starts on."""
    return _Aligning(left, right).run()


class _Aligning:
    def __init__(self, left: History, right: History) -> None:
        self._left = left
        self._right = right
        self._shared = left.nodes.keys() & right.nodes.keys()
        self._there: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._rest: deque[Pair] = deque()

    def run(self) -> Alignment:
        self._take(self._left.start, self._right.start)
        self._walk()
        self._align_the_rest()
        return Alignment(
            pairs=tuple(self._there.items()),
            left=tuple(self._open(self._left, self._there)),
            right=tuple(self._right_open()),
            shared=sum(self._left.is_activity(name) for name in self._shared),
        )

    def _align_the_rest(self) -> None:
        waiting = _grouped(self._right_open(), self._right)
        for name in self._open(self._left, self._there):
            group = waiting[self._left.nodes[name].label]
            while group and group[0] in self._back:
                group.popleft()
            if group and name not in self._there:
                self._take(name, group.popleft())
                self._walk()

    def _walk(self) -> None:
        while self._rest:
            for pair in causes(self._left, self._right, *self._rest.popleft()).pairs:
                self._take(*pair)

    def _take(self, one: str, other: str) -> None:
        new = one not in self._there and other not in self._back
        if new and one not in self._shared and other not in self._shared:
            self._there[one], self._back[other] = other, one
            self._rest.append((one, other))

    def _right_open(self) -> list[str]:
        return self._open(self._right, self._back)

    def _open(self, of: History, done: dict[str, str]) -> list[str]:
        return [name for name in of.activities if name not in done and name not in self._shared]


def causes(left: History, right: History, one: str, other: str) -> Causes:
    """Return which causes of `one` answer to which of `other`."""
    ours, theirs = _causes(left, one), _causes(right, other)
    found: list[Pair] = []
    rest: tuple[list[str], list[str]] = ([], [])
    for group in sorted(ours.keys() | theirs.keys()):
        mine, yours = ours.get(group, []), theirs.get(group, [])
        pairs = _match(left, right, mine, yours, order=group[0] == "entity")
        found += pairs
        rest[0].extend(_without(mine, {pair[0] for pair in pairs}))
        rest[1].extend(_without(yours, {pair[1] for pair in pairs}))
    return Causes(tuple(found), tuple(rest[0]), tuple(rest[1]))


def _causes(of: History, name: str) -> dict[tuple[str, _Signature], list[str]]:
    """Return the causes of a node by what they are to it, in order of their labels."""
    links: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for relation in of.causes.get(name, ()):
        links[relation.end].add((relation.type, relation.role))
    found: dict[tuple[str, _Signature], list[str]] = defaultdict(list)
    for cause in sorted(links, key=lambda name: (of.nodes[name].label, name)):
        group = (
            ("activity", ()) if of.is_activity(cause) else ("entity", tuple(sorted(links[cause])))
        )
        found[group].append(cause)
    return found


def _match(
    left: History, right: History, mine: list[str], yours: list[str], *, order: bool
) -> list[Pair]:
    """Return pairs of the same node, then of nodes of one name, then, if asked, in order."""
    same = set(mine) & set(yours)
    mine, yours = _without(mine, same), _without(yours, same)
    named = list(_of_one_name(left, right, mine, yours))
    mine = _without(mine, {pair[0] for pair in named})
    yours = _without(yours, {pair[1] for pair in named})
    ordered = zip(mine, yours, strict=False) if order else ()
    return [*((name, name) for name in sorted(same)), *named, *ordered]


def _of_one_name(
    left: History, right: History, mine: Iterable[str], yours: Iterable[str]
) -> Iterator[Pair]:
    waiting = _grouped(yours, right)
    for name in mine:
        group = waiting[left.nodes[name].label]
        if group:
            yield name, group.popleft()


def _grouped(names: Iterable[str], of: History) -> dict[str, deque[str]]:
    found: dict[str, deque[str]] = defaultdict(deque)
    for name in names:
        found[of.nodes[name].label].append(name)
    return found


def _without(names: Iterable[str], done: set[str]) -> list[str]:
    return [name for name in names if name not in done]
