"""Differences as plain text: short, each once however many steps show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.render.names import node_text, short
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.diff import ComparedStep, Diff, DocumentsDiff, StepDifference
    from provgraph.results.sets_diff import SetsDiff

_NONE = "-"
_LONGEST = 60


def diff(answer: Diff) -> Iterator[str]:
    """Yield the differences that do not follow from others, grouped by what they are."""
    yield f"left   {node_text(answer.left)}"
    yield f"right  {node_text(answer.right)}"
    if answer.left.id == answer.right.id:
        yield "both are the same element"
        return
    yield f"compared {plural(answer.aligned, 'step')}; {answer.shared} shared"
    yield from _differences(answer)
    yield from _one_sided(answer)
    derived = sum(each.derived for step in answer.steps for each in step.differences)
    if derived:
        yield f"{plural(derived, 'consequential difference')} (see --json)"
    elif not answer.steps:
        yield "no difference in inputs, parameters, software or host is known"


def _differences(answer: Diff) -> Iterator[str]:
    groups: dict[StepDifference, list[str]] = {}
    for step in answer.steps:
        for difference in step.differences:
            if not difference.derived and step.left:
                groups.setdefault(difference, []).append(step.left.label)
    for difference, steps in groups.items():
        name = " ".join(filter(None, (difference.what, difference.name)))
        left, right = (_value(difference, v) for v in (difference.left, difference.right))
        yield f"{name}: {left} | {right}  {_where(steps)}"


def _one_sided(answer: Diff) -> Iterator[str]:
    for side in ("left", "right"):
        names: dict[str, int] = {}
        for step in answer.steps:
            if _only(step, side):
                label = (step.left or step.right).label  # type: ignore[union-attr]  # one is there
                names[label] = names.get(label, 0) + 1
        for label, count in names.items():
            yield f"only {side}: {label}" + (f" ({count} times)" if count > 1 else "")


def _only(step: ComparedStep, side: str) -> bool:
    return (step.right if side == "left" else step.left) is None


def _where(steps: list[str]) -> str:
    names = ", ".join(dict.fromkeys(steps))
    return f"[{names}, {len(steps)} steps]" if len(steps) > 1 else f"[{names}]"


def _value(difference: StepDifference, value: str | None) -> str:
    if value is None:
        return _NONE
    if difference.what in {"input", "agent"}:
        return short(value)
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


def documents_diff(answer: DocumentsDiff) -> Iterator[str]:
    """Yield the records of one side only, then the attributes that differ."""
    for text in answer.only_left:
        yield f"- {text}"
    for text in answer.only_right:
        yield f"+ {text}"
    for change in answer.changed:
        left, right = (", ".join(side) or _NONE for side in (change.left, change.right))
        yield f"~ {change.id}  {change.attribute}: {left} | {right}"
    if not (answer.only_left or answer.only_right or answer.changed):
        yield "the documents are equal"


def sets_diff(answer: SetsDiff) -> Iterator[str]:
    """Yield what differs between two sets, by activities, and what was left out."""
    activity = ""
    for each in answer.differences:
        if each.activity != activity:
            activity = each.activity
            yield activity
        yield f"  {each.what}"
        yield f"    - {', '.join(each.left) or _NONE}"
        yield f"    + {', '.join(each.right) or _NONE}"
    differences = plural(len(answer.differences), "difference")
    sizes = f"{len(answer.left):,} and {len(answer.right):,} products"
    yield f"{differences} between {sizes}; {answer.constant:,} the same, {answer.varying:,} varying"
