"""Alignment: which step of one history corresponds to which step of another.

Two histories are walked back together from two elements. What both have is the same and is
not entered. Of the causes of two aligned nodes, activities correspond by their
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
    """The causes of two aligned nodes that correspond, and those left over."""

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
    """Return how the two histories correspond from their starts on."""
    return _Aligning(left, right).run()


class _Aligning:
    def __init__(self, left: History, right: History) -> None:
        self._left = left
        self._right = right
        self._shared = left.nodes.keys() & right.nodes.keys()
        self._left_to_right: dict[str, str] = {}
        self._right_to_left: dict[str, str] = {}
        self._queue: deque[Pair] = deque()

    def run(self) -> Alignment:
        self._align(self._left.start, self._right.start)
        self._walk()
        self._align_left_over()
        return Alignment(
            pairs=tuple(self._left_to_right.items()),
            left=tuple(self._open(self._left, self._left_to_right)),
            right=tuple(self._right_open()),
            shared=sum(self._left.is_activity(name) for name in self._shared),
        )

    def _align_left_over(self) -> None:
        waiting = _grouped(self._right_open(), self._right)
        for name in self._open(self._left, self._left_to_right):
            group = waiting[self._left.nodes[name].label]
            while group and group[0] in self._right_to_left:
                group.popleft()
            if group and name not in self._left_to_right:
                self._align(name, group.popleft())
                self._walk()

    def _walk(self) -> None:
        while self._queue:
            for pair in causes(self._left, self._right, *self._queue.popleft()).pairs:
                self._align(*pair)

    def _align(self, left: str, right: str) -> None:
        new = left not in self._left_to_right and right not in self._right_to_left
        if new and left not in self._shared and right not in self._shared:
            self._left_to_right[left], self._right_to_left[right] = right, left
            self._queue.append((left, right))

    def _right_open(self) -> list[str]:
        return self._open(self._right, self._right_to_left)

    def _open(self, side: History, aligned: dict[str, str]) -> list[str]:
        excluded = aligned.keys() | self._shared
        return [name for name in side.activities if name not in excluded]


def causes(left: History, right: History, one: str, other: str) -> Causes:
    """Return which causes of `one` correspond to which of `other`."""
    ours, theirs = _causes(left, one), _causes(right, other)
    pairs: list[Pair] = []
    left_over: tuple[list[str], list[str]] = ([], [])
    for group in sorted(ours.keys() | theirs.keys()):
        mine, yours = ours.get(group, []), theirs.get(group, [])
        matched = _match(left, right, mine, yours, order=group[0] == "entity")
        pairs += matched
        left_over[0].extend(_without(mine, {pair[0] for pair in matched}))
        left_over[1].extend(_without(yours, {pair[1] for pair in matched}))
    return Causes(tuple(pairs), tuple(left_over[0]), tuple(left_over[1]))


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
    named = list(_same_label(left, right, mine, yours))
    mine = _without(mine, {pair[0] for pair in named})
    yours = _without(yours, {pair[1] for pair in named})
    ordered = zip(mine, yours, strict=False) if order else ()
    return [*((name, name) for name in sorted(same)), *named, *ordered]


def _same_label(
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
