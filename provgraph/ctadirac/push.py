"""Packages that a step could not send are handed in later."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph.ctadirac import package, provgraph_step
from provgraph.errors import ConfigError, ReadError
from provgraph.readers.source import open_source
from provgraph.results.push import PushedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SECONDS = 60.0
"""Time limit of each file, further attempts included."""
STANDARD_INPUT = Path("-")


def waiting(paths: Iterable[str]) -> list[Path]:
    """Return files, `-` for standard input, and the packages that wait in directories and below.

    Raises:
        ReadError: a path does not exist.

    """
    files: dict[Path, None] = {}
    for path in map(_path, paths):
        if path != STANDARD_INPUT and not path.exists():
            raise ReadError(str(path), "no such file or directory")
        found = sorted(path.rglob(f"{provgraph_step.PENDING}*.json")) if path.is_dir() else [path]
        files |= dict.fromkeys(found)
    return list(files)


def _path(text: str) -> Path:
    """Return a path; `./-` is a file, though a `Path` takes it for the same as `-`."""
    path = Path(text)
    return path.absolute() if path == STANDARD_INPUT and text != "-" else path


def push(
    files: Iterable[Path],
    manager: str | None,
    token_file: str | None,
    saved: Callable[[str], str | None] = lambda _: None,
) -> Iterator[PushedFile]:
    """Hand in packages, delete those that the manager accepts, and yield the result of each.

    `saved` returns the token that is kept for a URL, for want of another.

    Raises:
        ConfigError: no manager or token is named.

    """
    try:
        url, token = provgraph_step.destination(manager, token_file, saved)
    except provgraph_step.SendError as error:
        raise ConfigError(str(error)) from None
    for file in files:
        try:
            receipt = _sent(file, url, token)
        except (ReadError, provgraph_step.SendError) as error:
            yield PushedFile(str(file), None, str(error))
        else:
            yield PushedFile(str(file), receipt, None)


def _package(file: Path) -> dict[str, Any]:
    """Return a package. Whether its logs are whole is the manager's to say, which keeps it."""
    try:
        value = json.loads(open_source(file).data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or value.get("format") != package.MARK:
        raise ReadError(str(file), "this is not a job package")
    return value


def _sent(file: Path, url: str, token: str) -> str:
    """Hand in the package of a file; return the receipt. The file is deleted, if it is one.

    Raises:
        ReadError: it is not a package, or cannot be deleted.
        SendError: the manager does not accept it.

    """
    end = time.monotonic() + SECONDS
    receipt = provgraph_step.send(_package(file), url, token, end)
    if file == STANDARD_INPUT:
        return receipt
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        reason = f"accepted, receipt {receipt}, but it cannot be deleted: {error.strerror}"
        raise ReadError(str(file), reason) from None
    return receipt
