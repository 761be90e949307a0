"""The failure: why a server ended, in the words of its logs and in ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provgraph.neo4j_local.hints import OTHER_WAYS

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.neo4j_local.home import Home

# What Java and Neo4j write, and what a person does about it.
_KNOWN = {
    r"Address already in use|Failed to bind": "another program took its port: try again",
    r"No space left on device|not enough space": (
        "the disk is full: free some space, or set PROVGRAPH_HOME to a folder on another"
    ),
    r"[Ii]nvalid maximum heap|[Tt]oo small maximum heap|Could not reserve|insufficient memory|"
    r"OutOfMemoryError|Invalid memory configuration": (
        "there is not enough memory: set PROVGRAPH_HEAP (512m) and PROVGRAPH_PAGECACHE (128m)"
    ),
    r"FileLockException|Lock file has been locked": (
        "another Neo4j has this store open: end it, or set PROVGRAPH_HOME to another folder"
    ),
    r"Permission denied|AccessDenied": "a file of its home belongs to another user",
}
_TAIL = 200_000


def cause(home: Home) -> str:
    """Return why the server of `home`, which has ended, did so."""
    said = tail(home.console) + tail(home.log)
    known = next((advice for pattern, advice in _KNOWN.items() if re.search(pattern, said)), None)
    return (
        f"the local server ended while it started: {known or _last_words(said)}. More in "
        f"{home.log} and {home.console}. {OTHER_WAYS}"
    )


def tail(file: Path) -> str:
    """Return the end of a log, or nothing where there is none."""
    try:
        with file.open("rb") as log:
            log.seek(max(0, file.stat().st_size - _TAIL))
            return log.read().decode("utf-8", "replace")
    except OSError:
        return ""


def _last_words(said: str) -> str:
    telling = [
        line for line in said.splitlines() if re.search(r"error|exception", line, re.IGNORECASE)
    ]
    spoken = [line for line in telling if not line.startswith(("\t", " "))]
    return spoken[-1].strip().rstrip(".") if spoken else "it gave no reason"
