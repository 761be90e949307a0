"""Known vulnerabilities of what is installed: pip-audit, or a copy of the advisory database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.faults.installed.environment import fresh

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Audit:
    """The packages that were compared with a source of advisories, and what was found."""

    source: str
    audited: tuple[str, ...]
    unknown: tuple[str, ...]
    vulnerable: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """Return the vulnerabilities; packages without data are a fault, too."""
        if not self.unknown:
            return list(self.vulnerable)
        every = len(self.unknown) + len(self.audited)
        missing = (
            f"{self.source} has no data on {len(self.unknown)} of {every} packages, so they are "
            "not audited. If its service cannot be reached, name a copy of "
            "https://github.com/pypa/advisory-database with --advisories"
        )
        return [*self.vulnerable, missing]


def with_pip_audit(packages: Path, names: Collection[str]) -> Audit:
    """Audit these packages of a folder with pip-audit, which asks the Python package index.

    Raises:
        RuntimeError: pip-audit failed.

    """
    with fresh() as tools:
        tools.install("pip-audit")
        words = ("--progress-spinner", "off", "--format", "json", "--path", packages)
        finished = tools.run("-m", "pip_audit", *words)
    if not finished.stdout.startswith("{"):
        raise RuntimeError(f"pip-audit failed:\n{finished.stderr}")
    return of_pip_audit(json.loads(finished.stdout), names)


def of_pip_audit(answer: Mapping[str, Any], names: Collection[str]) -> Audit:
    """Return what pip-audit's JSON says of these packages."""
    listed = [each for each in answer["dependencies"] if canonicalize_name(each["name"]) in names]
    vulnerable = [
        f"{each['name']} {each['version']}: {found['id']}, fixed in "
        f"{', '.join(found['fix_versions']) or 'no version'}"
        for each in listed
        for found in each.get("vulns", ())
    ]
    audited = (each["name"] for each in listed if "skip_reason" not in each)
    unknown = (each["name"] for each in listed if "skip_reason" in each)
    return Audit("pip-audit", tuple(audited), tuple(unknown), tuple(vulnerable))


def with_database(folder: Path, installed: Mapping[str, str]) -> Audit:
    """Compare package → version with a copy of the advisory database of the PyPA.

    Raises:
        RuntimeError: the folder does not hold advisories.

    """
    files = [file for name in installed for file in sorted(folder.glob(f"vulns/{name}/*.yaml"))]
    if not any(folder.glob("vulns/*/*.yaml")):
        raise RuntimeError(f"{folder} is not a copy of the advisory database: it has no vulns/")
    advisories = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    lines = tuple(line for advisory in advisories for line in matches(advisory, installed))
    return Audit(f"{len(files)} advisories of a copy", tuple(installed), (), lines)


def matches(advisory: Mapping[str, Any], installed: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each installed version that an advisory (in OSV's form) affects."""
    if "withdrawn" in advisory:
        return
    for affected in advisory.get("affected", ()):
        name = canonicalize_name(affected["package"]["name"])
        version = installed.get(name)
        if version and (version in affected.get("versions", ()) or _in_range(version, affected)):
            yield f"{name} {version}: {advisory['id']}"


def _in_range(text: str, affected: Mapping[str, Any]) -> bool:
    """Return whether a version is in a range; its events are sorted as OSV's algorithm does."""
    version = Version(text)
    return any(
        _affects(version, each["events"])
        for each in affected.get("ranges", ())
        if each["type"] == "ECOSYSTEM"
    )


def _affects(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    pairs = [(Version(text), kind) for event in events for kind, text in event.items()]
    affected = False
    for limit, kind in sorted(pairs):
        if kind == "introduced" and version >= limit:
            affected = True
        elif (kind == "fixed" and version >= limit) or (
            kind == "last_affected" and version > limit
        ):
            affected = False
    return affected
