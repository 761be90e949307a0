"""Answers about descriptions and conformance as plain text."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.checks import CheckResult
    from provgraph.results.documents import DescribeResult


def described(answer: DescribeResult) -> Iterator[str]:
    """Yield what became of descriptions, and what changed."""
    yield f"{answer.source}: {answer.status}; it describes {answer.jobs} jobs"
    yield from (f"  {change}" for change in answer.changes)


def checked(answer: CheckResult) -> Iterator[str]:
    """Yield each element with what is against the rules, then a summary."""
    for (label, uri), found in groupby(answer.findings, key=lambda one: (one.label, one.id)):
        yield f"{label}  [{uri}]" if label != uri else uri
        yield from (f"  {one.severity} {one.rule}: {one.message}" for one in found)
    if answer.findings:
        yield ""
    count = {
        name: sum(one.severity == name for one in answer.findings) for name in ("error", "warning")
    }
    verdict = "all conform" if answer.conforms else f"{count['error']} errors"
    if count["warning"]:
        verdict += f", {count['warning']} warnings"
    yield f"{answer.checked} activities, {answer.described} with a description: {verdict}"
