"""The jars: Neo4j's own, by the lock file, fetched once and checked at every start."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jgo.maven import MavenContext

LOCK_FILE = Path(__file__).with_name("neo4j.lock.toml")


@dataclass(frozen=True, slots=True)
class Jar:
    """A jar that the lock file names: its Maven coordinate and what it must hold."""

    coordinate: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """The jar's name in the folder of jars."""
        _, artifact, _, *classifier, version = self.coordinate.split(":")
        return "-".join((artifact, version, *classifier)) + ".jar"

    def is_intact(self, path: Path) -> bool:
        """Tell whether the file at `path` is there and holds what it must."""
        try:
            with path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of the lock file."""

    neo4j: str
    jars: tuple[Jar, ...]


def locked() -> Lock:
    """Read the lock file."""
    content = tomllib.loads(LOCK_FILE.read_text(encoding="utf-8"))
    return Lock(content["neo4j"], tuple(Jar(name, **jar) for name, jar in content["jars"].items()))


def maven(cache: Path | None = None) -> MavenContext:
    """Return the user's Maven: repositories and mirrors as jgo's settings have them."""
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    settings = GlobalSettings.load()
    context = MavenContext(repo_cache=cache or settings.repo_cache, local_repos=[settings.repo_cache])
    context.remote_repos.update(settings.repositories)
    return context
