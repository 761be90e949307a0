"""Diagnosis: why a server ended, from its logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.neo4j_local.hints import OTHER_WAYS

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.neo4j_local.home import Home

# Messages of Java and Neo4j, and what to do about them.
_KNOWN = {
    r"Address already in use|Failed to bind": "another program now uses its port: try again",
    r"No space left on device|not enough space": (
        "the disk is full: free some space, or set PROVGRAPH_HOME to a folder on another disk"
    ),
    r"[Ii]nvalid maximum heap|[Tt]oo small maximum heap|Could not reserve|insufficient memory|"
    r"OutOfMemoryError|Invalid memory configuration": (
        "not enough memory: set PROVGRAPH_HEAP (512m) and PROVGRAPH_PAGECACHE (128m)"
    ),
    r"FileLockException|Lock file has been locked": (
        "another Neo4j has this store open: stop it, or set PROVGRAPH_HOME to another folder"
    ),
    r"Permission denied|AccessDenied": "a file of its home belongs to another user",
}
_TAIL = 200_000


def cause(home: Home) -> str:
    """Return why the server of `home` ended."""
    logs = tail(home.console) + tail(home.log)
    known = next((advice for pattern, advice in _KNOWN.items() if re.search(pattern, logs)), None)
    return (
        f"the local server failed to start: {known or _last_error(logs)}. More in "
        f"{home.log} and {home.console}. {OTHER_WAYS}"
    )


def tail(file: Path) -> str:
    """Return the end of a log, or nothing if it does not exist."""
    try:
        with file.open("rb") as log:
            log.seek(max(0, file.stat().st_size - _TAIL))
            return log.read().decode("utf-8", "replace")
    except OSError:
        return ""


def _last_error(logs: str) -> str:
    errors = [
        line
        for line in logs.splitlines()
        if re.search(r"error|exception", line, re.IGNORECASE) and not line.startswith(("\t", " "))
    ]
    return errors[-1].strip().rstrip(".") if errors else "its logs give no reason"
