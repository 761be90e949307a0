"""Working folders: where commands prepare a store in the home, and what killed ones leave.

The names are those of `tempfile`. Whatever else lies in the home, even if its name begins
alike, is the user's.
"""

from __future__ import annotations

import os
import re
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.neo4j_local.home import Home

BULK = "bulk"
"""The beginning of the name of the folder in which a bulk load works."""

COPYING = "compacting"
"""The beginning of the name of the folder in which a compaction works."""

FILLING = "filling"
"""The beginning of the name of the folder in which a bulk load makes a store."""

CONF = "neo4j.conf"
"""What a restore writes first into its folder."""

_RESTORING = "restoring-"
# No system gives a process a number of eight digits, such as that of a date.
_OF_PROCESS = re.compile(rf"(?:{BULK}|{COPYING}|{FILLING})-([0-9]{{1,7}})-[a-z0-9_]{{8}}")
_OF_RESTORE = re.compile(rf"{_RESTORING}[a-z0-9_]{{8}}")


def of_process(home: Path, work: str) -> TemporaryDirectory[str]:
    """Return a new folder, whose name has the number of this process behind `work`."""
    return TemporaryDirectory(dir=home, prefix=f"{work}-{os.getpid()}-")


def of_restore(home: Home) -> TemporaryDirectory[str]:
    """Return a new folder for a restore, which has the lock: it needs no number."""
    return TemporaryDirectory(dir=home.path, prefix=_RESTORING)


def abandoned(home: Home) -> Iterator[Path]:
    """Yield the folders that processes left which do not run any more."""
    for folder in _folders(home):
        match = _OF_PROCESS.fullmatch(folder.name)
        if match and not psutil.pid_exists(int(match[1])):
            yield folder


def killed_restores(home: Home) -> list[Path]:
    """Return the folders that killed restores left; the caller has the lock."""
    named = (each for each in _folders(home) if _OF_RESTORE.fullmatch(each.name))
    return [each for each in named if (each / CONF).is_file() or not any(each.iterdir())]


def _folders(home: Home) -> list[Path]:
    folders = home.path.glob("*-*")
    return sorted(each for each in folders if each.is_dir() and not each.is_symlink())
