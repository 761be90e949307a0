"""The intake: files are read, recognised and handed to the loader, each on its own."""

from __future__ import annotations

import hashlib
import json
import os
from abc import ABC, abstractmethod
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from provgraph import loader, readers
from provgraph.errors import (
    LoadError,
    ProvgraphError,
    ReadError,
    UnknownFormatError,
    UnreachableError,
)
from provgraph.garbage import collect_young, no_collection
from provgraph.graph import files as known_files
from provgraph.loader import NOTHING, Counts, Description, Outcome
from provgraph.readers import bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from prov.model import ProvDocument

    from provgraph.ctapipe.load import Log, Taken
    from provgraph.graph.connection import Connection
    from provgraph.readers import Source

    Load = Callable[[], "Loaded"]

Done = TypeVar("Done")

_BATCH = 1000
"""So many files are looked up at once."""
_TOGETHER = 200
"""So many files are loaded in one transaction at most."""
_OPENED = 8_000_000
"""So many bytes of files are held at most until it is known which of them are in the store."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to load.

    `format` forces one, `isolated` keeps names apart, `dry_run` only says what would change,
    `rehash` reads files although size and time say that they are unchanged.
    """

    format: str | None = None
    isolated: bool = False
    dry_run: bool = False
    rehash: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file; `status` is loaded, updated, unchanged, skipped or failed."""

    file: str
    format: str | None
    status: str
    documents: tuple[str, ...] = ()
    records: int = 0
    counts: Counts = NOTHING
    notes: tuple[str, ...] = ()
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as `--json` shows it: docs/schemas/load.json."""
        found = {
            "file": self.file,
            "format": self.format,
            "status": self.status,
            "documents": list(self.documents),
            "records": self.records,
            "elements": self.counts.elements,
            "relations": self.counts.relations,
            "new_elements": self.counts.new_elements,
            "new_relations": self.counts.new_relations,
            "notes": list(self.notes),
        }
        return {**found, "error": self.error} if self.error else found


@dataclass(frozen=True, slots=True)
class File:
    """A file to load; `searched` if nobody named it: it was found in a directory."""

    name: str
    searched: bool = False


def files(paths: Iterable[str]) -> list[File]:
    """Return the files that `paths` name: files, `-`, and all files of directories.

    Raises:
        ReadError: a directory holds no file.

    """
    return [file for path in paths for file in _expanded(path)]


def load_files(connection: Connection, found: Iterable[File], options: Options) -> Iterator[Loaded]:
    """Load each file on its own and yield what became of it; a failure is one, too.

    In a directory other files may lie: one that is in no known format is skipped.
    """
    yield from Intake(connection, options).load(found)


def load_file(connection: Connection, name: str, options: Options) -> Loaded:
    """Load one file.

    Raises:
        ReadError: the file cannot be understood; the store is as it was.
        LoadError: its content cannot be kept; the store is as it was.

    """
    known = _unchanged(connection, [name], options)
    return known.get(name) or _Ready.of(connection, _Opened.of(name), options).load()


def load_tables(connection: Connection, url: str) -> Loaded:
    """Load a relational database of the CTADIRAC store, its rows as one document.

    Raises:
        ReadError: the database cannot be read, or has none of the tables.
        LoadError: a row refers to one that is not there; the store is as it was.

    """
    from provgraph.ivoa.tables import records, sql  # noqa: PLC0415  # only this needs SQLAlchemy

    tables, notes = sql.read(url)
    source = sql.shown(url)
    sha256 = hashlib.sha256(json.dumps([source, tables]).encode()).hexdigest()
    described = Description(f"sha256:{sha256}", source, sha256, "tables", notes=tuple(notes))
    outcome = loader.load(connection, records.document_of(tables, source), described)
    return loaded(source, described.format, [outcome], described.notes)


def delete(connection: Connection, document_id: str) -> None:
    """Delete one document; what others assert stays, files that held it are forgotten."""
    from provgraph import ctapipe, describing  # noqa: PLC0415

    connection.write(lambda tx: known_files.forget(tx, document_id))
    if describing.remove(connection, document_id) or ctapipe.remove(connection, document_id):
        return
    loader.delete(connection, document_id)


def _unchanged(connection: Connection, names: Sequence[str], options: Options) -> dict[str, Loaded]:
    """Return those of the files that nobody has touched since they were loaded."""
    if options.rehash:
        return {}
    states = {name: state for name in names if (state := known_files.state_of(name))}
    found = known_files.known(
        connection, states.values(), form=options.format, isolated=options.isolated
    )
    return {
        name: Loaded(name, was.format, "unchanged", was.documents, was.records)
        for name, state in states.items()
        if (was := found.get(state.path))
    }


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file whose bytes were read, and how it lay on the disk before."""

    state: known_files.State | None
    source: Source

    @classmethod
    def of(cls, name: str) -> Self:
        """Open a file.

        Raises:
            ReadError: it cannot be read.

        """
        state = known_files.state_of(name)
        return cls(state, readers.open_source(name))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was read, and what loads it."""

    connection: Connection
    options: Options
    state: known_files.State | None
    size: int
    step: Load

    @classmethod
    def of(
        cls,
        connection: Connection,
        opened: _Opened,
        options: Options,
        absent: frozenset[str] = frozenset(),
    ) -> Self:
        """Read a file; the documents with the ids `absent` are not in the store.

        Raises:
            ReadError: it cannot be understood.

        """
        source = opened.source
        prepare = _prepared_bundle if bundle.is_bundle(source) else _prepared
        step = prepare(connection, source, options, absent)
        return cls(connection, options, opened.state, len(source.data), step)

    def load(self) -> Loaded:
        """Load it, and remember that it was."""
        done = self.step()
        _remember(self.connection, [(self, done)], self.options)
        return done


def _remember(
    connection: Connection, done: Iterable[tuple[_Ready, Loaded]], options: Options
) -> None:
    held = [
        (ready.state, known_files.Held(str(one.format), one.documents, one.records))
        for ready, one in done
        if ready.state and not options.dry_run
    ]
    known_files.remember(connection, held, isolated=options.isolated)


_Found = tuple[File, Loaded | _Ready]


class Intake:
    """Files in their order, of which those of a kind wait to be loaded together.

    A server that is gone is waited for once; all files after that are failures.
    """

    def __init__(self, connection: Connection, options: Options) -> None:
        """Take where to load, and how."""
        self._connection = connection
        self._options = options
        self._waiting: list[_Found] = []
        self._kind: type[_Together] | None = None
        self._ids: set[str] = set()
        self._size = 0
        self._gone = False

    def load(self, found: Iterable[File]) -> Iterator[Loaded]:
        """Load each file on its own and yield what became of it."""
        rest = iter(found)
        with no_collection():
            while batch := list(islice(rest, _BATCH)):
                known = self._unchanged([file.name for file in batch])
                for group in self._groups(batch, known):
                    for file, ready in self._read(group):
                        yield from self._put(file, ready)
                yield from self._flush()

    def _unchanged(self, names: Sequence[str]) -> dict[str, Loaded]:
        """Return those of the files that nobody has touched since they were loaded."""
        try:
            return {} if self._gone else _unchanged(self._connection, names, self._options)
        except UnreachableError:
            self._gone = True
            return {}

    def _groups(
        self, files: Iterable[File], known: Mapping[str, Loaded]
    ) -> Iterator[deque[tuple[File, Loaded | _Opened]]]:
        """Open the files that are not known, a few at a time."""
        group: deque[tuple[File, Loaded | _Opened]] = deque()
        size = 0
        for file in files:
            found = known.get(file.name) or self._open(file)
            group.append((file, found))
            size += len(found.source.data) if isinstance(found, _Opened) else 0
            if len(group) >= _TOGETHER or size >= _OPENED:
                yield group
                group, size = deque(), 0
        yield group

    def _absent(self, group: Iterable[tuple[File, Loaded | _Opened]]) -> frozenset[str]:
        """Return the documents' ids of opened files that the store does not have."""
        ids = {found.source.id for _, found in group if isinstance(found, _Opened)}
        try:
            return loader.absent(self._connection, ids) if ids and not self._gone else frozenset()
        except UnreachableError:
            self._gone = True
            return frozenset()

    def _read(self, group: deque[tuple[File, Loaded | _Opened]]) -> Iterator[_Found]:
        """Read opened files, and let go of their bytes one by one."""
        absent = self._absent(group)
        while group:
            yield self._read_one(*group.popleft(), absent)

    def _read_one(self, file: File, found: Loaded | _Opened, absent: frozenset[str]) -> _Found:
        if isinstance(found, Loaded):
            return file, found
        made = partial(_Ready.of, self._connection, found, self._options, absent)
        return file, self._attempt(file, made)

    def _put(self, file: File, found: Loaded | _Ready) -> Iterator[Loaded]:
        """Take the next file; yield what has been done by now."""
        if isinstance(found, Loaded):
            self._waiting.append((file, found))
            return
        step = self._step(found)
        own = step.ids if step else set()
        if type(step) is not self._kind or own & self._ids:
            yield from self._flush()
        self._waiting.append((file, found))
        self._kind = type(step) if step else None
        self._ids |= own
        self._size += found.size
        if step is None or len(self._waiting) >= _TOGETHER or self._size >= step.LARGEST:
            yield from self._flush()

    def _flush(self) -> Iterator[Loaded]:
        """Load what waits; yield what became of each file."""
        yield from self._flushed()
        collect_young()

    def _flushed(self) -> Iterator[Loaded]:
        waiting, self._waiting, self._ids, self._size = self._waiting, [], set(), 0
        together = self._load([found for _, found in waiting if isinstance(found, _Ready)])
        for file, found in waiting:
            made = found if isinstance(found, Loaded) else together.get(id(found))
            if made is not None:
                yield made
            elif isinstance(found, _Ready):
                yield self._attempt(file, found.load)

    def _load(self, ready: Sequence[_Ready]) -> dict[int, Loaded]:
        """Load files of a kind together, if there are several and nothing fails."""
        steps = [step for one in ready if (step := self._step(one))]
        if len(steps) < 2:  # noqa: PLR2004  # several
            return {}
        try:
            done = steps[0].together(steps)
        except UnreachableError:
            self._gone = True
            return {}
        except ProvgraphError:
            # Which of them it was shows when each is loaded by itself.
            return {}
        with suppress(UnreachableError):
            _remember(self._connection, zip(ready, done, strict=True), self._options)
        return {id(one): made for one, made in zip(ready, done, strict=True)}

    def _step(self, ready: _Ready) -> _Together | None:
        step = ready.step
        return step if isinstance(step, _Together) and not self._options.dry_run else None

    def _open(self, file: File) -> Loaded | _Opened:
        if file.searched and readers.is_binary(file.name):
            return Loaded(file.name, None, "skipped")
        return self._attempt(file, lambda: _Opened.of(file.name))

    def _attempt(self, file: File, work: Callable[[], Done]) -> Done | Loaded:
        if self._gone:
            # It was waited for once; a thousand files would wait for hours.
            return self._failed(file, f"{file.name}: not loaded: the server does not answer")
        try:
            return work()
        except UnreachableError as error:
            self._gone = True
            return self._failed(file, f"{file.name}: not loaded: {error}")
        except UnknownFormatError as error:
            status = "skipped" if file.searched else "failed"
            return Loaded(file.name, self._options.format, status, error=str(error))
        except ProvgraphError as error:
            return self._failed(file, str(error))

    def _failed(self, file: File, error: str) -> Loaded:
        return Loaded(file.name, self._options.format, "failed", error=error)


def _prepared(
    connection: Connection, source: Source, options: Options, absent: frozenset[str]
) -> Load:
    """Read a source; return what loads it."""
    form = options.format or readers.detect(source)
    told = replace(options, format=form)
    if form == "ctapipe":
        return _prepared_activities(connection, source, told)
    return _prepared_document(connection, source, told, absent)


def _prepared_bundle(
    connection: Connection, source: Source, options: Options, absent: frozenset[str]
) -> Load:
    """Read all members of a bundle, so that nothing of it is loaded if one is broken."""
    found = bundle.unpack(source)
    notes = list(found.notes)
    loads = [
        _prepared(connection, member, replace(options, format=form), absent)
        for member in found.members
        if (form := _format_of(member, options, notes))
    ]
    if not loads:
        raise UnknownFormatError(source.name, "the bundle holds no provenance")
    return lambda: _together(source.name, [load() for load in loads], notes)


def _format_of(member: Source, options: Options, notes: list[str]) -> str | None:
    """Return the format of a bundle's member; other files than logs may be in none."""
    try:
        return options.format or readers.detect(member)
    except ReadError as error:
        if bundle.is_log(member.name):
            raise
        if not isinstance(error, UnknownFormatError):
            notes.append(f"{member.name} is left out: {error.reason}")
        return None


def _together(name: str, parts: Sequence[Loaded], notes: Sequence[str]) -> Loaded:
    return Loaded(
        file=name,
        format=", ".join(sorted({str(part.format) for part in parts})),
        status=_status(part.status for part in parts),
        documents=tuple(dict.fromkeys(id_ for part in parts for id_ in part.documents)),
        records=sum(part.records for part in parts),
        counts=sum((part.counts for part in parts), NOTHING),
        notes=(*notes, *(note for part in parts for note in part.notes)),
    )


def _prepared_document(
    connection: Connection, source: Source, options: Options, absent: frozenset[str]
) -> Load:
    described = Description(
        id=source.id,
        source=lasting(source.name),
        sha256=source.sha256,
        format=str(options.format),
        isolated=options.isolated,
    )
    known = None if described.id in absent else loader.known(connection, described)
    if known:
        return lambda: _known_document(connection, described, known, options)
    reading = readers.read(source, options.format)
    described = replace(described, notes=reading.notes)
    return _Document(connection, reading.document, described, dry_run=options.dry_run)


def _known_document(
    connection: Connection, described: Description, known: Outcome, options: Options
) -> Loaded:
    if not options.dry_run:
        loader.remember_source(connection, described)
    return loaded(described.source, described.format, [known], ())


def _prepared_activities(connection: Connection, source: Source, options: Options) -> Load:
    from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

    records = ctapipe.read_activities(source.data, source.name)
    if options.isolated:
        raise LoadError(f"{source.name}: the ids of ctapipe's activities are global: no --isolated")

    log = ctapipe.Log(lasting(source.name), records)
    return _Activities(connection, source.name, log, dry_run=options.dry_run)


class _Together(ABC):
    """What was read from a file, and loads itself when it is called, or with others of its kind."""

    __slots__ = ()
    LARGEST: ClassVar[int]
    """So many bytes of such files are loaded in one transaction at most."""

    @property
    @abstractmethod
    def ids(self) -> set[str]:
        """Of what it is; two that share some are not loaded together."""

    @abstractmethod
    def __call__(self) -> Loaded:
        """Load it by itself."""

    @abstractmethod
    def together(self, steps: Sequence[Any]) -> list[Loaded]:
        """Load several of its kind: all of them, or none."""


@dataclass(frozen=True, slots=True)
class _Document(_Together):
    """A PROV document."""

    LARGEST = 1_000_000
    connection: Connection
    document: ProvDocument
    described: Description
    dry_run: bool

    @property
    def ids(self) -> set[str]:
        return {self.described.id}

    def __call__(self) -> Loaded:
        act = loader.rehearse if self.dry_run else loader.load
        return self.done(act(self.connection, self.document, self.described))

    def together(self, steps: Sequence[_Document]) -> list[Loaded]:
        found = [(step.document, step.described) for step in steps]
        outcomes = loader.load_all(self.connection, found)
        return [step.done(outcome) for step, outcome in zip(steps, outcomes, strict=True)]

    def done(self, outcome: Outcome) -> Loaded:
        """Return what became of the file."""
        told = self.described
        return loaded(told.source, told.format, [outcome], told.notes)


@dataclass(frozen=True, slots=True)
class _Activities(_Together):
    """A log of activities."""

    LARGEST = 8_000_000
    connection: Connection
    name: str
    log: Log
    dry_run: bool

    @property
    def ids(self) -> set[str]:
        return {record.id for record in self.log.records}

    def __call__(self) -> Loaded:
        from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

        log = self.log
        return self.done(
            ctapipe.load(self.connection, log.records, log.source, dry_run=self.dry_run)
        )

    def together(self, steps: Sequence[_Activities]) -> list[Loaded]:
        from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

        taken = ctapipe.load_all(self.connection, [step.log for step in steps])
        return [step.done(one) for step, one in zip(steps, taken, strict=True)]

    def done(self, taken: Taken) -> Loaded:
        """Return what became of the file."""
        return loaded(self.name, "ctapipe", taken.outcomes, taken.notes)


def loaded(name: str, form: str, outcomes: Sequence[Outcome], notes: tuple[str, ...]) -> Loaded:
    """Return what became of a file from what became of its documents."""
    return Loaded(
        file=name,
        format=form,
        status=_status(outcome.status for outcome in outcomes),
        documents=tuple(outcome.id for outcome in outcomes),
        records=sum(outcome.records for outcome in outcomes),
        counts=sum((outcome.counts for outcome in outcomes), NOTHING),
        notes=notes,
    )


def _status(parts: Iterable[str]) -> str:
    found = set(parts)
    return next((status for status in ("updated", "loaded") if status in found), "unchanged")


def _expanded(path: str) -> list[File]:
    if path == "-" or not os.path.isdir(path):  # noqa: PTH112  # Path's raises for long names
        return [File(path)]
    found = sorted(str(file) for file in Path(path).rglob("*") if file.is_file())
    if not found:
        raise ReadError(path, "the directory holds no file")
    return [File(name, searched=True) for name in found]


def lasting(name: str) -> str:
    """Return the name of a file that still means it elsewhere."""
    outside = name == "-" or name.startswith(f"-{bundle.MEMBER}")
    path = name if outside else str(Path(name).absolute())
    # A name that is not UTF-8 has halves of characters in Python, which no store holds.
    return path.encode(errors="backslashreplace").decode()
