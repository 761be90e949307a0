"""What a campaign found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess


@dataclass(slots=True)
class Outcome:
    """Cases, the faults that were injected, and what was lost or wrong: a line each."""

    name: str
    cases: int = 0
    faults: int = 0
    losses: list[str] = field(default_factory=list)

    def check_end(self, process: subprocess.Popen[str], loss: str) -> None:
        """Wait for a loader; remember a loss, with its last words, if it failed."""
        _, stderr = process.communicate()
        self.check(process.returncode == 0, f"{loss}: {stderr[-500:]}")

    def check(self, holds: object, loss: str) -> None:
        """Remember a loss if something does not hold."""
        if not holds:
            self.losses.append(f"case {self.cases}: {loss}")
