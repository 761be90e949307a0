"""Job packages: what a job's step hands in, one JSON document.

The step (`provgraph_step.py`) writes it, a manager's inbox takes it, and `provgraph load` reads it.
docs/jobs.md lists its members. What is wrong in the provenance refuses the package; the job's lists
and the catalogue's answers only complete it, so what is wrong in them is noted and left out.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.add import job_of, notes_on_missing, sources_in, with_entries
from provgraph.ctadirac.answers import entries_of
from provgraph.ctapipe import ActivityLog
from provgraph.ctapipe.job_files import CatalogueEntry, JobContext
from provgraph.errors import CatalogueError, ReadError
from provgraph.readers.bundle import MEMBER
from provgraph.readers.source import of_bytes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.ctadirac.add import Job
    from provgraph.readers import Source

FORMAT = "job-package"
MARK, VERSION = "provgraph-job", 1
_MEMBERS = frozenset(
    (
        *("format", "version", "job_id", "site", "production", "exit_code", "batch"),
        *("environment", "provenance", "inputs", "outputs", "catalogue", "logs", "created"),
    )
)
_INT64 = 2**63
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PackageReading:
    """A package as it was read: the logs of its activities, different in each, and the notes."""

    logs: tuple[ActivityLog, ...]
    notes: tuple[str, ...]


def read(source: Source, *, salvage: bool = False, production: str | None = None) -> PackageReading:
    """Read a package; with `salvage`, the broken records of its logs are left out.

    `production` is the one for which it was handed in, which a token can limit.

    Raises:
        ReadError: it is not a package, a log in it is not understood, or it names another
            production; the error names the member.

    """
    package = _Package(source)
    package.check_production(production)
    notes = list(package.notes())
    sources = list(package.sources(notes))
    lfns = list(package.lfns("inputs", notes)), list(package.lfns("outputs", notes))
    job = job_of(source.name, sources, lfns, notes, salvage=salvage)
    entries, catalogue_notes = package.entries(job)
    logs = with_entries(job, entries, package.context())
    return PackageReading(tuple(_distinct(logs)), (*job.notes, *catalogue_notes))


class _Package:
    """The members of a package, each checked when it is asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        try:
            value = json.loads(text_of(source))
        except RecursionError:
            raise ReadError(source.name, "it is nested too deeply") from None
        except ValueError as error:
            raise ReadError(source.name, f"the package is not JSON: {error}") from None
        if not isinstance(value, dict) or value.get("format") != MARK:
            raise ReadError(source.name, f"expected a JSON object with the format {MARK!r}")
        self._value: dict[str, object] = value
        if type(value.get("version")) is not int or value["version"] != VERSION:
            self._refuse("version", f"the number {VERSION}; a newer provgraph may read it")

    def notes(self) -> Iterator[str]:
        """Yield what is not loaded."""
        for name in sorted(self._value.keys() - _MEMBERS):
            yield f"the member {name[:_SHOWN]!r} is not known, and left out"
        names = [self._text(log, "name", f"logs[{n}]") for n, log in self._objects("logs")]
        if not self._list("provenance"):
            yield "the job handed in no provenance"
        if names:
            yield f"text logs are kept by a manager only: {', '.join(names)}"

    def sources(self, notes: list[str]) -> Iterator[Source]:
        """Yield the provenance logs."""
        for number, member in self._objects("provenance"):
            place = f"provenance[{number}]"
            name = self._text(member, "name", place)
            raw = self._content(member, place)
            if raw.strip():
                name = f"{self._source.name}{MEMBER}{name}"
                yield from sources_in(of_bytes(name, raw, is_path=self._source.is_path), notes)
            else:
                notes.append(f"{place}: {name} is empty")

    def lfns(self, side: str, notes: list[str]) -> Iterator[str]:
        """Yield the LFNs of the inputs or outputs; notes name other lines."""
        for number, line in enumerate(self._list(side)):
            place = f"{side}[{number}]"
            if not isinstance(line, str):
                self._refuse(place, "a string", line)
            try:
                yield from dirac_catalogue.lfns_in_line(line, place, notes.append)
            except ValueError as error:
                notes.append(f"{error}; it is left out")

    def entries(self, job: Job) -> tuple[Mapping[str, CatalogueEntry], list[str]]:
        """Return the catalogue's entries of a job's files, and notes on what it lacks."""
        answers = self._value.get("catalogue")
        if answers is None:
            return _known_by_name(job), []
        try:
            entries = entries_of(answers, job.lfns, "catalogue")
        except CatalogueError as error:
            return _known_by_name(job), [f"the catalogue's answers are not used: {error}"]
        return entries, list(notes_on_missing(entries.values()))

    def context(self) -> JobContext:
        """Return where and how the job ran."""
        return JobContext(
            job_id=self._optional_text("job_id"),
            site=self._optional_text("site"),
            production=self._optional_text("production"),
            exit_code=self._exit_code(),
            batch=self._texts("batch"),
            environment=self._texts("environment"),
        )

    def check_production(self, production: str | None) -> None:
        """Check that the package names the production for which it was handed in, or none."""
        named = self._optional_text("production")
        if production and named and named != production:
            self._refuse("production", f"{production!r}, for which it was handed in", named)

    def _objects(self, name: str) -> Iterator[tuple[int, dict[str, object]]]:
        for number, member in enumerate(self._list(name)):
            if not isinstance(member, dict):
                self._refuse(f"{name}[{number}]", "an object", member)
            yield number, member

    def _list(self, name: str) -> Sequence[object]:
        value = self._value.get(name)
        if not isinstance(value, list | None):
            self._refuse(name, "a list", value)
        return value or []

    def _content(self, member: Mapping[str, object], place: str) -> bytes:
        if "base64" not in member:
            text = self._text(member, "text", place)
            return text.encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(self._text(member, "base64", place), validate=True)
        except (binascii.Error, ValueError):
            self._refuse(f"{place}.base64", "base64")

    def _text(self, member: Mapping[str, object], name: str, place: str) -> str:
        value = member.get(name)
        if not isinstance(value, str):
            self._refuse(f"{place}.{name}", "a string", value)
        return value

    def _optional_text(self, name: str) -> str | None:
        value = self._value.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str | None):
            self._refuse(name, "a string", value)
        return _clean(value) if value else None

    def _exit_code(self) -> int | None:
        value = self._value.get("exit_code")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= _INT64:
            self._refuse("exit_code", "an integer", value)
        return value

    def _texts(self, name: str) -> dict[str, str]:
        value = self._value.get(name)
        if not isinstance(value, dict | None):
            self._refuse(name, "an object", value)
        for key, text in (value or {}).items():
            if not isinstance(text, str | None):
                self._refuse(f"{name}.{key}", "a string", text)
        return {_clean(key): _clean(text) for key, text in (value or {}).items() if text}

    def _refuse(self, place: str, expected: str, value: object = None) -> NoReturn:
        fault = "" if value is None else f", not {json.dumps(value)[:_SHOWN]}"
        raise ReadError(self._source.name, f"expected {expected}{fault}", place)


def _clean(text: str) -> str:
    """Return a text that the store can hold: halves of surrogate pairs are spelled out."""
    return text.encode(errors="backslashreplace").decode()


def _known_by_name(job: Job) -> Mapping[str, CatalogueEntry]:
    return {lfn: CatalogueEntry(lfn) for lfn in job.lfns}


def _distinct(logs: Sequence[ActivityLog]) -> Iterator[ActivityLog]:
    """Yield logs none of which has an activity of another: it goes to the first that has it."""
    home: dict[str, int] = {}
    for number, log in enumerate(logs):
        for record in log.records:
            home.setdefault(record.id, number)
    records = [record for log in logs for record in log.records]
    for number, log in enumerate(logs):
        yield ActivityLog(log.source, [r for r in records if home[r.id] == number])
