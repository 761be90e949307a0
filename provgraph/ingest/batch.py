"""Batches: files are read, recognised and loaded, those of a kind in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Self, TypeVar

from provgraph import loader, readers
from provgraph.errors import (
    ProvgraphError,
    UnknownFormatError,
    UnreachableError,
)
from provgraph.ingest import known_files
from provgraph.ingest.discover import InputFile
from provgraph.ingest.plan import LoadOptions, LoadPlan, prepare
from provgraph.loader import DocumentInfo
from provgraph.results.documents import FileResult
from provgraph.runtime.gc import collect_recent, gc_paused
from provgraph.runtime.progress import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.graph.deletion import Progress
    from provgraph.ingest.discover import Input
    from provgraph.ingest.plan import Load
    from provgraph.readers import Source
    from provgraph.results.documents import FileStatus

__all__ = [
    "BatchLoader",
    "FileResult",
    "LoadOptions",
    "delete",
    "load_file",
    "load_files",
    "load_tables",
]

Done = TypeVar("Done")

_FILES_PER_LOOKUP = 1000
"""So many files are looked up at once."""
_FILES_PER_TRANSACTION = 200
"""So many files are loaded in one transaction at most."""
_BYTES_HELD = 8_000_000
"""So many bytes of files are held at most until it is known which of them are in the store."""


def load_files(
    connection: Connection, files: Iterable[InputFile], options: LoadOptions
) -> Iterator[FileResult]:
    """Load each file on its own and yield its result; a failure is one, too.

    A directory may hold other files: one that is in no known format is skipped.
    """
    yield from BatchLoader(connection, options).load(files)


def load_file(
    connection: Connection, source: Input, options: LoadOptions, *, name: str | None = None
) -> FileResult:
    """Load one file, or bytes or a stream under a name.

    Raises:
        ReadError: the file cannot be understood; the store is as it was.
        LoadError: its content cannot be kept; the store is as it was.

    """
    file = InputFile.of(source, name)
    unchanged = _unchanged(connection, [file], options)
    return unchanged.get(file) or _Ready.of(connection, _Opened.of(file), options).load()


def load_tables(connection: Connection, url: str) -> FileResult:
    """Load a relational database of the CTADIRAC store, its rows as one document.

    Raises:
        ReadError: the database cannot be read, or has none of the tables.
        LoadError: a row refers to one that is not there; the store is as it was.

    """
    from provgraph.ivoa.tables import document, sql  # noqa: PLC0415  # only this needs SQLAlchemy

    tables, notes = sql.read(url)
    source = sql.shown(url)
    sha256 = hashlib.sha256(json.dumps([source, tables]).encode()).hexdigest()
    described = DocumentInfo(f"sha256:{sha256}", source, sha256, "tables", notes=tuple(notes))
    outcome = loader.load(connection, document.document_of(tables, source), described)
    return loader.file_result(source, described.format, [outcome], described.notes)


def delete(connection: Connection, document_id: str, progress: Progress | None = None) -> None:
    """Delete one document; what others assert stays, files that held it are forgotten.

    `progress` shows how far the deletion of a large one has come.
    """
    from provgraph import ctapipe  # noqa: PLC0415
    from provgraph.descriptions import describe  # noqa: PLC0415

    known_files.forget(connection, document_id)
    if (
        describe.remove(connection, document_id, progress)
        or ctapipe.remove(connection, document_id)
        or ctapipe.remove_declaration(connection, document_id, progress)
    ):
        return
    loader.delete(connection, document_id, progress)


def delete_each(connection: Connection, document_ids: Iterable[str]) -> Iterator[int]:
    """Delete documents one by one; yield a number for each."""
    for number, document_id in enumerate(document_ids):
        delete(connection, document_id)
        yield number


def _unchanged(
    connection: Connection, files: Sequence[InputFile], options: LoadOptions
) -> dict[InputFile, FileResult]:
    """Return the results of those files that nobody has changed since they were loaded."""
    if options.rereads:
        return {}
    states = {file: state for file in files if (state := known_files.state_of(file))}
    contents = known_files.known(
        connection, states.values(), form=options.format, isolated=options.isolated
    )
    return {
        file: FileResult(file.name, held.format, "unchanged", held.documents, held.records)
        for file, state in states.items()
        if (held := contents.get(state.path))
    }


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file whose bytes were read, and how it lay on the disk before."""

    state: known_files.FileState | None
    source: Source

    @classmethod
    def of(cls, file: InputFile) -> Self:
        """Open a file.

        Raises:
            ReadError: it cannot be read.

        """
        state = known_files.state_of(file)
        return cls(state, file.open())


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was read, and what loads it."""

    connection: Connection
    options: LoadOptions
    state: known_files.FileState | None
    size: int
    step: Load

    @classmethod
    def of(
        cls,
        connection: Connection,
        opened: _Opened,
        options: LoadOptions,
        absent: frozenset[str] = frozenset(),
    ) -> Self:
        """Read a file; the documents with the ids `absent` are not in the store.

        Raises:
            ReadError: it cannot be understood.

        """
        source = opened.source
        step = prepare(connection, source, options, absent)
        return cls(connection, options, opened.state, len(source.data), step)

    def load(self) -> FileResult:
        """Load it, and remember that it was."""
        result = self.step()
        _remember(self.connection, [(self, result)], self.options)
        return result


def _remember(
    connection: Connection, results: Iterable[tuple[_Ready, FileResult]], options: LoadOptions
) -> None:
    waiting = [
        (
            ready.state,
            known_files.FileContents(str(result.format), result.documents, result.records),
        )
        for ready, result in results
        if ready.state and options.is_remembered
    ]
    known_files.remember(connection, waiting, isolated=options.isolated)


_Found = tuple[InputFile, FileResult | _Ready]


class BatchLoader:
    """Files in their order, of which those of a kind wait to be loaded together.

    A server that is gone is waited for once; all files after that are failures.
    """

    def __init__(
        self,
        connection: Connection,
        options: LoadOptions,
        raised: tuple[type[ProvgraphError], ...] = (),
    ) -> None:
        """Take where to load, and how; `raised` errors end a load, others fail one file."""
        self._connection = connection
        self._options = options
        self._raised = raised
        self._waiting: list[_Found] = []
        self._kind: type[LoadPlan] | None = None
        self._ids: set[str] = set()
        self._size = 0
        self._gone = False

    def load(self, files: Iterable[InputFile]) -> Iterator[FileResult]:
        """Load each file on its own and yield its result.

        Raises:
            ProvgraphError: one of those that are to be raised; files without a result wait.

        """
        results = self._results(iter(files))
        while True:
            # Paused for one result at a time: a caller may stop in between, for ever.
            with gc_paused():
                result = next(results, None)
            if result is None:
                return
            yield result

    def _results(self, files: Iterator[InputFile]) -> Iterator[FileResult]:
        while batch := list(islice(files, _FILES_PER_LOOKUP)):
            unchanged = self._unchanged(batch)
            for group in self._groups(batch, unchanged):
                for file, ready in self._read(group):
                    yield from self._put(file, ready)
            yield from self._flush()

    def _unchanged(self, files: Sequence[InputFile]) -> dict[InputFile, FileResult]:
        """Return the results of those files that nobody has changed since they were loaded."""
        try:
            return {} if self._gone else _unchanged(self._connection, files, self._options)
        except UnreachableError:
            self._gone = True
            return {}

    def _groups(
        self, files: Iterable[InputFile], unchanged: Mapping[InputFile, FileResult]
    ) -> Iterator[deque[tuple[InputFile, FileResult | _Opened]]]:
        """Open the files that are not known, a few at a time."""
        group: deque[tuple[InputFile, FileResult | _Opened]] = deque()
        size = 0
        for file in files:
            item = unchanged.get(file) or self._open(file)
            group.append((file, item))
            size += len(item.source.data) if isinstance(item, _Opened) else 0
            if len(group) >= _FILES_PER_TRANSACTION or size >= _BYTES_HELD:
                yield group
                group, size = deque(), 0
        yield group

    def _absent(self, group: Iterable[tuple[InputFile, FileResult | _Opened]]) -> frozenset[str]:
        """Return the documents' ids of opened files that the store does not have."""
        ids = {item.source.id for _, item in group if isinstance(item, _Opened)}
        try:
            return loader.absent(self._connection, ids) if ids and not self._gone else frozenset()
        except UnreachableError:
            self._gone = True
            return frozenset()

    def _read(self, group: deque[tuple[InputFile, FileResult | _Opened]]) -> Iterator[_Found]:
        """Read opened files, and release their bytes one by one."""
        absent = self._absent(group)
        while group:
            yield self._read_one(*group.popleft(), absent)

    def _read_one(
        self, file: InputFile, item: FileResult | _Opened, absent: frozenset[str]
    ) -> _Found:
        if isinstance(item, FileResult):
            return file, item
        read = partial(_Ready.of, self._connection, item, self._options, absent)
        ready = self._attempt(file, read)
        count()
        return file, ready

    def _put(self, file: InputFile, item: FileResult | _Ready) -> Iterator[FileResult]:
        """Take the next file; yield what has been done by now."""
        if isinstance(item, FileResult):
            self._waiting.append((file, item))
            return
        step = self._step(item)
        ids = step.ids if step else set()
        if type(step) is not self._kind or ids & self._ids:
            yield from self._flush()
        self._waiting.append((file, item))
        self._kind = type(step) if step else None
        self._ids |= ids
        self._size += item.size
        if (
            step is None
            or len(self._waiting) >= _FILES_PER_TRANSACTION
            or self._size >= step.BYTES_PER_TRANSACTION
        ):
            yield from self._flush()

    def _flush(self) -> Iterator[FileResult]:
        """Load the waiting files; yield the result of each."""
        waiting, self._waiting, self._ids, self._size = self._waiting, [], set(), 0
        together = self._load([item for _, item in waiting if isinstance(item, _Ready)])
        done = [(file, together.get(id(item)) or item) for file, item in waiting]
        # At the first `yield` the collector goes on, which would walk through all that is left.
        waiting.clear()
        collect_recent()
        for file, item in done:
            yield self._attempt(file, item.load) if isinstance(item, _Ready) else item

    def _load(self, ready: Sequence[_Ready]) -> dict[int, FileResult]:
        """Load files of a kind together, if there are several and nothing fails."""
        steps = [step for file in ready if (step := self._step(file))]
        if len(steps) < 2:  # noqa: PLR2004  # several
            return {}
        try:
            results = steps[0].together(steps)
        except UnreachableError:
            self._gone = True
            return {}
        except ProvgraphError:
            # Which of them it was shows when each is loaded by itself.
            return {}
        with suppress(UnreachableError):
            _remember(self._connection, zip(ready, results, strict=True), self._options)
        return {id(file): result for file, result in zip(ready, results, strict=True)}

    def _step(self, ready: _Ready) -> LoadPlan | None:
        step = ready.step
        return step if isinstance(step, LoadPlan) and not self._options.dry_run else None

    def _open(self, file: InputFile) -> FileResult | _Opened:
        if file.searched and readers.is_binary(file.name):
            return FileResult(file.name, None, "skipped")
        return self._attempt(file, lambda: _Opened.of(file))

    def _attempt(self, file: InputFile, work: Callable[[], Done]) -> Done | FileResult:
        if self._gone:
            # It was waited for once; a thousand files would wait for hours.
            if issubclass(UnreachableError, self._raised):
                raise UnreachableError("the server does not answer")
            return self._failed(file, f"{file.name}: not loaded: the server does not answer")
        try:
            return work()
        except self._raised:
            raise
        except UnreachableError as error:
            self._gone = True
            return self._failed(file, f"{file.name}: not loaded: {error}")
        except UnknownFormatError as error:
            status: FileStatus = "skipped" if file.searched else "failed"
            return FileResult(file.name, self._options.format, status, error=str(error))
        except ProvgraphError as error:
            return self._failed(file, str(error))

    def _failed(self, file: InputFile, error: str) -> FileResult:
        return FileResult(file.name, self._options.format, "failed", error=error)
