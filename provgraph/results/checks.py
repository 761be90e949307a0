"""What checks find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer, ListResult, Result

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding(Result):
    """A violation of a rule: by which element, and how. A warning violates none."""

    id: str
    label: str
    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckResult(ListResult, Answer):
    """How many activities were checked, how many have descriptions, what was found.

    `conforms` says that no finding is an error.
    """

    SCHEMA: ClassVar[str] = "check"
    LISTED: ClassVar[str] = "findings"

    conforms: bool
    checked: int
    described: int
    findings: tuple[Finding, ...]
