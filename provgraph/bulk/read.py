"""Reading: one process's share of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph import readers
from provgraph.bulk.collect import UNPREFIXED, Collector
from provgraph.bulk.worker_result import WorkerResult
from provgraph.errors import ProvgraphError, UnknownFormatError
from provgraph.graph.rows import namespaces_of, rows_of
from provgraph.graph.writer import DocumentInfo
from provgraph.ingest.plan import ACTIVITY_FORMATS, LoadOptions, read_activities
from provgraph.runtime.gc import gc_paused
from provgraph.runtime.progress import count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from provgraph.ingest.discover import InputFile
    from provgraph.readers import Source


class Reader:
    """Reads files and puts aside what they say."""

    def __init__(self, spilled: Path, process: str) -> None:
        """Take the folder of what is put aside, and what tells this process from others."""
        self._collector = Collector(spilled, process)
        self._share = WorkerResult()

    def read(self, files: Iterable[tuple[int, InputFile]]) -> WorkerResult:
        """Read files, each with its number; one that fails leaves nothing."""
        for number, file in files:
            self._one(number, file)
            count()
        self._collector.spill.flush()
        self._share.columns = self._collector.columns.headers()
        self._share.prefixes = self._collector.prefixes
        return self._share

    def _one(self, number: int, file: InputFile) -> None:
        if file.searched and readers.is_binary(file.name):
            self._share.skipped += 1
            return
        try:
            self._read(number, file)
        except ProvgraphError as error:
            if file.searched and isinstance(error, UnknownFormatError):
                self._share.skipped += 1
            else:
                self._share.failed.append((number, _named_error(file.name, error)))
        else:
            self._share.loaded += 1

    def _read(self, number: int, file: InputFile) -> None:
        source = file.open()
        form = readers.detect(source)
        if form in ACTIVITY_FORMATS:
            self._activities(number, source, form)
        else:
            self._document(number, source, form)

    def _document(self, number: int, source: Source, form: str) -> None:
        with gc_paused():
            reading = readers.read(source, form)
            rows = rows_of(reading.document, UNPREFIXED)
            info = DocumentInfo(
                id=source.id,
                source=source.origin,
                sha256=source.sha256,
                format=form,
                notes=reading.notes,
            )
            self._collector.add(rows, info, number)
        self._share.found(namespaces_of(reading.document), number)
        self._note(number, source, reading.notes)

    def _activities(self, number: int, source: Source, form: str) -> None:
        from provgraph.bulk import jobs  # noqa: PLC0415  # only logs of activities need it

        logs, notes = read_activities(source, LoadOptions(form))
        for row in jobs.spilled(logs, number):
            self._collector.spill.add("activities", row)
            self._share.activities += 1
        self._note(number, source, notes)

    def _note(self, number: int, source: Source, notes: Iterable[str]) -> None:
        self._share.notes += ((number, f"{source.name}: note: {note}") for note in notes)


def _named_error(name: str, error: ProvgraphError) -> str:
    text = str(error)
    return text if name in text else f"{name}: {text}"
