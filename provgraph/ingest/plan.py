"""Preparing: a source is read, and what will load it is returned, alone or with others.

Reading comes before anything is written: of a broken bundle nothing is loaded.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from provgraph import loader, readers
from provgraph.errors import LoadError, ReadError, UnknownFormatError
from provgraph.loader import NO_COUNTS, DocumentInfo, Outcome
from provgraph.readers import bundle
from provgraph.results.documents import FileResult
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from prov.model import ProvDocument

    from provgraph.ctapipe.load import ActivityLog, LogResult
    from provgraph.graph.connection import Connection
    from provgraph.readers import Source
    from provgraph.results.documents import FileStatus

    Load = Callable[[], "FileResult"]


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load.

    `format` forces one, `isolated` keeps names apart, `dry_run` only says what would change,
    `rehash` reads files although size and time say that they are unchanged, `salvage` leaves
    out the broken records of a log, `base` is that of relative IRIs, `strict` refuses what is
    not PROV.
    """

    format: str | None = None
    isolated: bool = False
    dry_run: bool = False
    rehash: bool = False
    salvage: bool = False
    base: str | None = None
    strict: bool = False

    @property
    def rereads(self) -> bool:
        """Whether a file is read although the store knows it as unchanged."""
        return self.rehash or self.strict or self.base is not None


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
    if form == "ctapipe":
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
        if (form := format_of_member(member, options.format, notes))
    ]
    if not loads:
        raise UnknownFormatError(source.name, "the bundle holds no provenance")
    return lambda: together(source.name, [load() for load in loads], notes)


def format_of_member(member: Source, form: str | None, notes: list[str]) -> str | None:
    """Return the format of a bundle's member, `form` if it is given.

    Other files than logs may be in none; a note names those that cannot be read.

    Raises:
        ReadError: a log is in no known format.

    """
    try:
        return form or readers.detect(member)
    except ReadError as error:
        if bundle.is_log(member.name):
            raise
        if not isinstance(error, UnknownFormatError):
            notes.append(f"{member.name} is left out: {error.reason}")
        return None


def together(name: str, parts: Sequence[FileResult], notes: Sequence[str]) -> FileResult:
    """Return the result of several files that were loaded as one."""
    return FileResult(
        file=name,
        format=", ".join(sorted({str(part.format) for part in parts})),
        status=_status(part.status for part in parts),
        documents=tuple(dict.fromkeys(id_ for part in parts for id_ in part.documents)),
        records=sum(part.records for part in parts),
        elements=sum(part.elements for part in parts),
        relations=sum(part.relations for part in parts),
        new_elements=sum(part.new_elements for part in parts),
        new_relations=sum(part.new_relations for part in parts),
        notes=(*notes, *(note for part in parts for note in part.notes)),
    )


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
    )
    reading = readers.read(source, options.format) if source.strict else None
    outcome = None if info.id in absent else loader.known_outcome(connection, info)
    if outcome:
        return lambda: _known_document(connection, info, outcome, options)
    reading = reading or readers.read(source, options.format)
    info = replace(info, notes=reading.notes)
    return _Document(connection, reading.document, info, dry_run=options.dry_run)


def _known_document(
    connection: Connection, info: DocumentInfo, outcome: Outcome, options: LoadOptions
) -> FileResult:
    if not options.dry_run:
        loader.remember_source(connection, info)
    return file_result(info.source, info.format, [outcome], ())


def _prepared_activities(connection: Connection, source: Source, options: LoadOptions) -> Load:
    from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

    try:
        reading = ctapipe.read_log(source.data, source.name, salvage=options.salvage)
    except ReadError as error:
        raise _with_remedy(error, source) from error
    if options.isolated:
        raise LoadError(f"{source.name}: ctapipe's activity ids are global: do not use --isolated")

    log = ctapipe.ActivityLog(source.origin, reading.records)
    return _Activities(connection, source.name, log, reading.notes, dry_run=options.dry_run)


def _with_remedy(error: ReadError, source: Source) -> ReadError:
    """Return the error of a broken log; it says how to load the other records, if there are any."""
    from provgraph import ctapipe  # noqa: PLC0415

    try:
        others = len(ctapipe.read_log(source.data, source.name, salvage=True).records)
    except ReadError:
        return error
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
        return file_result(info.source, info.format, [outcome], info.notes)


@dataclass(frozen=True, slots=True)
class _Activities(LoadPlan):
    """A log of activities."""

    BYTES_PER_TRANSACTION = 8_000_000
    connection: Connection
    name: str
    log: ActivityLog
    notes: tuple[str, ...]
    dry_run: bool

    @property
    def ids(self) -> set[str]:
        return {record.id for record in self.log.records}

    def __call__(self) -> FileResult:
        from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

        log = self.log
        return self.done(
            ctapipe.load(self.connection, log.records, log.source, dry_run=self.dry_run)
        )

    def together(self, steps: Sequence[_Activities]) -> list[FileResult]:
        from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

        results = ctapipe.load_all(self.connection, [step.log for step in steps])
        return [step.done(each) for step, each in zip(steps, results, strict=True)]

    def done(self, result: LogResult) -> FileResult:
        """Return the result for the file."""
        notes = (*self.notes, *result.notes)
        return file_result(self.name, "ctapipe", result.outcomes, notes)


def file_result(
    name: str, form: str, outcomes: Sequence[Outcome], notes: tuple[str, ...]
) -> FileResult:
    """Return the result of a file from those of its documents."""
    return FileResult(
        file=name,
        format=form,
        status=_status(outcome.status for outcome in outcomes),
        documents=tuple(outcome.id for outcome in outcomes),
        records=sum(outcome.records for outcome in outcomes),
        **asdict(sum((outcome.counts for outcome in outcomes), NO_COUNTS)),
        notes=notes,
    )


def _status(parts: Iterable[FileStatus]) -> FileStatus:
    statuses = set(parts)
    return "updated" if "updated" in statuses else "loaded" if "loaded" in statuses else "unchanged"
