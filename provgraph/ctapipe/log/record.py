"""Activity records: the entries of a ctapipe log, one for each activity."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.deduplication import part_of
from provgraph.errors import ReadError
from provgraph.model.times import timestamp
from provgraph.readers.reference_header import is_header
from provgraph.runtime import nested
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.ctapipe.deduplication import Deduplicated, Part
    from provgraph.ctapipe.job_files import JobFiles

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

# ctapipe finishes an activity as "completed"; its context manager writes the activity's own name
# instead, and its low-level API "success". Every other status means that it did not complete.
_COMPLETED = (None, "completed", "success")
_RUNNING = "running"
_LINE = 60
_IDENTIFYING = ("activity_name", "start", "input", "output")

_HALF = re.compile(r"[\ud800-\udfff]")
_plain = json.JSONEncoder(ensure_ascii=False).encode


class FieldError(ReadError):
    """A field of an activity is not what it must be; `path` has the keys on the way to it."""

    def __init__(self, file: str, reason: str, place: str, path: str = "") -> None:
        """Keep the path: `input[0].url` is the keys `input`, 0 and `url`."""
        super().__init__(file, reason, place)
        self.path = [int(key) if key.isdecimal() else key for key in re.findall(r"\w+", path)]


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """The part of a record by which the store tells whether another one is the same."""

    sha256: str
    finished: bool
    stop: str | None


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A file that an activity read or wrote, as it is logged."""

    url: str
    role: str | None = None
    meta: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One activity of a log.

    `value` is the JSON value as it was read. Everything else is derived from it, except
    `sessions`, the positions of the record in the arrays that contain it, and `job`, what the
    job in which it ran adds. An array is named after its first activity: one process logs a
    list that only grows, so its head stays the same. Arrays of one activity do not count.
    Several records of one activity make one, see `merging`: `logged` has those that count,
    as they were logged. In a `redacted` one, pseudonyms stand for names. `stored` is the value in
    the parts in which it is stored; `None` where that is still to be found.
    """

    id: str
    value: Mapping[str, Any]
    name: str
    start: datetime | None
    stop: datetime | None
    status: str | None
    node: str
    inputs: tuple[LoggedFile, ...]
    outputs: tuple[LoggedFile, ...]
    sha256: str
    sessions: frozenset[tuple[str, int]] = field(default=frozenset())
    job: JobFiles | None = None
    logged: tuple[ActivityRecord, ...] = ()
    redacted: bool = False
    stored: Deduplicated | None = field(default=None, repr=False, compare=False)

    @property
    def parts(self) -> tuple[ActivityRecord, ...]:
        """The records as they were logged that make this one."""
        return self.logged or (self,)

    @property
    def bare(self) -> ActivityRecord:
        """This record without what can be derived from its value again."""
        return replace(self, stored=None, logged=tuple(part.bare for part in self.logged))

    @property
    def config(self) -> Mapping[str, object]:
        """The configuration that the activity ran with, empty if the record has none."""
        return nested.section(self.value, "config")

    @property
    def system(self) -> Mapping[str, object]:
        """The platform, versions and arguments of the process, empty if the record has none."""
        return nested.section(self.value, "system")

    @property
    def is_header(self) -> bool:
        """Whether it is what the header of a data file says, not the activity's own record."""
        return is_header(self.value)

    @property
    def software(self) -> tuple[str, str] | None:
        """The name and version of the software that ran, if the record has both."""
        header = nested.section(self.value, "software")
        name, version = header.get("name"), header.get("version")
        own = self.system.get("ctapipe_version")
        if isinstance(own, str) and own:
            return "ctapipe", own
        if isinstance(name, str) and isinstance(version, str) and name and version:
            return name, version
        return None

    @property
    def finished(self) -> bool:
        """Whether the record is the activity's last: it stopped, and its status is not running."""
        return self.stop is not None and self.status != _RUNNING

    @property
    def completed(self) -> bool:
        """Whether the activity completed."""
        return self.finished and self.status in (*_COMPLETED, self.name)

    @property
    def version(self) -> RecordVersion:
        """What tells this from another record of the activity."""
        return RecordVersion(self.sha256, self.finished, timestamp(self.stop))


def record_of(
    value: object, file: str, place: str, sessions: Iterable[tuple[str, int]] = ()
) -> ActivityRecord:
    """Return the record of a JSON value, which is in `file` at `place`.

    Raises:
        FieldError: the value is not an activity; the error names the field.

    """
    if not isinstance(value, dict):
        raise FieldError(file, f"expected an activity, a JSON object, not {_shown(value)}", place)
    part = part_of(value)
    half = _half_in(value, part)
    if half:
        # What was no text in the file is read as such halves: PEP 383.
        is_byte = "\udc80" <= half[0] <= "\udcff"
        what = "a byte that is not UTF-8 text" if is_byte else "half a surrogate pair"
        raise FieldError(file, f"a string contains {what}", place)
    return _Fields(value, file, place).record(part, frozenset(sessions))


def made_of(value: Mapping[str, Any], logged: Sequence[ActivityRecord]) -> ActivityRecord:
    """Return the record with a value that several records of its activity make."""
    record = record_of(value, "the store", logged[0].id)
    sha256 = hash_of([part.sha256 for part in logged])
    return replace(record, sha256=sha256, logged=tuple(logged))


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one activity, and the errors in them."""

    value: dict[str, Any]
    file: str
    place: str

    def record(self, part: Part, sessions: frozenset[tuple[str, int]]) -> ActivityRecord:
        name, status = self.value.get("activity_name"), self.value.get("status")
        if not isinstance(name, str):
            raise self._error("activity_name", "a string", name)
        return ActivityRecord(
            id=self._id(),
            value=self.value,
            name=name,
            start=self._time("start"),
            stop=self._time("stop"),
            status=status if isinstance(status, str) else None,
            node=self._node(),
            inputs=self._files("input"),
            outputs=self._files("output"),
            sha256=part.sha256,
            sessions=sessions,
            stored=part.deduplicated,
        )

    def _id(self) -> str:
        uuid = self.value.get("activity_uuid")
        if uuid is None:
            arguments = nested.section(self.value, "system").get("arguments")
            fields = [self.value.get(name) for name in _IDENTIFYING]
            return f"urn:provgraph:activity:{hash_of([*fields, self._node(), arguments])[:32]}"
        if not isinstance(uuid, str) or not UUID.fullmatch(uuid):
            raise self._error("activity_uuid", "a UUID", uuid)
        return f"urn:uuid:{uuid.lower()}"

    def _time(self, name: str) -> datetime | None:
        value = self.value.get(name)
        text: Any = value.get("time_utc") if isinstance(value, dict) else value
        if not value or text is None:
            return None
        try:
            time = datetime.fromisoformat(text)
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise self._error(f"{name}.time_utc", "a date and time", text) from None

    def _node(self) -> str:
        node = nested.section(self.value, "system", "platform").get("node")
        return node if isinstance(node, str) else ""

    def _files(self, name: str) -> tuple[LoggedFile, ...]:
        files = self.value.get(name)
        if files is None:
            return ()
        if not isinstance(files, list):
            raise self._error(name, "a list of files", files)
        return tuple(self._file(f"{name}[{i}]", file) for i, file in enumerate(files))

    def _file(self, name: str, file: object) -> LoggedFile:
        if isinstance(file, str):  # as ctapipe 0.3.4 and 0.5.0 wrote them
            return LoggedFile(file)
        if not isinstance(file, dict):
            raise self._error(name, "a file", file)
        url, role, meta = (file.get(key) for key in ("url", "role", "reference_meta"))
        if not isinstance(url, str):
            raise self._error(f"{name}.url", "a string", url)
        role_text = role if role is None or isinstance(role, str) else canonical_json(role)
        return LoggedFile(url, role_text, meta if isinstance(meta, dict) else None)

    def _error(self, name: str, expected: str, value: object) -> FieldError:
        fault = "it is missing" if value is None else f"not {_shown(value)}"
        return FieldError(self.file, f"{name}: expected {expected}, {fault}", self.place, name)


def hash_of(value: object) -> str:
    """Return the hash of a JSON value; equal values have equal ones."""
    return part_of(value).sha256


def _half_in(value: object, part: Part) -> re.Match[str] | None:
    """Return half a surrogate pair in a JSON value, if a string or key has one."""
    # Whole pairs are escaped in the same way: they are few.
    return _HALF.search(_plain(value)) if r"\ud" in part.canonical else None


def _shown(value: object) -> str:
    text = canonical_json(value)
    return text if len(text) <= _LINE else f"{text[: _LINE - 3]}..."
