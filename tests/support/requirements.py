"""What an installed provgraph requires, and through which of its extras."""

from __future__ import annotations

from collections import defaultdict
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PACKAGE = "provgraph"


def distributions(packages: Path) -> dict[str, metadata.Distribution]:
    """Return what is installed in a folder of packages, by normalised name."""
    listed = metadata.distributions(path=[str(packages)])
    return {canonicalize_name(each.name): each for each in listed}


def direct(packages: Path) -> list[metadata.Distribution]:
    """Return what provgraph itself requires, with all of its extras."""
    installed = distributions(packages)
    extras = set(_extras(installed))
    names = {name for name, _ in _required(installed[_PACKAGE], extras)} - {_PACKAGE}
    return [installed[name] for name in sorted(names) if name in installed]


def needed_for(installed: dict[str, metadata.Distribution]) -> dict[str, str]:
    """Return package → the least extra of provgraph that brings it, directly or not.

    It is empty for what the package needs without an extra.
    """
    closures = {extra: set(_closure(installed, extra)) for extra in _extras(installed)}
    least: dict[str, str] = {}
    for extra in sorted(closures, key=lambda extra: (len(closures[extra]), extra)):
        least |= dict.fromkeys(closures[extra] - least.keys(), extra)
    return {name: extra for name, extra in least.items() if name != _PACKAGE}


def _extras(installed: dict[str, metadata.Distribution]) -> list[str]:
    return ["", *(installed[_PACKAGE].metadata.get_all("Provides-Extra") or ())]


def _closure(installed: dict[str, metadata.Distribution], extra: str) -> Iterator[str]:
    asked: dict[str, set[str]] = defaultdict(set)
    waiting: list[tuple[str, str]] = [(_PACKAGE, extra)]
    while waiting:
        name, of_it = waiting.pop()
        if of_it in asked[name] or name not in installed:
            continue
        asked[name].add(of_it)
        for required, extras in _required(installed[name], {of_it}):
            waiting += [(required, each) for each in {"", *extras}]
    yield from (name for name in asked if name in installed)


def _required(
    distribution: metadata.Distribution, extras: set[str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield the requirements that hold here, each with the extras that it asks for."""
    for text in distribution.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras):
            yield canonicalize_name(requirement.name), requirement.extras
