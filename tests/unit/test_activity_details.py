"""Details: activities of the same name are told apart in pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provgraph.render.details import details
from provgraph.results.nodes import Node, RelationLink
from tests.support.answers import EX, answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    Attributes = Mapping[str, tuple[str, ...]]


def _jobs(*attributes: Attributes) -> list[Node]:
    return [
        Node(f"{EX}{number}", "activity", (), "job", number, attributes=each)
        for number, each in enumerate(attributes)
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ([{"run": ("5",)}, {"run": ("50",)}], ["run 5", "run 50"]),
        ([{"obs_id": ("5",), "startTime": ("2026-01-01T00:00:00Z",)}] * 2, ["run 5", "run 5"]),
        (
            [
                {"startTime": ("2026-01-01T00:00:00.5Z",)},
                {"prov:startTime": ("2026-01-02T00:00:00Z",)},
            ],
            ["2026-01-01 00:00:00", "2026-01-02 00:00:00"],
        ),
        ([{}, {}], ["", ""]),
    ],
)
def test_activities_are_told_apart(attributes: list[Attributes], expected: list[str]) -> None:
    """By what differs most: the run, else the time; nothing is invented."""
    told_apart = details(answer(_jobs(*attributes), []))
    assert [told_apart[f"{EX}{number}"] for number in range(len(expected))] == expected


def test_own_inputs_tell_activities_apart() -> None:
    """Files that both use say nothing; the first other one is named, in natural order."""
    jobs = _jobs({}, {})
    files = [Node(f"{EX}{name}", "entity", (), name, 1) for name in ("cfg", "r10", "r9", "r11")]
    uses = [(0, "cfg"), (1, "cfg"), (0, "r10"), (0, "r9"), (1, "r11")]
    links = [RelationLink("used", f"{EX}{job}", EX + name) for job, name in uses]
    assert details(answer([*jobs, *files], links)) == {EX + "0": "of r9 +1", EX + "1": "of r11"}


def test_own_outputs_tell_activities_apart() -> None:
    """Jobs that read the same file at the same time are told apart by what they made."""
    jobs = _jobs(*[{"startTime": ("2026-01-01T00:00:00Z",)}] * 2)
    files = [Node(EX + name, "entity", (), name, 0) for name in ("out1", "out2", "in")]
    links = [RelationLink("wasGeneratedBy", f"{EX}out{n + 1}", f"{EX}{n}") for n in (0, 1)]
    links += [RelationLink("used", f"{EX}{n}", EX + "in") for n in (0, 1)]
    assert details(answer([*jobs, *files], links)) == {EX + "0": "to out1", EX + "1": "to out2"}


def test_a_name_that_one_activity_has_needs_no_detail() -> None:
    """Nothing is said of it."""
    assert details(answer(_jobs({"run": ("5",)}), [])) == {}
