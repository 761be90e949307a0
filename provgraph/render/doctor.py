"""The examination of a machine as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.doctor import Examination


def examination(answer: Examination) -> Iterator[str]:
    """Yield a line for each check, and one for what to do about it."""
    for check in answer.checks:
        yield f"{check.state:8} {check.name}: {check.value}"
        if check.advice:
            yield f"         → {check.advice}"
    yield ""
    problems = plural(answer.problems, "problem")
    yield f"{problems} to solve" if answer.problems else "nothing must be done"
