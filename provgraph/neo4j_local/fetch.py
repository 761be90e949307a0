"""Download jars with jgo: from the user's Maven cache, or from the repositories."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from jgo.config import GlobalSettings
from jgo.maven import MavenContext

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import jars
from provgraph.neo4j_local.hints import OTHER_WAYS
from provgraph.runtime.progress import track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provgraph.neo4j_local.jars import Jar

_AT_ONCE = 8
# A repository that answers to most of 217 requests often fails one of them.
_WAITS = (1.0, 2.0, 4.0)


def maven(cache: Path | None = None) -> MavenContext:
    """Return Maven as the user has configured it for jgo: its repositories and its cache.

    Downloads go to `cache`; the user's own cache is then only read.
    """
    settings = GlobalSettings.load()
    context = MavenContext(
        repo_cache=cache or settings.repo_cache, local_repos=[settings.repo_cache]
    )
    context.remote_repos.update(settings.repositories)
    return context


def fetch(missing: Sequence[Jar]) -> None:
    """Download the `missing` jars into their folder.

    Raises:
        LocalServerError: one cannot be downloaded, or differs from the lock file.

    """
    try:
        jars.folder().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=jars.folder(), ignore_cleanup_errors=True) as staging:
            _fetch_all(missing, Path(staging))
    except OSError as error:
        raise LocalServerError(
            f"Neo4j's jars cannot be written to {jars.folder()}: {error.strerror or error}. "
            "Set PROVGRAPH_CACHE to a writable folder with 150 MB of free space."
        ) from error


def _fetch_all(missing: Sequence[Jar], staging: Path) -> None:
    context = maven(staging)
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        futures: list[Future[None]] = [pool.submit(_fetch_one, context, jar) for jar in missing]
        for future in track(as_completed(futures), len(futures), "downloading Neo4j", "jars"):
            future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fetch_one(context: MavenContext, jar: Jar) -> None:
    path = _resolved(context, jar)
    new = context.repo_cache / jar.path.name
    copyfile(path, new)
    new.replace(jar.path)


def _resolved(context: MavenContext, jar: Jar) -> Path:
    """Return the path of a valid copy of `jar`: in the user's Maven cache, or just downloaded."""
    artifact = context.create_dependency(jar.coordinate).artifact
    reason = ""
    for wait in (0.0, *_WAITS):
        time.sleep(wait)
        try:
            # A copy in the user's cache is not tried a second time.
            path = context.resolver.download(artifact) if reason else artifact.resolve()
        except (OSError, RuntimeError) as error:
            reason = f"{type(error).__name__}: {str(error)[:200]}"
        else:
            if path is not None and jar.is_content_of(path):
                return Path(path)
            reason = "its SHA-256 differs from that of the version that provgraph was tested with"
        if artifact.cached_path:
            artifact.cached_path.unlink(missing_ok=True)
    raise LocalServerError(
        f"the jar {jar.coordinate} cannot be downloaded: {reason}. The first start needs the "
        f"network; jgo's settings can name a mirror of its Maven repository. {OTHER_WAYS}"
    )
