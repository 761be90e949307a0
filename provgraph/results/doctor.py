"""What provgraph needs on this machine and of the server, and what to do where it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from provgraph.results.base import Answer, Result

CheckState = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class MachineCheck(Result):
    """What was seen of one thing, and `advice` where something should be done."""

    name: str
    state: CheckState
    value: str
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class Examination(Answer):
    """What `provgraph doctor` examined; `problems` counts what prevents work."""

    SCHEMA: ClassVar[str] = "doctor"

    checks: tuple[MachineCheck, ...]
    problems: int
