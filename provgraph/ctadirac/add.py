"""The last step of a CTADIRAC job: its log, joined to the file catalogue, into the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph import ctapipe, readers
from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.join import join
from provgraph.ctapipe.job_files import JobFiles
from provgraph.errors import ReadError
from provgraph.ingest.plan import absolute_name, file_result

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

    `log` is the file of activities, `inputs` and `outputs` name LFNs, or files with one a
    line.
    """

    log: str
    inputs: Sequence[str]
    outputs: Sequence[str]


def add(connection: Connection, step: JobOutputs, catalogue: Catalogue) -> FileResult:
    """Load a job's activities with what the catalogue knows of its files: all, or nothing.

    Raises:
        ReadError: the log, or a list of LFNs, cannot be understood; the store is as it was.
        CatalogueError: the catalogue does not answer; the store is as it was.

    """
    source = readers.open_source(step.log)
    records = ctapipe.read_activities(source.data, source.name)
    joined = join(records, lfns_of(step.inputs), lfns_of(step.outputs))
    known = catalogue.files(sorted(set(joined.lfns.values())))
    jobs = [replace(record, job=_job(record, joined.lfns, known)) for record in records]
    taken = ctapipe.load(connection, jobs, absolute_name(source.name))
    notes = (*joined.notes, *_missing(known.values()), *taken.notes)
    return file_result(source.name, "ctapipe", taken.outcomes, notes)


def lfns_of(arguments: Sequence[str]) -> list[str]:
    """Return the LFNs that are given, or stand in files one a line.

    Raises:
        ReadError: a file cannot be read, or something is no LFN.

    """
    found: dict[str, None] = {}
    for text in arguments:
        try:
            found |= dict.fromkeys(dirac_catalogue.lfns_of([text]))
        except OSError as error:
            raise ReadError(text, f"the LFNs cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise ReadError(text, str(error).removeprefix(f"{text}: ")) from None
    return list(found)


def _job(
    record: ActivityRecord, lfns: Mapping[Use, str], known: Mapping[str, CatalogueEntry]
) -> JobFiles:
    own = [use for use in lfns if use.activity == record.id]
    inputs, outputs = (
        {use.url: known[lfns[use]] for use in own if use.output is output}
        for output in (False, True)
    )
    return JobFiles(inputs, outputs)


def _missing(known: Iterable[CatalogueEntry]) -> Iterable[str]:
    for file in known:
        if file.missing:
            yield f"{file.lfn}: not in the catalogue ({file.missing}); add the job again later"
        elif not file.metadata:
            yield f"{file.lfn}: the catalogue's answers do not speak of it"
