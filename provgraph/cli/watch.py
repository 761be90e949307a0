"""`provgraph load --watch`: follow directories until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from provgraph.cli.extras import extra
from provgraph.cli.output import report, report_notes
from provgraph.errors import ProvgraphError, interrupted
from provgraph.runtime.escape import escape_json
from provgraph.runtime.plural import plural
from provgraph.runtime.progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from provgraph.ingest.discover import InputFile
    from provgraph.ingest.watch import WatchedFiles
    from provgraph.render.load import LoadCounts
    from provgraph.results.documents import FileResult
    from provgraph.store import Store

    Loading = Callable[[Sequence[InputFile]], Iterable[FileResult]]

_MILLISECONDS = 500
_SECONDS_TO_ANSWER = 10.0


def follow(
    store: Store, directories: Sequence[str], load: Loading, *, each: bool, as_json: bool
) -> LoadCounts:
    """Load the files of directories, and what comes, until Ctrl-C; return how many there were.

    Raises:
        UsageError: one of them is not a directory.
        ConfigError: the extra `watch` is not installed.

    """
    from provgraph.ingest.watch import WatchedFiles
    from provgraph.render.load import LoadCounts

    for name in directories:
        if not Path(name).is_dir():
            raise click.UsageError(f"--watch takes directories: {name} is not one")
    counts, watched = LoadCounts(), WatchedFiles(directories)
    try:
        with _ended_by_sigterm():
            for _ in _looks(directories, watched):
                if files := watched.due():
                    _load(store, watched, files, _Batch(load, counts, each=each, as_json=as_json))
    except BaseException as error:
        if not interrupted(error):
            raise
    for result in watched.failed():
        counts.add(result)
    if waiting := watched.waiting():
        report(f"{plural(waiting, 'file')} came lately: the next start loads them")
    return counts


class _Batch:
    """How files that were due together are loaded and printed."""

    def __init__(self, load: Loading, total: LoadCounts, *, each: bool, as_json: bool) -> None:
        self.load = load
        self._total = total
        self._each = each
        self._as_json = as_json

    def print(self, results: Sequence[FileResult]) -> None:
        """Print the results of files: one line for all, or for each."""
        from provgraph.render.load import LoadCounts
        from provgraph.render.text import load_result
        from provgraph.results.documents import LoadResult

        counts = LoadCounts()
        for result in results:
            counts.add(result)
            if result.status != "failed":  # it is tried again
                self._total.add(result)
            report_notes(result.notes, result.file)
        shown = [result for result in results if result.status not in {"skipped", "failed"}]
        if self._as_json:
            click.echo(escape_json(LoadResult.of(results).as_json()))
        elif self._each or len(results) == 1:
            for result in shown:
                click.echo(load_result(result, dry_run=False))
        elif shown:
            click.echo(counts.summary())


def _looks(directories: Sequence[str], watched: WatchedFiles) -> Iterator[None]:
    """Look for changes, and yield after each look, twice a second at least."""
    with extra("watch"):
        from watchfiles import watch

    report(f"following {', '.join(directories)} until Ctrl-C")
    watched.scan()
    for changes in watch(
        *directories,
        watch_filter=None,
        rust_timeout=_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        watched.notice(path for _, path in changes)
        watched.scan()
        yield


def _load(store: Store, watched: WatchedFiles, files: list[InputFile], batch: _Batch) -> None:
    """Load files that are due; those that meet a server in trouble wait for it."""
    results = list(track(batch.load(files), len(files)))
    failed = [result for result in results if result.status == "failed"]
    trouble = _trouble(store) if failed else None
    if trouble:
        names = {result.file for result in failed}
        watched.postpone([file for file in files if file.name in names])
        waits = plural(len(files), "file waits", "files wait")
        report(f"{len(failed):,} of {waits}: {trouble}")
        files = [file for file in files if file.name not in names]
        results = [result for result in results if result.status != "failed"]
    for reason in watched.finish(files, results):
        report(reason)
    batch.print(results)


def _trouble(store: Store) -> str | None:
    """Return why the server cannot be asked now, if it cannot."""
    try:
        store.within(_SECONDS_TO_ANSWER).is_empty()
    except ProvgraphError as error:
        return str(error)
    return None


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """End by SIGTERM, which services get, as by Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _interrupt(_: int, __: object) -> NoReturn:
    raise KeyboardInterrupt
