"""Vulnerabilities and licences of what a fresh installation holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from provgraph.runtime.plural import plural
from tests.faults.installed import licences, vulnerabilities
from tests.faults.installed.environment import PACKAGE, ROOT, fresh
from tests.support.report import Report
from tests.support.requirements import distributions, needed_for

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "licences.md"


def measure(advisories: Path | None, *, write: bool) -> tuple[Report, list[str]]:
    """Return the figures, vulnerable packages, licences that are not allowed, and a stale page."""
    report = Report("dependencies: vulnerabilities and licences of what is installed")
    with fresh() as environment:
        environment.install(PACKAGE)
        listed = licences.licences(distributions(environment.packages))
        audit = _audit(environment.packages, advisories)
    report.note(f"audited with {audit.source}", plural(len(audit.audited), "package"))
    report.note("without data on vulnerabilities", plural(len(audit.unknown), "package"))
    report.note("vulnerable", f"{len(audit.vulnerable)}")
    for expression, number in Counter(each.spdx or "unknown" for each in listed).most_common():
        report.note(f"licence {expression}", plural(number, "package"))
    refused = [each.fault for each in listed if each.fault]
    return report, [*audit.faults, *refused, *_page_faults(licences.page(listed), write=write)]


def _audit(packages: Path, advisories: Path | None) -> vulnerabilities.Audit:
    """Audit what provgraph requires; pip, which every environment has, is not part of that."""
    installed = distributions(packages)
    names = needed_for(installed)
    if advisories is None:
        return vulnerabilities.with_pip_audit(packages, names)
    return vulnerabilities.with_database(
        advisories, {name: installed[name].version for name in names}
    )


def _page_faults(text: str, *, write: bool) -> list[str]:
    if write:
        PAGE.write_text(text, encoding="utf-8")
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return []
    return [f"{PAGE.relative_to(ROOT)} is not current: run with --write and commit it"]
