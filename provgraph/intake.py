"""The intake: files are read, recognised and handed to the loader, each on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph import loader, readers
from provgraph.errors import LoadError, ProvgraphError, ReadError, UnknownFormatError
from provgraph.graph import deletion
from provgraph.loader import NOTHING, Counts, Description, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.readers import Source


@dataclass(frozen=True, slots=True)
class Options:
    """How to load: a forced format, names kept apart, only saying what would change."""

    format: str | None = None
    isolated: bool = False
    dry_run: bool = False


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
    for file in found:
        if file.searched and readers.is_binary(file.name):
            yield Loaded(file.name, None, "skipped")
            continue
        try:
            yield load_file(connection, file.name, options)
        except UnknownFormatError as error:
            status = "skipped" if file.searched else "failed"
            yield Loaded(file.name, options.format, status, error=str(error))
        except ProvgraphError as error:
            yield Loaded(file.name, options.format, "failed", error=str(error))


def load_file(connection: Connection, name: str, options: Options) -> Loaded:
    """Load one file.

    Raises:
        ReadError: the file cannot be understood; the store is as it was.
        LoadError: its content cannot be kept; the store is as it was.

    """
    source = readers.open_source(name)
    form = options.format or readers.detect(source)
    if form == "ctapipe":
        return _load_activities(connection, source, options)
    return _load_document(connection, source, replace(options, format=form))


def delete(connection: Connection, document_id: str) -> None:
    """Delete one document; what others assert stays."""
    from provgraph import ctapipe, describing  # noqa: PLC0415

    if describing.remove(connection, document_id) or ctapipe.remove(connection, document_id):
        return
    connection.write(lambda tx: deletion.delete(tx, document_id))


def _load_document(connection: Connection, source: Source, options: Options) -> Loaded:
    described = Description(
        id=f"sha256:{source.sha256}",
        source=lasting(source.name),
        sha256=source.sha256,
        format=str(options.format),
        isolated=options.isolated,
    )
    known = loader.known(connection, described)
    if known:
        if not options.dry_run:
            loader.remember_source(connection, described)
        return loaded(source.name, described.format, [known], ())
    reading = readers.read(source, options.format)
    described = replace(described, notes=reading.notes)
    act = loader.rehearse if options.dry_run else loader.load
    outcome = act(connection, reading.document, described)
    return loaded(source.name, described.format, [outcome], reading.notes)


def _load_activities(connection: Connection, source: Source, options: Options) -> Loaded:
    from provgraph import ctapipe  # noqa: PLC0415  # only those logs need it

    records = ctapipe.read_activities(source.data, source.name)
    if options.isolated:
        raise LoadError(f"{source.name}: the ids of ctapipe's activities are global: no --isolated")
    taken = ctapipe.load(connection, records, lasting(source.name), dry_run=options.dry_run)
    return loaded(source.name, "ctapipe", taken.outcomes, taken.notes)


def loaded(name: str, form: str, outcomes: Sequence[Outcome], notes: tuple[str, ...]) -> Loaded:
    """Return what became of a file from what became of its documents."""
    states = {outcome.status for outcome in outcomes}
    order = ("updated", "loaded", "unchanged")
    return Loaded(
        file=name,
        format=form,
        status=next((state for state in order if state in states), "unchanged"),
        documents=tuple(outcome.id for outcome in outcomes),
        records=sum(outcome.records for outcome in outcomes),
        counts=sum((outcome.counts for outcome in outcomes), NOTHING),
        notes=notes,
    )


def _expanded(path: str) -> list[File]:
    if path == "-" or not Path(path).is_dir():
        return [File(path)]
    found = sorted(str(file) for file in Path(path).rglob("*") if file.is_file())
    if not found:
        raise ReadError(path, "the directory holds no file")
    return [File(name, searched=True) for name in found]


def lasting(name: str) -> str:
    """Return the name of a file that still means it elsewhere."""
    return name if name == "-" else str(Path(name).absolute())
