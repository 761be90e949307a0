"""File systems: below which paths all nodes see the same files, and below which each job its own.

A path belongs to the node that logged it, unless the store's list says otherwise: below the
prefix of a shared file system it belongs to that, whatever the node; below a scratch prefix
to the job alone (`job:<uuid>`; a job is what logs one array, named after its first activity).
Of several prefixes the longest counts. The graph is a function of the records and this list:
when the list changes, the activities with files below the prefix are resolved anew.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from provgraph.errors import ConfigError
from provgraph.results.settings import Filesystem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Transaction

    Authorities = list[tuple[str, str]]


def filesystem(prefix: str, name: str | None = None) -> Filesystem:
    """Return the file system that a user means.

    Raises:
        ConfigError: the prefix is no absolute path, or the name can't stand in a URI.

    """
    path = posixpath.normpath(prefix)
    if not path.startswith("/") or path.strip("/") == "":
        raise ConfigError(f"{prefix!r}: a prefix is an absolute path below the root, like /fefs")
    if name is not None and (not name or any(c in "/#?:" or c.isspace() for c in name)):
        raise ConfigError(f"{name!r} is no name for a file system; names look like lst-onsite")
    return Filesystem(path, name, name is None)


def listed(tx: Transaction) -> list[Filesystem]:
    """Return the store's list, in order of the prefixes."""
    rows = tx.run("filesystems/list")
    return [Filesystem(row["prefix"], row["name"], row["name"] is None) for row in rows]


def authorities(found: Iterable[Filesystem], record: ActivityRecord) -> Authorities:
    """Return the prefixes and names that count for a record, the longest prefix first."""
    first = min((name for name, _ in record.sessions), default=record.id)
    job = f"job:{first.rpartition(':')[2]}"
    pairs = [(one.prefix, one.name or job) for one in found]
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0]))
