"""STILTS' taplint, the validator of TAP services: its findings, and those that are new.

Source: STILTS 3.4, taplint; a line of a report is `E-QGE-CODE-1 text`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass

PROGRAM = "stilts"
_LINE = re.compile(r"(?P<kind>[EWF])-(?P<section>\w+)-(?P<code>\w+)-(?:\d+|x) (?P<text>.*)")
_TOTALS = "Totals: "
_NUMBER = re.compile(r"\d[\d,]*")


@dataclass(frozen=True, slots=True)
class Finding:
    """An error `E`, a warning `W` or a failure to test `F`, in a section of the report."""

    kind: str
    section: str
    code: str
    text: str

    def __str__(self) -> str:
        """Return it as the report has it."""
        return f"{self.kind}-{self.section}-{self.code} {self.text}"

    @property
    def anywhere(self) -> str:
        """The finding without numbers, such as lines and columns of an answer."""
        return _NUMBER.sub("#", str(self))


def findings(url: str) -> tuple[Finding, ...]:
    """Validate the service at `url`.

    Raises:
        RuntimeError: taplint does not finish.

    """
    command = [str(shutil.which(PROGRAM)), "taplint", f"tapurl={url}", "report=EWF", "maxrepeat=99"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # the program that was found
    if _TOTALS not in done.stdout:
        raise RuntimeError(f"taplint did not finish: {done.stdout[-500:]}{done.stderr[-500:]}")
    return parsed(done.stdout)


def parsed(report: str) -> tuple[Finding, ...]:
    """Return the findings of a report."""
    matches = map(_LINE.match, report.splitlines())
    return tuple(Finding(**match.groupdict()) for match in matches if match)


def added(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that the service did not have before."""
    known = Counter(finding.anywhere for finding in before)
    new = []
    for finding in after:
        known[finding.anywhere] -= 1
        if known[finding.anywhere] < 0:
            new.append(finding)
    return tuple(new)
