"""Bulk: the first fill of a store, by neo4j-admin's import instead of transactions."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.bulk.run import write
from provgraph.errors import LoadError
from provgraph.results.documents import BulkResult
from provgraph.runtime.pool import available_cores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from provgraph.ingest.discover import InputFile

__all__ = ["BulkResult", "into_directory", "into_local"]


def into_local(
    files: Sequence[InputFile], processes: int | None, report: Callable[[str], None]
) -> BulkResult:
    """Make the empty store of the local server what loading `files` would make it.

    Raises:
        LoadError: the store is not empty; it is as it was.
        LocalServerError: the server or neo4j-admin fails; the store is as it was.

    """
    from provgraph.bulk import local  # noqa: PLC0415  # not for a directory

    with local.folder(report) as folder:
        return write(files, folder, processes or available_cores(), report, "local")


def into_directory(
    files: Sequence[InputFile], folder: Path, processes: int | None, report: Callable[[str], None]
) -> BulkResult:
    """Write what neo4j-admin imports into a new or empty `folder`.

    Raises:
        LoadError: the folder holds something, or cannot be written.

    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LoadError(f"{folder} already exists: name a new folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".provgraph-") as staging:
            layout = Path(staging, "made")
            layout.mkdir()
            result = write(files, layout, processes or available_cores(), report, str(folder))
            if folder.exists():
                folder.rmdir()
            layout.rename(folder)
    except OSError as error:
        raise LoadError(f"{folder} cannot be written: {error.strerror}") from error
    return result
