"""Activity records: what a ctapipe log says of one activity."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from provgraph.errors import ReadError
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provgraph.ctapipe.job_files import JobFiles

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

# ctapipe finishes an activity as "completed"; its context manager writes the activity's own
# name instead, and its low-level API "success". Anything else did not complete.
_COMPLETED = (None, "completed", "success")
_RUNNING = "running"
_MADE_UP_FROM = ("activity_name", "start", "input", "output")

_HALF = re.compile(r"[\ud800-\udfff]")
_plain = json.JSONEncoder(ensure_ascii=False).encode


class Verdict(Enum):
    """What another record of the same activity means for the one that is kept."""

    UNCHANGED = "unchanged"
    REPLACES = "replaces"
    OLDER = "older"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """As much of a record as decides between two records of one activity."""

    sha256: str
    finished: bool
    stop: str | None


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A file that an activity read or wrote, as the log has it."""

    url: str
    role: str | None = None
    meta: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One activity of a log.

    `value` is the JSON value as it was read; everything else is derived from it, but for
    `sessions`: the places of the record in the arrays where it was found, and `job`: what
    the job in which it ran adds. An array is named after its first activity: one process
    logs a list that only grows, so its head stays the same. An array of one tells nothing
    and gives no place.
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

    @property
    def finished(self) -> bool:
        """Whether the record is the activity's last: it stopped and isn't said to run."""
        return self.stop is not None and self.status != _RUNNING

    @property
    def completed(self) -> bool:
        """Whether the activity did all that it was to do."""
        return self.finished and self.status in (*_COMPLETED, self.name)

    @property
    def stamp(self) -> RecordVersion:
        """What `judge` needs of the record."""
        return RecordVersion(self.sha256, self.finished, timestamp(self.stop))


def compare(kept: RecordVersion, other: RecordVersion) -> Verdict:
    """Say what `other` means when `kept` is there: finished before running, then later stop.

    Two records that differ and are equal by that rule are a conflict: `kept` stays, and
    the user is told.
    """
    if kept.sha256 == other.sha256:
        return Verdict.UNCHANGED
    ranks = [(stamp.finished, stamp.stop or "") for stamp in (kept, other)]
    if ranks[0] == ranks[1]:
        return Verdict.CONFLICT
    return Verdict.REPLACES if ranks[0] < ranks[1] else Verdict.OLDER


def timestamp(time: datetime | None) -> str | None:
    """Return a UTC time as text of fixed width, so that texts compare as the times do."""
    return None if time is None else f"{time.replace(tzinfo=None).isoformat('T', 'microseconds')}Z"


def record_of(
    value: object, file: str, place: str, sessions: Iterable[tuple[str, int]] = ()
) -> ActivityRecord:
    """Return the record that the JSON `value` is, found in `file` at `place`.

    Raises:
        ReadError: the value is no activity; the place names the field.

    """
    if not isinstance(value, dict):
        raise ReadError(file, f"an activity is a JSON object, this is {_shown(value)}", place)
    if _HALF.search(_plain(value)):
        raise ReadError(file, "a text holds half a surrogate pair, no character", place)
    return _Fields(value, file, place).record(frozenset(sessions))


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one activity, and the words for what is wrong with them."""

    value: dict[str, Any]
    file: str
    place: str

    def record(self, sessions: frozenset[tuple[str, int]]) -> ActivityRecord:
        name, status = self.value.get("activity_name"), self.value.get("status")
        if not isinstance(name, str):
            raise self._error("activity_name", "a text", name)
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
            sha256=_sha256(self.value),
            sessions=sessions,
        )

    def _id(self) -> str:
        found = self.value.get("activity_uuid")
        if found is None:
            system = self.value.get("system")
            arguments = system.get("arguments") if isinstance(system, dict) else None
            own = [self.value.get(name) for name in _MADE_UP_FROM]
            return f"urn:provgraph:activity:{_sha256([*own, self._node(), arguments])[:32]}"
        if not isinstance(found, str) or not UUID.fullmatch(found):
            raise self._error("activity_uuid", "a UUID", found)
        return f"urn:uuid:{found.lower()}"

    def _time(self, name: str) -> datetime | None:
        found = self.value.get(name)
        if not found:
            return None
        text: Any = found.get("time_utc") if isinstance(found, dict) else found
        if isinstance(found, dict) and text is None:
            return None
        try:
            time = datetime.fromisoformat(text)
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise self._error(f"{name}.time_utc", "a date and time", text) from None

    def _node(self) -> str:
        found: Any = self.value
        for name in ("system", "platform", "node"):
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, str) else ""

    def _files(self, name: str) -> tuple[LoggedFile, ...]:
        found = self.value.get(name)
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self._error(name, "a list of files", found)
        return tuple(self._file(f"{name}[{i}]", file) for i, file in enumerate(found))

    def _file(self, name: str, found: object) -> LoggedFile:
        if isinstance(found, str):  # as ctapipe 0.3.4 and 0.5.0 wrote them
            return LoggedFile(found)
        if not isinstance(found, dict):
            raise self._error(name, "a file", found)
        url, role, meta = (found.get(key) for key in ("url", "role", "reference_meta"))
        if not isinstance(url, str):
            raise self._error(f"{name}.url", "a text", url)
        known = role if role is None or isinstance(role, str) else canonical_json(role)
        return LoggedFile(url, known, meta if isinstance(meta, dict) else None)

    def _error(self, name: str, expected: str, found: object) -> ReadError:
        shown = "missing" if found is None else _shown(found)
        reason = f"{name}: {expected} is expected, this is {shown}"
        return ReadError(self.file, reason, self.place)


def _sha256(value: object) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _shown(value: object) -> str:
    text = canonical_json(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  # fits in a line
