"""The last step of a CTADIRAC job: its log is joined to the file catalogue, and loaded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph import ctapipe, readers
from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.join import join
from provgraph.ctapipe.job_files import JobFiles
from provgraph.errors import ReadError
from provgraph.ingest.plan import file_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.ctadirac.catalogue import Catalogue
    from provgraph.ctadirac.join import Use
    from provgraph.ctapipe.job_files import CatalogueEntry
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection
    from provgraph.results.documents import FileResult


@dataclass(frozen=True, slots=True)
class JobOutputs:
    """What a job leaves for its last step.

    `log` is the file of activities, `inputs` and `outputs` are LFNs, or files with one per line.
    """

    log: str
    inputs: Sequence[str]
    outputs: Sequence[str]


def add(connection: Connection, step: JobOutputs, catalogue: Catalogue) -> FileResult:
    """Load a job's activities with the catalogue's entries for its files: all, or none.

    Raises:
        ReadError: the log or a list of LFNs is not understood; the store is unchanged.
        CatalogueError: the catalogue does not answer; the store is unchanged.

    """
    source = readers.open_source(step.log)
    records = ctapipe.read_activities(source.data, source.name)
    joined = join(records, lfns_of(step.inputs), lfns_of(step.outputs))
    entries = catalogue.files(sorted(set(joined.lfns.values())))
    jobs = [replace(record, job=_job(record, joined.lfns, entries)) for record in records]
    result = ctapipe.load(connection, jobs, source.origin)
    notes = (*joined.notes, *_missing(entries.values()), *result.notes)
    return file_result(source.name, "ctapipe", result.outcomes, notes)


def lfns_of(arguments: Sequence[str]) -> list[str]:
    """Return the LFNs among the arguments, and those in files with one per line.

    Raises:
        ReadError: a file cannot be read, or something is not an LFN.

    """
    lfns: dict[str, None] = {}
    for text in arguments:
        try:
            lfns |= dict.fromkeys(dirac_catalogue.lfns_of([text]))
        except OSError as error:
            raise ReadError(text, f"cannot read the LFNs: {error.strerror}") from None
        except ValueError as error:
            raise ReadError(text, str(error).removeprefix(f"{text}: ")) from None
    return list(lfns)


def _job(
    record: ActivityRecord, lfns: Mapping[Use, str], entries: Mapping[str, CatalogueEntry]
) -> JobFiles:
    uses = [use for use in lfns if use.activity == record.id]
    inputs, outputs = (
        {use.url: entries[lfns[use]] for use in uses if use.output is output}
        for output in (False, True)
    )
    return JobFiles(inputs, outputs)


def _missing(entries: Iterable[CatalogueEntry]) -> Iterable[str]:
    for entry in entries:
        if entry.missing:
            yield f"{entry.lfn}: not in the catalogue ({entry.missing}); add the job again later"
        elif not entry.metadata:
            yield f"{entry.lfn}: the catalogue's answers do not mention it"
