"""Answers about descriptions and conformance as plain text."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.checks import CheckResult
    from provgraph.results.documents import DescribeResult


def described(answer: DescribeResult) -> Iterator[str]:
    """Yield the result of putting descriptions, and what changed."""
    yield f"{answer.source}: {answer.status}; it describes {plural(answer.jobs, 'job')}"
    yield from (f"  {change}" for change in answer.changes)


def checked(answer: CheckResult) -> Iterator[str]:
    """Yield each element with its findings, then a summary."""
    for (label, uri), findings in groupby(answer.findings, key=lambda each: (each.label, each.id)):
        yield f"{label}  [{uri}]" if label != uri else uri
        for finding in findings:
            text = f"{finding.severity} {finding.rule}: {finding.message}"
            yield f"  {text} [{finding.clause}]"
    if answer.findings:
        yield ""
    counts = Counter(finding.severity for finding in answer.findings)
    verdict = "all conform" if answer.conforms else plural(counts["error"], "error")
    if counts["warning"]:
        verdict += f", {plural(counts['warning'], 'warning')}"
    activities = plural(answer.checked, "activity", "activities")
    yield f"{activities}, {answer.described} with a description: {verdict}"
    undescribed = answer.checked - answer.described
    if undescribed:
        activities = plural(undescribed, "activity", "activities")
        yield f"{activities} without a description: only the rules of the model were checked"
