"""Diff: why two products differ, step by step of their histories."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from provgraph.queries.alignment import align, causes
from provgraph.queries.history import ActivityStep, History, as_text, history, records, step
from provgraph.results.views import ListResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.nodes import Node

What = Literal["input", "parameter", "command", "software", "host", "agent", "attribute"]


@dataclass(frozen=True, slots=True)
class StepDifference:
    """One difference of two aligned steps: its values, `None` where a side has none.

    `name` is the role of an input, else the parameter's, package's or attribute's name.
    `derived` says that it follows from another one: an input whose own making is aligned, or
    a parameter that only names the step's own files.
    """

    what: What
    name: str
    left: str | None
    right: str | None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class ComparedStep:
    """Two aligned steps and their differences, or a step on one side only."""

    left: Node | None
    right: Node | None
    differences: tuple[StepDifference, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return them as `--json` shows it."""
        return {
            "left": self.left and self.left.as_json(),
            "right": self.right and self.right.as_json(),
            "differences": [asdict(one) for one in self.differences],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Diff(ListResult):
    """Why `left` and `right` differ.

    `steps` are the pairs that differ and the steps on one side only; `aligned` counts all
    aligned pairs of activities, `shared` the activities that both histories have.
    """

    LISTED = "steps"

    left: Node
    right: Node
    steps: tuple[ComparedStep, ...]
    aligned: int
    shared: int

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/diff.json."""
        return {
            "schema": 1,
            "left": self.left.as_json(),
            "right": self.right.as_json(),
            "aligned": self.aligned,
            "shared": self.shared,
            "steps": [one.as_json() for one in self.steps],
        }


def diff(connection: Connection, one: str, other: str) -> Diff:
    """Return how the histories of the elements with these keys differ.

    They are aligned as `provgraph.queries.alignment` says. Times, durations and ids are no
    differences; a command line is one only where neither side has parameters, which say
    the same in full.

    Raises:
        TimeLimitError: the store takes too long.

    """
    sides = history(connection, one), history(connection, other)
    found = align(*sides)
    acting = [pair for pair in found.pairs if sides[0].acts(pair[0]) and sides[1].acts(pair[1])]
    known = records(connection, (name for pair in acting for name in pair))
    compared = [_Comparison(sides, pair, known).result() for pair in found.pairs]
    alone = [ComparedStep(_plain(sides[0], name), None) for name in found.left]
    alone += [ComparedStep(None, _plain(sides[1], name)) for name in found.right]
    return Diff(
        left=_plain(sides[0], sides[0].start),
        right=_plain(sides[1], sides[1].start),
        steps=(*(pair for pair in compared if pair.differences), *alone),
        aligned=len(acting),
        shared=found.shared,
    )


def _plain(of: History, name: str) -> Node:
    return replace(of.nodes[name], attributes=None)


class _Comparison:
    """Two aligned nodes."""

    def __init__(
        self,
        sides: tuple[History, History],
        pair: tuple[str, str],
        known: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._sides = sides
        self._pair = pair
        self._known = known

    def result(self) -> ComparedStep:
        (left, right), (one, other) = self._sides, self._pair
        found = list(self._inputs())
        if left.acts(one) and right.acts(other):
            steps = [
                step(of, name, self._known.get(name))
                for of, name in zip(self._sides, self._pair, strict=True)
            ]
            found += _told(*steps)
        return ComparedStep(_plain(left, one), _plain(right, other), tuple(found))

    def _inputs(self) -> Iterator[StepDifference]:
        left, right = self._sides
        found = causes(left, right, *self._pair)
        for one, other in found.pairs:
            if one != other and not left.acts(one):
                derived = bool(left.causes.get(one)) and bool(right.causes.get(other))
                ids = one, other
                yield StepDifference("input", self._role(0, one), *ids, derived)
        for one in found.left:
            if not left.acts(one):
                yield StepDifference("input", self._role(0, one), one, None)
        for other in found.right:
            if not right.acts(other):
                yield StepDifference("input", self._role(1, other), None, other)

    def _role(self, side: int, cause: str) -> str:
        links = self._sides[side].causes.get(self._pair[side], ())
        roles = {role for one in links if one.end == cause for role in one.role}
        return ", ".join(sorted(roles))


def _told(one: ActivityStep, other: ActivityStep) -> Iterator[StepDifference]:
    names = {word for step in (one, other) for word in _own_files(step)}
    for found in _differing("parameter", one.parameters, other.parameters):
        yield replace(found, derived={found.left, found.right} - {None} <= names)
    if not one.parameters and not other.parameters and one.command != other.command:
        yield StepDifference("command", "", _words(one.command), _words(other.command))
    yield from _differing("software", one.software, other.software)
    if one.host != other.host:
        yield StepDifference("host", "", one.host, other.host)
    mine, yours = set(one.agents), set(other.agents)
    for left, right in zip_longest(sorted(mine - yours), sorted(yours - mine)):
        yield StepDifference("agent", "", left, right)
    yield from _differing("attribute", one.attributes, other.attributes)


def _differing(
    what: What, one: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[StepDifference]:
    for name in sorted(one.keys() | other.keys()):
        left, right = (as_text(side[name]) if name in side else None for side in (one, other))
        if left != right:
            yield StepDifference(what, name, left, right)


def _own_files(one: ActivityStep) -> Iterator[str]:
    """Return how parameters may name a step's own files."""
    for file in (*one.inputs, *one.outputs):
        yield from filter(None, (file.label, file.location))


def _words(command: Sequence[str]) -> str | None:
    return " ".join(command) or None
