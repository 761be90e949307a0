"""What checks find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer, ListResult, Result

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding(Result):
    """A violation of a rule: by which element, and how. A warning violates none.

    `clause` is the section or table of IVOA's Provenance Data Model 1.0 that the rule is from.
    """

    id: str
    label: str
    rule: str
    severity: Severity
    message: str
    clause: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckResult(ListResult, Answer):
    """How many activities were checked, how many have descriptions, what was found.

    `conforms` says that no finding is an error; `notes` says what could not be checked.
    """

    SCHEMA: ClassVar[str] = "check"
    LISTED: ClassVar[str] = "findings"

    conforms: bool
    checked: int
    described: int
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
