"""Two jobs side by side, or the histories of two files: only what differs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from provgraph.manager.app import API
from provgraph.pages.asking import Reader, two
from provgraph.pages.job import row_of
from provgraph.pages.neighbours import neighbours
from provgraph.pages.rendering import page, url_of
from provgraph.results.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.results.configuration import ParameterDifference
    from provgraph.results.element import ElementDetails
    from provgraph.store import Store

router = APIRouter()
_STEPS = 200
_ALWAYS_DIFFER = {
    *("id", "job_id", "job_name", "start", "end", "submitted", "last_update", "heartbeat")
}


@dataclass(frozen=True, slots=True)
class Row:
    """What differs, and how it is on both sides; `None` where a side has none."""

    what: str
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class _Side:
    """A job, by the names of its facts, roles of inputs and software."""

    shown: ElementDetails
    facts: Mapping[str, str]
    inputs: Mapping[str, str]
    software: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Comparison:
    left: _Side
    right: _Side
    parameters: tuple[ParameterDifference, ...]


@router.get("/compare")
async def compare(
    visit: Reader,
    left: str = "",
    right: str = "",
    ids: Annotated[list[str] | None, Query(alias="id")] = None,
) -> HTMLResponse:
    """Show what differs between two executions, given as two fields or as two ids."""
    left, right = two(ids, left, right, "jobs")
    answer = await visit.ask(lambda store: _compared(store, left, right))
    one, other = answer.left, answer.right
    return page(
        visit.request,
        "compare.html",
        twin=url_of(f"{API}/differing-parameters", {"first": left, "second": right}),
        sides=(one.shown, other.shown),
        sections={
            "How they ran": _differing(one.facts, other.facts),
            "Inputs, by role": _differing(one.inputs, other.inputs),
            "Software": _differing(one.software, other.software),
            "Parameters": [Row(row.path, row.first, row.second) for row in answer.parameters],
        },
    )


@router.get("/diff")
async def diff(visit: Reader, left: str = "", right: str = "") -> HTMLResponse:
    """Show why two files differ: the steps of their histories that are not alike."""
    left, right = two(None, left, right, "files")
    answer = await visit.ask(lambda store: store.diff(left, right))
    return page(
        visit.request,
        "diff.html",
        twin=url_of(f"{API}/diff", {"left": left, "right": right}),
        answer=answer,
        steps=answer.steps[:_STEPS],
    )


def _compared(store: Store, left: str, right: str) -> _Comparison:
    sides = _side(store, left), _side(store, right)
    names = (side.shown.id for side in sides)
    return _Comparison(*sides, tuple(store.differing_parameters(*names)))


def _side(store: Store, selector: str) -> _Side:
    shown = store.show(selector)
    row = row_of(store, shown.id)
    names = [each.name for each in fields(Job) if each.name not in _ALWAYS_DIFFER]
    values = {name: getattr(row, name, None) for name in names}
    return _Side(
        shown,
        {name: str(value) for name, value in values.items() if value is not None},
        _inputs(store, shown.id),
        _software(store, shown.id),
    )


def _inputs(store: Store, activity: str) -> dict[str, str]:
    by_role: dict[str, list[str]] = defaultdict(list)
    for link in neighbours(store, activity).files("used"):
        by_role[", ".join(link.role) or "input"].append(link.node.label)
    return {role: ", ".join(sorted(labels)) for role, labels in by_role.items()}


def _software(store: Store, activity: str) -> dict[str, str]:
    """Return the versions of software by name, as its labels have both."""
    parts = (software.label.rpartition(" ") for software in store.software(activity))
    return {name or version: version for name, _, version in parts}


def _differing(left: Mapping[str, str], right: Mapping[str, str]) -> list[Row]:
    names = dict.fromkeys((*left, *right))
    rows = (Row(name, left.get(name), right.get(name)) for name in names)
    return [row for row in rows if row.left != row.right]
