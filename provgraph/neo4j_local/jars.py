"""Neo4j's jars, listed in the lock file, downloaded once and checked at every start."""

from __future__ import annotations

import hashlib
import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

LOCK_FILE = Path(__file__).with_name("neo4j.lock.toml")


@dataclass(frozen=True, slots=True)
class Jar:
    """A jar in the lock file: its Maven coordinate, size and hash."""

    coordinate: str
    size: int
    sha256: str

    @property
    def path(self) -> Path:
        """The path of the jar."""
        _, artifact, _, *classifier, version = self.coordinate.split(":")
        return folder() / f"{'-'.join((artifact, version, *classifier))}.jar"

    def is_content_of(self, path: Path) -> bool:
        """Return whether the file at `path` exists and has the content of the jar."""
        try:
            with path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of the lock file."""

    neo4j: str
    jars: tuple[Jar, ...]
    browser: tuple[Jar, ...]
    """That of Neo4j Browser, which a server has on request only."""


@cache
def locked() -> Lock:
    """Read the lock file."""
    content = tomllib.loads(LOCK_FILE.read_text(encoding="utf-8"))
    jars, browser = (
        tuple(Jar(name, **jar) for name, jar in content[part].items())
        for part in ("jars", "browser")
    )
    return Lock(content["neo4j"], jars, browser)


def folder() -> Path:
    """Return the folder of the jars, which all homes of a user share."""
    base = os.environ.get("PROVGRAPH_CACHE") or platformdirs.user_cache_path("provgraph")
    return Path(base).expanduser().resolve() / f"neo4j-{locked().neo4j}"


def needed(*, browser: bool) -> tuple[Jar, ...]:
    """Return the jars of a server, with those of Neo4j Browser if it serves that."""
    return (*(locked().browser if browser else ()), *locked().jars)


def missing(*, browser: bool = False) -> list[Jar]:
    """Return the jars that are missing or damaged.

    Reading all 134 MB takes 0.05 to 0.2 s, a small part of a start of 5 s.
    """
    with ThreadPoolExecutor(4) as pool:
        jars = needed(browser=browser)
        valid = pool.map(lambda jar: jar.is_content_of(jar.path), jars)
        return [jar for jar, is_valid in zip(jars, valid, strict=True) if not is_valid]


def class_path(*, browser: bool = False) -> str:
    """Return the names of all jars, in the lock file's order, as Java takes them."""
    return os.pathsep.join(str(jar.path) for jar in needed(browser=browser))
