"""File systems: shared ones, on which all nodes see the same files, and scratch directories.

By default a path belongs to the node that logged it. Below the prefix of a shared file system it
belongs to that file system, whatever the node; where nodes mount it at other places than the
others, it has the path below `root`. Below a scratch prefix it belongs to the job alone
(`job:<uuid>`; a job is what logs one array, named after its first activity). Of several prefixes
the longest counts.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from provgraph.errors import ConfigError
from provgraph.model.urls import Mount
from provgraph.results.settings import Filesystem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.log.record import ActivityRecord


def filesystem(prefix: str, name: str | None = None, root: str | None = None) -> Filesystem:
    """Return a file system from the user's words.

    Raises:
        ConfigError: a path is not absolute, or the name cannot be part of a URI.

    """
    if name is not None and (not name or any(c in "/#?:" or c.isspace() for c in name)):
        raise ConfigError(f"{name!r} is not a valid file system name; use one like lst-onsite")
    if name is None and root is not None:
        raise ConfigError("scratch directories have no other path: each job has its own files")
    path = absolute(prefix)
    elsewhere = None if root is None else absolute(root)
    return Filesystem(path, name, name is None, None if elsewhere == path else elsewhere)


def absolute(path: str) -> str:
    """Return an absolute path below the root, without a slash at its end.

    Raises:
        ConfigError: it is none.

    """
    normal = posixpath.normpath(path)
    if not normal.startswith("/") or normal.strip("/") == "":
        raise ConfigError(f"{path!r} is not an absolute path below the root, like /fefs")
    return normal


def mounts(filesystems: Iterable[Filesystem], record: ActivityRecord) -> tuple[Mount, ...]:
    """Return the file systems as they count for a record, the longest prefix first."""
    first = min((name for name, _ in record.sessions), default=record.id)
    job = f"job:{first.rpartition(':')[2]}"
    all_mounts = [
        Mount(filesystem.prefix, filesystem.name or job, filesystem.root or filesystem.prefix)
        for filesystem in filesystems
    ]
    return tuple(sorted(all_mounts, key=lambda mount: (-len(mount.prefix), mount.prefix)))
