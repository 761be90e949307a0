"""Watching: which files of directories are complete, and are to be loaded or loaded again.

A file is complete when its size and time have been the same for `SETTLED` seconds by this
machine's clock. One that cannot be loaded is tried again when it changes, and after growing
times besides: it may be the beginning of a file that pauses. While the server is in trouble all
files wait, for growing times, too.
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from provgraph.ingest.discover import InputFile
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SETTLED = 2.0
_BETWEEN_SCANS = 30.0
"""Seconds: events of other machines' changes do not come from network file systems."""
_SCANS_SHARE = 20
"""Scanning takes at most one part in so many of the time."""
_FIRST_RETRY, _LONGEST_RETRY = 5.0, 600.0
_LONGEST_WAIT = 60.0
"""Seconds that all files wait at most until a server in trouble is asked again."""


class _State(NamedTuple):
    """A file as it lies on the disk."""

    size: int
    mtime: int
    inode: int


@dataclass(slots=True)
class _Candidate:
    """A file that is to be loaded, the time since when it is as it is, and its failures."""

    state: _State
    since: float
    not_before: float = 0.0
    failures: int = 0
    reason: str | None = None


class WatchedFiles:
    """The files of directories, and what of them waits to be loaded."""

    def __init__(
        self, directories: Iterable[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the directories; a look at them is due at once."""
        self.directories = tuple(str(Path(name).absolute()) for name in directories)
        self._clock = clock
        self._candidates: dict[str, _Candidate] = {}
        self._loaded: dict[str, _State] = {}
        self._next_scan = 0.0
        self._waits = 0
        self._waits_until = 0.0

    def notice(self, paths: Iterable[str]) -> None:
        """Look at files that may have changed; those behind a linked directory are left alone."""
        self._look_at(path for path in paths if self._is_searched(os.path.dirname(path)))  # noqa: PTH120  # of a hundred thousand files

    def scan(self) -> None:
        """Look at all files, if that is due: some changes come without an event."""
        began = self._clock()
        if began < self._next_scan:
            return
        for directory in self.directories:
            self._look_at(_files_below(directory))
        now = self._clock()
        self._next_scan = now + max(_BETWEEN_SCANS, _SCANS_SHARE * (now - began))

    def due(self) -> list[InputFile]:
        """Return the files that are complete and were not loaded as they are."""
        now = self._clock()
        self._look_at(list(self._candidates))
        if now < self._waits_until:
            return []
        return [
            InputFile(path, searched=True)
            for path, candidate in sorted(self._candidates.items())
            if now >= max(candidate.since + SETTLED, candidate.not_before)
        ]

    def finish(self, files: Sequence[InputFile], results: Iterable[FileResult]) -> list[str]:
        """Take the results of the first files that were due; return the reasons of new failures."""
        reasons = [self._done(file.name, result) for file, result in zip(files, results)]  # noqa: B905  # an interrupted load has fewer results
        return [reason for reason in reasons if reason]

    def postpone(self) -> None:
        """Let all files wait, longer each time: the server is in trouble."""
        wait = min(_FIRST_RETRY * 2**self._waits, _LONGEST_WAIT)
        self._waits_until = self._clock() + wait
        self._waits += 1

    def resume(self) -> None:
        """Let no file wait for the server any more."""
        self._waits, self._waits_until = 0, 0.0

    def _is_searched(self, folder: str) -> bool:
        return any(_leads_to(directory, folder) for directory in self.directories)

    def _look_at(self, paths: Iterable[str]) -> None:
        now = self._clock()
        for path in paths:
            self._look(path, now)

    def _look(self, path: str, now: float) -> None:
        state = _state(path)
        candidate = self._candidates.get(path)
        if state is None:
            self._candidates.pop(path, None)
            self._loaded.pop(path, None)
        elif (candidate.state if candidate else self._loaded.get(path)) != state:
            self._candidates[path] = _Candidate(state, now)

    def _done(self, path: str, result: FileResult) -> str | None:
        """Take the result of a file; return the reason of its failure if that is new."""
        candidate, error = self._candidates[path], str(result.error)
        if result.status != "failed":
            self._loaded[path] = self._candidates.pop(path).state
            return None
        wait = min(_FIRST_RETRY * 2**candidate.failures, _LONGEST_RETRY)
        candidate.not_before = self._clock() + wait
        candidate.failures += 1
        is_new, candidate.reason = error != candidate.reason, error
        return error if is_new else None

    def failed(self) -> list[FileResult]:
        """Return the files that could not be loaded as they are now."""
        return [
            FileResult(path, None, "failed", error=candidate.reason)
            for path, candidate in sorted(self._candidates.items())
            if candidate.reason
        ]

    def waiting(self) -> int:
        """Return how many files have not been tried as they are now."""
        return sum(candidate.reason is None for candidate in self._candidates.values())


def _leads_to(directory: str, folder: str) -> bool:
    """Whether a folder is a directory, or below it without a link on the way."""
    while folder != directory:
        if len(folder) <= len(directory) or os.path.islink(folder):  # noqa: PTH114  # as above
            return False
        folder = os.path.dirname(folder)  # noqa: PTH120  # as above
    return True


def _state(path: str) -> _State | None:
    """Return the state of a regular file; `None` of anything else."""
    try:
        status = os.stat(path)  # noqa: PTH116  # of a hundred thousand files
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return _State(status.st_size, status.st_mtime_ns, status.st_ino)


def _files_below(directory: str) -> Iterator[str]:
    """Yield all files below a directory; what cannot be read now is looked at again."""
    for folder, _, names in os.walk(directory):
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118  # as above
