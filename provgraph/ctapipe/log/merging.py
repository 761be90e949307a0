"""Records of one activity: what several of them say together.

A process logs an activity while it runs and when it is done, processes that were forked log the
one that their parent began, and each of these records may list other files. The record that
counts is a function of the set of records, whatever their order:

- A finished record *ranks* above a running one; of two finished ones, the one that stopped later.
  Each field is that of the record that ranks highest among those that have it, of several the
  one with the greatest canonical text. `status`, `exit_code`, `stop` and `duration_min` describe
  how far the activity had come: they are only taken from records that rank highest of all.
- Its inputs and outputs are those of all records. An entry is listed as often as in the record that
  lists it most often. An entry without reference metadata is the one with the same url and role
  that has them.
- What the header of a data file says is no record of the activity's own: beside one, it only adds
  the outputs whose product ids no record lists, and the software if there is none. An output
  without reference metadata is the one with the same name. A header that adds nothing is forgotten.
- A record that says nothing of its own is *covered* by another one, and is forgotten: it ranks no
  higher, and each of its files and fields is in the other. The others are kept as they were logged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.job_files import merge_jobs
from provgraph.ctapipe.log.headers import with_headers
from provgraph.ctapipe.log.record import made_of
from provgraph.model.times import timestamp
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from provgraph.ctapipe.log.record import ActivityRecord

LISTS = ("input", "output")
OF_THE_BEST = frozenset({"status", "exit_code", "stop", "duration_min"})
"""Fields that describe how far the activity had come."""

_EMPTY: tuple[object, ...] = (None, "", {}, [])


def merge(first: ActivityRecord, second: ActivityRecord) -> ActivityRecord:
    """Return the record that two records of one activity make."""
    sessions, job = first.sessions | second.sessions, merge_jobs(first.job, second.job)
    if first.sha256 == second.sha256:
        return replace(first, sessions=sessions, job=job)
    merged = merge_parts({part.sha256: part for part in (*first.parts, *second.parts)}.values())
    return replace(merged, sessions=sessions, job=job)


def merge_parts(records: Iterable[ActivityRecord]) -> ActivityRecord:
    """Return the record that different records of one activity make, all as they were logged."""
    parts = list(records)
    own = [part for part in parts if not part.is_header]
    headers = [part for part in parts if part.is_header]
    if not own or not headers:
        return _merge_alike(parts)
    return with_headers(_merge_alike(own), _merge_alike(headers).parts)


def _merge_alike(records: Iterable[ActivityRecord]) -> ActivityRecord:
    """Return the record that an activity's own records make, or what headers say together."""
    parts = [_Part(record) for record in records]
    latest = [part for part in parts if not any(other.replaces(part) for other in parts)]
    latest.sort(key=lambda part: part.order)
    if len(latest) == 1:
        return latest[0].record
    return made_of(_merged_value(latest), [part.record for part in latest])


def notes_on(stored: ActivityRecord, new: ActivityRecord, merged: ActivityRecord) -> Iterator[str]:
    """Yield what is to be said of a record beside the one that was there before."""
    if new.is_header or all(part.is_header for part in stored.parts):
        return
    checksums = {part.sha256 for part in stored.parts}
    if new.sha256 in checksums or new.sha256 == stored.sha256:
        return
    name = f"activity {new.id} ({new.name})"
    if merged.sha256 == stored.sha256:
        yield f"{name}: there is a later record of it; that one is kept"
    elif len(own := [part for part in merged.parts if not part.is_header]) > 1:
        yield (
            f"{name}: the inputs and outputs of {len(own)} records of it are joined"
            f"{_overruled(own, merged)}"
        )
    elif any(part.finished for part in stored.parts):
        yield f"{name}: it replaces an earlier record of it{_overruled(stored.parts, merged)}"


def _overruled(parts: Sequence[ActivityRecord], merged: ActivityRecord) -> str:
    """Return in words which fields of records are not those of the record that counts."""
    names = {
        key
        for part in parts
        for key, value in part.value.items()
        if key not in LISTS and value not in _EMPTY
        if canonical_json(value) != canonical_json(merged.value.get(key))
    }
    if not names:
        return ""
    verb = "is that" if len(names) == 1 else "are those"
    return f"; {', '.join(sorted(names))} {verb} of the last one"


@dataclass(frozen=True)
class _Part:
    """One record of several."""

    record: ActivityRecord

    @property
    def order(self) -> tuple[bool, str, str]:
        return (*self.rank, self._text)

    def replaces(self, other: _Part) -> bool:
        """Tell whether another record says nothing that this one does not say."""
        if other is self or not self._covers(other):
            return False
        return not other._covers(self) or self._text > other._text

    @cached_property
    def files(self) -> Mapping[str, _Files]:
        return {name: _Files.of(self.record.value.get(name)) for name in LISTS}

    @cached_property
    def _text(self) -> str:
        return canonical_json(self.record.value)

    @property
    def rank(self) -> tuple[bool, str]:
        return self.record.finished, timestamp(self.record.stop) or ""

    def _covers(self, other: _Part) -> bool:
        if other.rank > self.rank:
            return False
        if not all(self.files[name].include(other.files[name]) for name in LISTS):
            return False
        fields = other.record.value.items()
        return all(self._has(key, value, other) for key, value in fields if key not in LISTS)

    def _has(self, key: str, value: object, other: _Part) -> bool:
        if value in _EMPTY:
            return True
        if self.rank == other.rank:
            return canonical_json(value) == canonical_json(self.record.value.get(key))
        return key in OF_THE_BEST or self.record.value.get(key) not in _EMPTY


@dataclass(frozen=True, slots=True)
class _Files:
    """A list of files: each entry with its text, and its url and role as text."""

    entries: tuple[object, ...]
    texts: tuple[str, ...]
    keys: tuple[str, ...]
    full: Counter[str]
    totals: Counter[str]

    @classmethod
    def of(cls, entries: object) -> _Files:
        """Take a list of files as it was logged."""
        listed = tuple(entries) if isinstance(entries, list) else ()
        texts, keys = tuple(map(canonical_json, listed)), tuple(map(_key, listed))
        full = Counter(t for t, entry in zip(texts, listed, strict=True) if not _is_bare(entry))
        return cls(listed, texts, keys, full, Counter(keys))

    def include(self, other: _Files) -> bool:
        """Tell whether each entry of another list is in this one."""
        return other.full <= self.full and other.totals <= self.totals


def _key(entry: object) -> str:
    if isinstance(entry, dict):
        return canonical_json([entry.get("url"), entry.get("role")])
    return canonical_json([entry, None])


def _is_bare(entry: object) -> bool:
    return not isinstance(entry, dict) or not entry.get("reference_meta")


def _merged_value(parts: Sequence[_Part]) -> dict[str, Any]:
    """Return the value that records make; one that ranks highest is the last."""
    value = dict(parts[-1].record.value)
    for key in dict.fromkeys(key for part in reversed(parts) for key in part.record.value):
        having = [part for part in parts if part.record.value.get(key) not in _EMPTY]
        if key in OF_THE_BEST:
            having = [part for part in having if part.rank == parts[-1].rank]
        if having:
            rank = having[-1].rank
            values = [part.record.value[key] for part in having if part.rank == rank]
            value[key] = max(values, key=canonical_json)
    for name in LISTS:
        files = [part.files[name] for part in parts]
        if any(file_list.entries for file_list in files):
            value[name] = list(_joined(files))
    return value


def _joined(lists: Sequence[_Files]) -> Iterator[object]:
    """Yield the entries of all lists: as the last list that has them all, or one after another."""
    full, totals = Counter[str](), Counter[str]()
    for files in lists:
        full |= files.full
        totals |= files.totals
    complete = [files for files in lists if full <= files.full and totals <= files.totals]
    if complete:
        yield from complete[-1].entries
        return
    # The entries with metadata first: those without are what they do not account for.
    yielded, counts = Counter[str](), Counter[str]()
    bare: defaultdict[str, list[object]] = defaultdict(list)
    for files in lists:
        counts_of_list = Counter[str]()
        for entry, text, key in zip(files.entries, files.texts, files.keys, strict=True):
            counts_of_list[text] += 1
            if _is_bare(entry):
                bare[key].append(entry)
            elif counts_of_list[text] > yielded[text]:
                yielded[text] += 1
                counts[key] += 1
                yield entry
    for key, entries in bare.items():
        yield from entries[: max(0, totals[key] - counts[key])]
