"""File systems: shared ones, on which all nodes see the same files, and scratch directories.

By default a path belongs to the node that logged it. Below the prefix of a shared file system it
belongs to that file system, whatever the node. Below a scratch prefix it belongs to the job alone
(`job:<uuid>`; a job is what logs one array, named after its first activity). Of several prefixes
the longest counts. The graph is a function of the records and this list: when the list changes,
the activities with files below the prefix are resolved again.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claims import facts_of
from provgraph.errors import ConfigError
from provgraph.results.settings import Filesystem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.identity.claims import RecordFacts
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Transaction


def filesystem(prefix: str, name: str | None = None) -> Filesystem:
    """Return a file system from the user's words.

    Raises:
        ConfigError: the prefix is not an absolute path, or the name cannot be part of a URI.

    """
    path = posixpath.normpath(prefix)
    if not path.startswith("/") or path.strip("/") == "":
        raise ConfigError(f"{prefix!r} is not an absolute path below the root, like /fefs")
    if name is not None and (not name or any(c in "/#?:" or c.isspace() for c in name)):
        raise ConfigError(f"{name!r} is not a valid file system name; use one like lst-onsite")
    return Filesystem(path, name, name is None)


def fetch_filesystems(tx: Transaction) -> list[Filesystem]:
    """Return the store's list, in order of the prefixes."""
    rows = tx.run("filesystems/list")
    return [Filesystem(row["prefix"], row["name"], row["name"] is None) for row in rows]


def located_facts(filesystems: Iterable[Filesystem], record: ActivityRecord) -> RecordFacts:
    """Return the facts of a record, its files' places by these file systems."""
    return facts_of(record, _authorities(filesystems, record))


def relocated_facts(
    filesystems: Iterable[Filesystem], record: ActivityRecord, stored: RecordFacts
) -> RecordFacts:
    """Return the stored facts of a record with its files where these file systems have them.

    What the catalogue once said of the files stays.
    """
    places = [file.location for file in located_facts(filesystems, record).files]
    files = (
        replace(file, location=place) for file, place in zip(stored.files, places, strict=True)
    )
    run = replace(stored.run, sessions=record.sessions)
    return replace(stored, run=run, files=tuple(files))


def _authorities(
    filesystems: Iterable[Filesystem], record: ActivityRecord
) -> list[tuple[str, str]]:
    """Return the prefixes and names that count for a record, the longest prefix first."""
    first = min((name for name, _ in record.sessions), default=record.id)
    job = f"job:{first.rpartition(':')[2]}"
    pairs = [(filesystem.prefix, filesystem.name or job) for filesystem in filesystems]
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0]))
