"""Preparing: a source is read, and what will load it is returned, alone or with others.

Reading comes before anything is written: of a broken bundle nothing is loaded.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from provgraph import loader, readers
from provgraph.errors import LoadError, ReadError, UnknownFormatError
from provgraph.ingest.redacted import redact_document, redact_logs
from provgraph.loader import DocumentInfo, Outcome
from provgraph.readers import bundle
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from prov.model import ProvDocument

    from provgraph.ctapipe.load import ActivityLog, LogResult
    from provgraph.graph.connection import Connection
    from provgraph.readers import Source
    from provgraph.results.documents import FileResult

    Load = Callable[[], "FileResult"]
    _ReadLogs = tuple[tuple[ActivityLog, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load.

    `format` forces one, `isolated` keeps names apart, `dry_run` only says what would change,
    `rehash` reads files although size and time say that they are unchanged, `salvage` leaves
    out the broken records of a log, `base` is that of relative IRIs, `strict` refuses what is
    not PROV, `redact` is the key of the pseudonyms that stand for names. A job package that names
    another `production` is refused.
    """

    format: str | None = None
    isolated: bool = False
    dry_run: bool = False
    rehash: bool = False
    salvage: bool = False
    base: str | None = None
    strict: bool = False
    redact: bytes | None = None
    production: str | None = None

    @property
    def rereads(self) -> bool:
        """Whether a file is read although the store knows it as unchanged."""
        return self.rehash or self.strict or self.base is not None or self.redact is not None

    @property
    def is_remembered(self) -> bool:
        """Whether a file that was loaded so is known by its path, size and time from now on.

        What was left out of a file, or means something else without the base that was given, is
        not known to be unchanged; a path may tell the name of a user.
        """
        return not (self.dry_run or self.salvage or self.base or self.redact)


def prepare(
    connection: Connection, source: Source, options: LoadOptions, absent: frozenset[str]
) -> Load:
    """Read a source; return what loads it.

    The documents with the ids `absent` are not in the store.

    Raises:
        ReadError: the source cannot be understood.
        LoadError: its content cannot be loaded in that way.

    """
    make = _prepared_bundle if bundle.is_bundle(source) else _prepared
    return make(connection, source, options, absent)


def _prepared(
    connection: Connection, source: Source, options: LoadOptions, absent: frozenset[str]
) -> Load:
    form = options.format or readers.detect(source)
    detected = replace(options, format=form)
    if form in ACTIVITY_FORMATS:
        return _prepared_activities(connection, source, detected)
    return _prepared_document(connection, source, detected, absent)


def _prepared_bundle(
    connection: Connection, source: Source, options: LoadOptions, absent: frozenset[str]
) -> Load:
    """Read all members of a bundle, so that nothing of it is loaded if one is broken."""
    unpacked = bundle.unpack(source)
    notes = list(unpacked.notes)
    loads = [
        _prepared(connection, member, replace(options, format=form), absent)
        for member in unpacked.members
        if (form := bundle.format_of(member, options.format, notes))
    ]
    if not loads:
        raise UnknownFormatError(source.name, "the bundle holds no provenance")
    return lambda: loader.together(source.name, [load() for load in loads], notes)


def _prepared_document(
    connection: Connection, source: Source, options: LoadOptions, absent: frozenset[str]
) -> Load:
    if readers.FORMATS[str(options.format)].has_base:
        source = replace(source, base=options.base, strict=options.strict)
    info = DocumentInfo(
        id=source.id,
        source=source.origin,
        sha256=source.sha256,
        format=str(options.format),
        isolated=options.isolated,
        redacted=options.redact is not None,
    )
    reading = readers.read(source, options.format) if source.strict else None
    outcome = None if info.id in absent else loader.known_outcome(connection, info)
    if outcome:
        return lambda: _known_document(connection, info, outcome, options)
    reading = reading or readers.read(source, options.format)
    document, info = reading.document, replace(info, notes=reading.notes)
    if options.redact:
        document, info = redact_document(document, info, options.redact)
    return _Document(connection, source.origin, document, info, dry_run=options.dry_run)


def _known_document(
    connection: Connection, info: DocumentInfo, outcome: Outcome, options: LoadOptions
) -> FileResult:
    if not (options.dry_run or options.redact):
        loader.remember_source(connection, info)
    document = loader.stored_document(connection.read_rows("documents/fetch", id=info.id)) or {}
    is_forgotten = bool(document.get("forgotten"))
    notes = ("a name was forgotten in this document: it stays as it is",) if is_forgotten else ()
    return loader.file_result(info.source, info.format, [outcome], notes)


def _prepared_activities(connection: Connection, source: Source, options: LoadOptions) -> Load:
    try:
        logs, notes = read_activities(source, options)
    except ReadError as error:
        raise _with_remedy(error, source, options) from error
    if options.isolated:
        raise LoadError(f"{source.name}: ctapipe's activity ids are global: do not use --isolated")
    if options.redact:
        logs, notes = redact_logs(logs, notes, options.redact)
    return _Activities(connection, source.name, str(options.format), logs, notes, options.dry_run)


def read_activities(source: Source, options: LoadOptions) -> _ReadLogs:
    """Read a source in one of `ACTIVITY_FORMATS`: its logs, no activity in two of them, and notes.

    Raises:
        ReadError: it cannot be understood.

    """
    return ACTIVITY_FORMATS[str(options.format)](source, options)


def _read_log(source: Source, options: LoadOptions) -> _ReadLogs:
    from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

    reading = ctapipe.read_log(source.data, source.name, salvage=options.salvage)
    return (ctapipe.ActivityLog(source.origin, reading.records),), reading.notes


def _read_package(source: Source, options: LoadOptions) -> _ReadLogs:
    from provgraph.ctadirac import package  # noqa: PLC0415  # only packages need it

    reading = package.read(source, salvage=options.salvage, production=options.production)
    return reading.logs, reading.notes


ACTIVITY_FORMATS: Mapping[str, Callable[[Source, LoadOptions], _ReadLogs]] = {
    "ctapipe": _read_log,
    "job-package": _read_package,
}
"""The formats that hold activity records, and what reads them."""


def _with_remedy(error: ReadError, source: Source, options: LoadOptions) -> ReadError:
    """Return the error of a broken log; it says how to load the other records, if there are any."""
    try:
        logs, _ = read_activities(source, replace(options, salvage=True))
    except ReadError:
        return error
    others = sum(len(log.records) for log in logs)
    remedy = f"--salvage loads the {plural(others, 'whole record')} of this log"
    return ReadError(error.file, f"{error.reason}; {remedy}", error.place)


class LoadPlan(ABC):
    """What was read from a file, and loads itself when it is called, or with others of its kind."""

    __slots__ = ()
    BYTES_PER_TRANSACTION: ClassVar[int]
    """So many bytes of such files are loaded in one transaction at most."""

    @property
    @abstractmethod
    def ids(self) -> set[str]:
        """Of what it is; two that share some are not loaded together."""

    @abstractmethod
    def __call__(self) -> FileResult:
        """Load it by itself."""

    @abstractmethod
    def together(self, steps: Sequence[Any]) -> list[FileResult]:
        """Load several of its kind: all of them, or none."""


@dataclass(frozen=True, slots=True)
class _Document(LoadPlan):
    """A PROV document."""

    BYTES_PER_TRANSACTION = 1_000_000
    connection: Connection
    name: str
    document: ProvDocument
    info: DocumentInfo
    dry_run: bool

    @property
    def ids(self) -> set[str]:
        return {self.info.id}

    def __call__(self) -> FileResult:
        act = loader.dry_run if self.dry_run else loader.load
        return self.done(act(self.connection, self.document, self.info))

    def together(self, steps: Sequence[_Document]) -> list[FileResult]:
        documents = [(step.document, step.info) for step in steps]
        outcomes = loader.load_all(self.connection, documents)
        return [step.done(outcome) for step, outcome in zip(steps, outcomes, strict=True)]

    def done(self, outcome: Outcome) -> FileResult:
        """Return the result for the file."""
        info = self.info
        return loader.file_result(self.name, info.format, [outcome], info.notes)


@dataclass(frozen=True, slots=True)
class _Activities(LoadPlan):
    """Logs of activities, those of a file, no activity in two of them."""

    BYTES_PER_TRANSACTION = 8_000_000
    connection: Connection
    name: str
    format: str
    logs: tuple[ActivityLog, ...]
    notes: tuple[str, ...]
    dry_run: bool

    @property
    def ids(self) -> set[str]:
        return {record.id for log in self.logs for record in log.records}

    def __call__(self) -> FileResult:
        from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

        results = ctapipe.load_all(self.connection, self.logs, dry_run=self.dry_run)
        return self.done(results)

    def together(self, steps: Sequence[_Activities]) -> list[FileResult]:
        from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

        logs = [log for step in steps for log in step.logs]
        results = iter(ctapipe.load_all(self.connection, logs))
        return [step.done(list(islice(results, len(step.logs)))) for step in steps]

    def done(self, results: Sequence[LogResult]) -> FileResult:
        """Return the result for the file."""
        outcomes = [outcome for result in results for outcome in result.outcomes]
        notes = (*self.notes, *(note for result in results for note in result.notes))
        return loader.file_result(self.name, self.format, outcomes, notes)
