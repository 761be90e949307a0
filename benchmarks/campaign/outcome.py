"""What a campaign found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """Cases, the faults that were injected, and what was lost or wrong: a line each."""

    name: str
    cases: int = 0
    faults: int = 0
    losses: list[str] = field(default_factory=list)

    def check(self, holds: object, loss: str) -> None:
        """Remember a loss if something does not hold."""
        if not holds:
            self.losses.append(f"case {self.cases}: {loss}")
