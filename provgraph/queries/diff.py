"""Diff: why two products differ, step by step of their histories."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from provgraph.queries.alignment import align, causes
from provgraph.queries.history import History, as_text, history, records, step
from provgraph.results.diff import ComparedStep, Diff, StepDifference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.results.diff import DifferenceKind
    from provgraph.results.nodes import Node
    from provgraph.results.why import ActivityStep


def diff(connection: Connection, left: str, right: str) -> Diff:
    """Return how the histories of the elements with these keys differ.

    They are aligned as `provgraph.queries.alignment` says. Times, durations and ids are not
    compared; a command line is compared only where neither side has parameters, which say
    the same in full.

    Raises:
        TimeLimitError: the store takes too long.

    """
    sides = history(connection, left), history(connection, right)
    alignment = align(*sides)
    activities = [
        pair
        for pair in alignment.pairs
        if all(side.is_activity(name) for side, name in zip(sides, pair, strict=True))
    ]
    json_records = records(connection, (name for pair in activities for name in pair))
    compared = [_Comparison(sides, pair, json_records).result() for pair in alignment.pairs]
    one_sided = [ComparedStep(_plain(sides[0], name), None) for name in alignment.left]
    one_sided += [ComparedStep(None, _plain(sides[1], name)) for name in alignment.right]
    return Diff(
        left=_plain(sides[0], sides[0].start),
        right=_plain(sides[1], sides[1].start),
        steps=(*(step for step in compared if step.differences), *one_sided),
        aligned=len(activities),
        shared=alignment.shared,
    )


def _plain(side: History, name: str) -> Node:
    return replace(side.nodes[name], attributes=None)


class _Comparison:
    """Two aligned nodes."""

    def __init__(
        self,
        sides: tuple[History, History],
        pair: tuple[str, str],
        json_records: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._sides = sides
        self._pair = pair
        self._records = json_records

    def result(self) -> ComparedStep:
        differences = list(self._inputs())
        if all(side.is_activity(n) for side, n in zip(self._sides, self._pair, strict=True)):
            steps = [
                step(side, name, self._records.get(name))
                for side, name in zip(self._sides, self._pair, strict=True)
            ]
            differences += _step_differences(*steps)
        left, right = (_plain(s, n) for s, n in zip(self._sides, self._pair, strict=True))
        return ComparedStep(left, right, tuple(differences))

    def _inputs(self) -> Iterator[StepDifference]:
        left, right = self._sides
        aligned = causes(left, right, *self._pair)
        for one, other in aligned.pairs:
            if one != other and not left.is_activity(one):
                derived = bool(left.causes.get(one)) and bool(right.causes.get(other))
                yield StepDifference("input", self._role(0, one), one, other, derived)
        for one in aligned.left:
            if not left.is_activity(one):
                yield StepDifference("input", self._role(0, one), one, None)
        for other in aligned.right:
            if not right.is_activity(other):
                yield StepDifference("input", self._role(1, other), None, other)

    def _role(self, side: int, cause: str) -> str:
        links = self._sides[side].causes.get(self._pair[side], ())
        return ", ".join(
            sorted({role for link in links if link.end == cause for role in link.role})
        )


def _step_differences(left: ActivityStep, right: ActivityStep) -> Iterator[StepDifference]:
    file_names = {*_file_names(left), *_file_names(right)}
    for difference in _differing("parameter", left.parameters, right.parameters):
        own_files = {difference.left, difference.right} - {None} <= file_names
        yield replace(difference, derived=own_files)
    if not left.parameters and not right.parameters and left.command != right.command:
        yield StepDifference("command", "", _words(left.command), _words(right.command))
    yield from _differing("software", left.software, right.software)
    if left.host != right.host:
        yield StepDifference("host", "", left.host, right.host)
    only_left, only_right = (
        set(left.agents) - set(right.agents),
        set(right.agents) - set(left.agents),
    )
    for one, other in zip_longest(sorted(only_left), sorted(only_right)):
        yield StepDifference("agent", "", one, other)
    yield from _differing("attribute", left.attributes, right.attributes)


def _differing(
    what: DifferenceKind, left: Mapping[str, Any], right: Mapping[str, Any]
) -> Iterator[StepDifference]:
    for name in sorted(left.keys() | right.keys()):
        one, other = (as_text(side[name]) if name in side else None for side in (left, right))
        if one != other:
            yield StepDifference(what, name, one, other)


def _file_names(step: ActivityStep) -> Iterator[str]:
    """Yield how parameters may name a step's own files."""
    for file in (*step.inputs, *step.outputs):
        yield from filter(None, (file.label, file.location))


def _words(command: Sequence[str]) -> str | None:
    return " ".join(command) or None
