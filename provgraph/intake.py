"""The intake: files are read, recognised and handed to the loader, each on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph import loader, readers
from provgraph.errors import LoadError, ProvgraphError, ReadError, UnknownFormatError
from provgraph.graph import deletion
from provgraph.graph import files as known_files
from provgraph.loader import NOTHING, Counts, Description, Outcome
from provgraph.readers import bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.readers import Reading, Source

    Load = Callable[[], "Loaded"]

_BATCH = 1000
"""So many files are looked up at once."""


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
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        known = _unchanged(connection, [file.name for file in batch], options)
        for file in batch:
            yield known.get(file.name) or _load_one(connection, file, options)


def load_file(connection: Connection, name: str, options: Options) -> Loaded:
    """Load one file.

    Raises:
        ReadError: the file cannot be understood; the store is as it was.
        LoadError: its content cannot be kept; the store is as it was.

    """
    known = _unchanged(connection, [name], options)
    return known.get(name) or _load_file(connection, name, options)


def delete(connection: Connection, document_id: str) -> None:
    """Delete one document; what others assert stays, files that held it are forgotten."""
    from provgraph import ctapipe, describing  # noqa: PLC0415

    connection.write(lambda tx: known_files.forget(tx, document_id))
    if describing.remove(connection, document_id) or ctapipe.remove(connection, document_id):
        return
    connection.write(lambda tx: deletion.delete(tx, document_id))


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


def _load_one(connection: Connection, file: File, options: Options) -> Loaded:
    if file.searched and readers.is_binary(file.name):
        return Loaded(file.name, None, "skipped")
    try:
        return _load_file(connection, file.name, options)
    except UnknownFormatError as error:
        status = "skipped" if file.searched else "failed"
        return Loaded(file.name, options.format, status, error=str(error))
    except ProvgraphError as error:
        return Loaded(file.name, options.format, "failed", error=str(error))


def _load_file(connection: Connection, name: str, options: Options) -> Loaded:
    state = known_files.state_of(name)
    source = readers.open_source(name)
    prepare = _prepared_bundle if bundle.is_bundle(source) else _prepared
    done = prepare(connection, source, options)()
    if state and not options.dry_run:
        held = known_files.Held(str(done.format), done.documents, done.records)
        known_files.remember(connection, state, held, isolated=options.isolated)
    return done


def _prepared(connection: Connection, source: Source, options: Options) -> Load:
    """Read a source; return what loads it."""
    form = options.format or readers.detect(source)
    prepare = _prepared_activities if form == "ctapipe" else _prepared_document
    return prepare(connection, source, replace(options, format=form))


def _prepared_bundle(connection: Connection, source: Source, options: Options) -> Load:
    """Read all members of a bundle, so that nothing of it is loaded if one is broken."""
    found = bundle.unpack(source)
    notes = list(found.notes)
    loads = [
        _prepared(connection, member, replace(options, format=form))
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


def _prepared_document(connection: Connection, source: Source, options: Options) -> Load:
    described = Description(
        id=f"sha256:{source.sha256}",
        source=lasting(source.name),
        sha256=source.sha256,
        format=str(options.format),
        isolated=options.isolated,
    )
    known = loader.known(connection, described)
    if known:
        return lambda: _known_document(connection, described, known, options)
    reading = readers.read(source, options.format)
    return lambda: _load_document(
        connection, reading, replace(described, notes=reading.notes), options
    )


def _known_document(
    connection: Connection, described: Description, known: Outcome, options: Options
) -> Loaded:
    if not options.dry_run:
        loader.remember_source(connection, described)
    return loaded(described.source, described.format, [known], ())


def _load_document(
    connection: Connection, reading: Reading, described: Description, options: Options
) -> Loaded:
    act = loader.rehearse if options.dry_run else loader.load
    outcome = act(connection, reading.document, described)
    return loaded(described.source, described.format, [outcome], reading.notes)


def _prepared_activities(connection: Connection, source: Source, options: Options) -> Load:
    from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

    records = ctapipe.read_activities(source.data, source.name)
    if options.isolated:
        raise LoadError(f"{source.name}: the ids of ctapipe's activities are global: no --isolated")

    def load() -> Loaded:
        taken = ctapipe.load(connection, records, lasting(source.name), dry_run=options.dry_run)
        return loaded(source.name, "ctapipe", taken.outcomes, taken.notes)

    return load


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
    if path == "-" or not Path(path).is_dir():
        return [File(path)]
    found = sorted(str(file) for file in Path(path).rglob("*") if file.is_file())
    if not found:
        raise ReadError(path, "the directory holds no file")
    return [File(name, searched=True) for name in found]


def lasting(name: str) -> str:
    """Return the name of a file that still means it elsewhere."""
    outside = name == "-" or name.startswith(f"-{bundle.MEMBER}")
    return name if outside else str(Path(name).absolute())
