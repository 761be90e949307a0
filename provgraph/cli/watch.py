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

    for name in directories:
        if not Path(name).is_dir():
            raise click.UsageError(f"--watch takes directories: {name} is not one")
    watched = WatchedFiles(directories)
    follower = _Follower(store, watched, load, each=each, as_json=as_json)
    try:
        with _ended_by_sigterm():
            for _ in _looks(directories, watched):
                follower.look()
    except BaseException as error:
        if not interrupted(error):
            raise
    for result in watched.failed():
        follower.counts.add(result)
    if waiting := watched.waiting():
        report(f"{plural(waiting, 'file')} came lately: the next start loads them")
    return follower.counts


class _Follower:
    """Loads the files that are due, prints their results, and waits for a server in trouble."""

    def __init__(
        self, store: Store, watched: WatchedFiles, load: Loading, *, each: bool, as_json: bool
    ) -> None:
        from provgraph.render.load import LoadCounts

        self.counts = LoadCounts()
        self._store = store
        self._watched = watched
        self._load = load
        self._each = each
        self._as_json = as_json
        self._trouble: str | None = None

    def look(self) -> None:
        """Load what is due; what has no result, or may have failed for the server, waits."""
        files = self._watched.due()
        if not files:
            return
        results: list[FileResult] = []
        try:
            trouble = self._loaded(files, results)
        except BaseException:  # Ctrl-C: what was loaded is reported
            self._finish(files, results)
            raise
        if trouble is None:
            self._watched.resume()
            self._finish(files, results)
        else:
            self._wait(files, results, trouble)
        self._trouble = trouble

    def _loaded(self, files: Sequence[InputFile], results: list[FileResult]) -> str | None:
        """Load files, and add their results; return why the server cannot, if it cannot."""
        # One question instead of a load, while the server is known to be in trouble.
        if self._trouble and (trouble := _trouble(self._store)):
            return trouble
        try:
            # One by one: those before an error are results, too.
            for result in track(self._load(files), len(files)):
                results.append(result)  # noqa: PERF402
        except ProvgraphError as error:
            if interrupted(error):
                raise
            return str(error)
        return _trouble(self._store) if any(map(_has_failed, results)) else None

    def _wait(
        self, files: Sequence[InputFile], results: Sequence[FileResult], trouble: str
    ) -> None:
        """Finish the files that were loaded; all others wait, which is reported if it is new."""
        pairs = zip(files, results)  # noqa: B905  # an interrupted load has fewer results
        loaded = [pair for pair in pairs if not _has_failed(pair[1])]
        if loaded:
            self._watched.resume()
        self._watched.postpone()
        if trouble != self._trouble:
            waits = plural(len(files), "file waits", "files wait")
            report(f"{len(files) - len(loaded):,} of {waits}: {trouble}")
        self._finish([file for file, _ in loaded], [result for _, result in loaded])

    def _finish(self, files: Sequence[InputFile], results: Sequence[FileResult]) -> None:
        for reason in self._watched.finish(files, results):
            report(reason)
        if results:
            self._print(results)

    def _print(self, results: Sequence[FileResult]) -> None:
        """Print the results of files: one line for all, or for each."""
        from provgraph.render.load import LoadCounts
        from provgraph.render.text import load_result
        from provgraph.results.documents import LoadResult

        counts = LoadCounts()
        for result in results:
            counts.add(result)
            if not _has_failed(result):  # it is tried again
                self.counts.add(result)
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
        *watched.directories,
        watch_filter=None,
        rust_timeout=_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        watched.notice(path for _, path in changes)
        watched.scan()
        yield


def _has_failed(result: FileResult) -> bool:
    return result.status == "failed"


def _trouble(store: Store) -> str | None:
    """Return why the server cannot be asked now, if it cannot."""
    try:
        store.within(_SECONDS_TO_ANSWER).is_empty()
    except ProvgraphError as error:
        if interrupted(error):
            raise
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
