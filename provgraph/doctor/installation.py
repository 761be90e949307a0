"""Python, the packages that provgraph requires, its extras, and the terminal."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from provgraph.results.doctor import MachineCheck
from provgraph.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = "provgraph"
_NAME = re.compile(r"[\w.-]+")
_EXTRA = re.compile(r"extra == ['\"]([\w-]+)['\"]")
_NOT_FOR_USERS = {"test"}


def checks() -> Iterator[MachineCheck]:
    """Yield what there is to say about this installation."""
    yield MachineCheck("Python", "ok", f"{python()}, {sys.executable}")
    yield _packages()
    yield from _extras()
    yield _terminal()


def python() -> str:
    """Return Python's version and the system that it runs on."""
    return f"{platform.python_version()} on {platform.system()} ({platform.machine()})"


def versions() -> dict[str, str | None]:
    """Return the packages that provgraph requires without extras, with their versions."""
    return {name: _version(name) for name in sorted(_requirements().get("", ()))}


def _requirements() -> dict[str, list[str]]:
    """Return extra → the packages that provgraph requires for it; "" is the package alone."""
    required: dict[str, list[str]] = {}
    for text in _requires():
        extra = _EXTRA.search(text)
        name = _NAME.match(text)
        if name and name[0] != _PACKAGE:
            required.setdefault(extra[1] if extra else "", []).append(name[0])
    return required


def _requires() -> list[str]:
    try:
        return metadata.requires(_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return []  # a checkout that is not installed


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _packages() -> MachineCheck:
    required = versions()
    missing = [name for name, version in required.items() if version is None]
    if missing:
        advice = f"pip install --force-reinstall {_PACKAGE}"
        return MachineCheck("packages", "problem", f"missing: {', '.join(missing)}", advice)
    listed = [f"{name} {version}" for name, version in required.items()]
    return MachineCheck("packages", "ok", ", ".join([f"{_PACKAGE} {__version__}", *listed]))


def _extras() -> Iterator[MachineCheck]:
    """Yield a check of each extra; one that is missing is not a fault."""
    for extra, names in sorted(_requirements().items()):
        if not extra or extra in _NOT_FOR_USERS:
            continue
        installed = {name: _version(name) for name in names}
        if all(installed.values()):
            value = ", ".join(f"{name} {version}" for name, version in installed.items())
            yield MachineCheck(f"extra {extra}", "ok", value)
        else:
            yield MachineCheck(
                f"extra {extra}",
                "ok",
                f"not installed; pip install '{_PACKAGE}[{extra}]' installs it",
            )


def _terminal() -> MachineCheck:
    encoding = sys.stdout.encoding or "ascii"
    if encoding.lower().replace("-", "") == "utf8":
        return MachineCheck("encoding", "ok", encoding)
    return MachineCheck(
        "encoding",
        "warning",
        f"{encoding}: trees and names with other characters are not shown well",
        "set LC_ALL=C.UTF-8 or PYTHONUTF8=1",
    )
