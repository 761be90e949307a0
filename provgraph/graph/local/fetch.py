"""Fetching jars through jgo: from the user's Maven cache, else from the repositories."""

from __future__ import annotations

import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from jgo.config import GlobalSettings
from jgo.maven import MavenContext

from provgraph.errors import LocalServerError
from provgraph.graph.local import jars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provgraph.graph.local.jars import Jar

_AT_ONCE = 8
_WAITS = (1.0, 2.0, 4.0)


def maven(cache: Path | None = None) -> MavenContext:
    """Return Maven as the user has set it up for jgo: its repositories and its cache.

    Downloads go to `cache`, the user's own is then only read.
    """
    settings = GlobalSettings.load()
    context = MavenContext(
        repo_cache=cache or settings.repo_cache, local_repos=[settings.repo_cache]
    )
    context.remote_repos.update(settings.repositories)
    return context


def fetch(wanted: Sequence[Jar], report: Callable[[str], None]) -> None:
    """Put the `wanted` jars into their folder."""
    folder = jars.folder()
    folder.mkdir(parents=True, exist_ok=True)
    report(f"fetching {len(wanted)} jars")
    with tempfile.TemporaryDirectory(dir=folder) as staging:
        context = maven(Path(staging))
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            for done in as_completed([pool.submit(_fetch_one, context, jar) for jar in wanted]):
                done.result()
        finally:
            pool.shutdown(cancel_futures=True)
    names = ":".join(str(jar.path) for jar in jars.locked().jars)
    (folder / "classpath").write_text(f'-cp "{names}"')


def _fetch_one(context: MavenContext, jar: Jar) -> None:
    artifact = context.create_dependency(jar.coordinate).artifact
    for wait in (*_WAITS, 0):
        try:
            path = artifact.resolve()
            if jar.is_content_of(path):
                break
            artifact.cached_path.unlink(missing_ok=True)
            path = context.resolver.download(artifact)
            if jar.is_content_of(path):
                break
            raise LocalServerError(f"{jar.coordinate} wrong sum")
        except (OSError, RuntimeError) as error:
            artifact.cached_path.unlink(missing_ok=True)
            if not wait:
                raise LocalServerError(f"{jar.coordinate}: {error}") from error
            time.sleep(wait)
    new = jar.path.with_suffix(".new")
    shutil.copyfile(path, new)
    new.replace(jar.path)
