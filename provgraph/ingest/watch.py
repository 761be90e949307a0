"""Watching: which files of directories are complete, and are to be loaded or loaded again.

A file is complete when its size and time have been the same for `SETTLED` seconds by this
machine's clock. One that cannot be loaded is tried again when it changes, and after growing
times besides: what is wrong may be the server, or the rest of a file that pauses.
"""

from __future__ import annotations

import os
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
        self._directories = [str(Path(name).absolute()) for name in directories]
        self._clock = clock
        self._candidates: dict[str, _Candidate] = {}
        self._loaded: dict[str, _State] = {}
        self._next_scan = 0.0

    def notice(self, paths: Iterable[str]) -> None:
        """Look at files that may have changed."""
        now = self._clock()
        for path in paths:
            self._look(path, now)

    def scan(self) -> None:
        """Look at all files, if that is due: some changes come without an event."""
        began = self._clock()
        if began < self._next_scan:
            return
        for directory in self._directories:
            self.notice(_files_below(directory))
        now = self._clock()
        self._next_scan = now + max(_BETWEEN_SCANS, _SCANS_SHARE * (now - began))

    def due(self) -> list[InputFile]:
        """Return the files that are complete and were not loaded as they are."""
        now = self._clock()
        for path in list(self._candidates):
            self._look(path, now)
        return [
            InputFile(path, searched=True)
            for path, candidate in sorted(self._candidates.items())
            if now >= max(candidate.since + SETTLED, candidate.not_before)
        ]

    def finish(self, files: Sequence[InputFile], results: Iterable[FileResult]) -> list[str]:
        """Take the results of files that were due; return the reasons of failures that are new."""
        errors = {each.file: str(each.error) for each in results if each.status == "failed"}
        # A name that is not UTF-8 comes back in another form.
        unknown = next((errors[name] for name in set(errors) - {f.name for f in files}), None)
        reasons = [self._done(file.name, errors.get(file.name, unknown)) for file in files]
        return [reason for reason in reasons if reason]

    def postpone(self, files: Sequence[InputFile]) -> None:
        """Try files again later: none of them is at fault."""
        now = self._clock()
        for file in files:
            if file.name in self._candidates:
                self._candidates[file.name].not_before = now + _FIRST_RETRY

    def _look(self, path: str, now: float) -> None:
        state = _state(path)
        candidate = self._candidates.get(path)
        if state is None:
            self._candidates.pop(path, None)
            self._loaded.pop(path, None)
        elif (candidate.state if candidate else self._loaded.get(path)) != state:
            self._candidates[path] = _Candidate(state, now)

    def _done(self, path: str, error: str | None) -> str | None:
        """Take the result of a file; return the reason of its failure if that is new."""
        candidate = self._candidates[path]
        if error is None:
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


def _state(path: str) -> _State | None:
    """Return the state of a regular file; `None` of anything else."""
    try:
        status = os.stat(path)  # noqa: PTH116  # of a hundred thousand files
    except (OSError, ValueError):
        return None
    is_file = (status.st_mode & 0o170000) == 0o100000  # noqa: PLR2004  # S_IFMT, S_IFREG
    return _State(status.st_size, status.st_mtime_ns, status.st_ino) if is_file else None


def _files_below(directory: str) -> Iterator[str]:
    """Yield all files below a directory; what cannot be read now is looked at again."""
    for folder, _, names in os.walk(directory):
        yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118  # as above
