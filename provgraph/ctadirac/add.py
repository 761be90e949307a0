"""The last step of a CTADIRAC job: its logs are joined to the file catalogue, and loaded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from provgraph import ctapipe, loader, readers
from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.join import join
from provgraph.ctapipe.job_files import NO_CONTEXT, JobFiles
from provgraph.errors import ReadError, UnknownFormatError
from provgraph.model.times import timestamp
from provgraph.readers import bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.ctadirac.catalogue import Catalogue
    from provgraph.ctadirac.join import Joined, Use
    from provgraph.ctapipe.job_files import CatalogueEntry, JobContext
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection
    from provgraph.readers import Source
    from provgraph.results.documents import FileResult


@dataclass(frozen=True, slots=True)
class JobOutputs:
    """What a job leaves for its last step.

    `logs` are files of activities, or bundles of such; `inputs` and `outputs` are LFNs, or files
    with one per line.
    """

    logs: Sequence[str]
    inputs: Sequence[str]
    outputs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was read: its logs, and the LFNs of their files; `name` is what a user gave."""

    name: str
    names: Sequence[str]
    logs: Sequence[ctapipe.ActivityLog]
    joined: Joined
    notes: Sequence[str]

    @property
    def lfns(self) -> list[str]:
        """The LFNs of its files, in order."""
        return sorted(set(self.joined.lfns.values()))


def read(step: JobOutputs) -> Job:
    """Read what a job leaves, and join its files to its LFNs.

    Raises:
        ReadError: a log or a list of LFNs is not understood.

    """
    notes: list[str] = []
    sources = [
        source
        for log in dict.fromkeys(step.logs)
        for source in sources_in(readers.open_source(log), notes)
    ]
    lfns = lfns_of(step.inputs, notes), lfns_of(step.outputs, notes)
    return job_of(", ".join(dict.fromkeys(step.logs)), sources, lfns, notes)


def job_of(
    name: str,
    sources: Sequence[Source],
    lfns: tuple[Sequence[str], Sequence[str]],
    notes: list[str],
    *,
    salvage: bool = False,
) -> Job:
    """Return the job of these logs, its files joined to the LFNs of its inputs and outputs.

    Raises:
        ReadError: a log is not understood.

    """
    logs = [_log(source, notes, salvage=salvage) for source in sources]
    records = [record for log in logs for record in log.records]
    if len(logs) > 1:
        records.sort(key=lambda record: timestamp(record.stop) or "~")  # in order of finishing
    joined = join(records, *lfns)
    return Job(name, [source.name for source in sources], logs, joined, (*notes, *joined.notes))


def add(
    connection: Connection, job: Job, catalogue: Catalogue, context: JobContext = NO_CONTEXT
) -> FileResult:
    """Load a job's activities with the catalogue's entries for its files: all, or none.

    Raises:
        CatalogueError: the catalogue does not answer; the store is unchanged.

    """
    entries = catalogue.files(job.lfns)
    results = ctapipe.load_in_turn(connection, with_entries(job, entries, context))
    files = [
        loader.file_result(name, "ctapipe", result.outcomes, result.notes)
        for name, result in zip(job.names, results, strict=True)
    ]
    notes = (*job.notes, *notes_on_missing(entries.values()))
    return loader.together(job.name, files, notes)


def with_entries(
    job: Job, entries: Mapping[str, CatalogueEntry], context: JobContext = NO_CONTEXT
) -> list[ctapipe.ActivityLog]:
    """Return a job's logs, each activity with the entries of its files and the job's context."""
    lfns = job.joined.lfns
    return [
        replace(
            log, records=[replace(r, job=_files(r, lfns, entries, context)) for r in log.records]
        )
        for log in job.logs
    ]


def lfns_of(arguments: Sequence[str], notes: list[str]) -> list[str]:
    """Return the LFNs among the arguments, and those in files with one per line.

    Raises:
        ReadError: a file cannot be read, or something is not an LFN.

    """
    lfns: dict[str, None] = {}
    for text in arguments:
        try:
            lfns |= dict.fromkeys(dirac_catalogue.lfns_of([text], notes.append))
        except OSError as error:
            raise ReadError(text, f"cannot read the LFNs: {error.strerror}") from None
        except ValueError as error:
            raise ReadError(text, str(error).removeprefix(f"{text}: ")) from None
    return list(lfns)


def sources_in(source: Source, notes: list[str]) -> Iterator[Source]:
    """Yield a log, or the logs in a bundle.

    Raises:
        ReadError: it is not the log of a job.

    """
    if not bundle.is_bundle(source):
        form = readers.detect(source)
        if form != "ctapipe":
            raise ReadError(
                source.name, f"this is {readers.FORMATS[form].title}, not the log of a job"
            )
        yield source
        return
    unpacked = bundle.unpack(source)
    notes += unpacked.notes
    members = [m for m in unpacked.members if bundle.format_of(m, None, notes) == "ctapipe"]
    if not members:
        raise UnknownFormatError(source.name, "the bundle holds no log of a job")
    yield from members


def _log(source: Source, notes: list[str], *, salvage: bool) -> ctapipe.ActivityLog:
    reading = ctapipe.read_log(source.data, source.name, salvage=salvage)
    notes += reading.notes
    if not reading.records:
        notes.append(f"{source.name}: the log holds no activity")
    return ctapipe.ActivityLog(source.origin, reading.records)


def _files(
    record: ActivityRecord,
    lfns: Mapping[Use, str],
    entries: Mapping[str, CatalogueEntry],
    context: JobContext,
) -> JobFiles:
    uses = [use for use in lfns if use.activity == record.id]
    inputs, outputs = (
        {use.url: entries[lfns[use]] for use in uses if use.output is output}
        for output in (False, True)
    )
    return JobFiles(inputs, outputs, context)


def notes_on_missing(entries: Iterable[CatalogueEntry]) -> Iterator[str]:
    """Yield a note for each file that the catalogue does not have."""
    for entry in entries:
        if entry.missing:
            yield f"{entry.lfn}: not in the catalogue ({entry.missing}); add the job again later"
        elif not entry.metadata:
            yield f"{entry.lfn}: the catalogue's answers do not mention it"
