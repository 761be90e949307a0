"""Joining: which logical file name belongs to which url of a log.

A worker's log names files by the paths they had there; the catalogue names them by LFN.
They are joined by their last part, inputs among the job's inputs and outputs among its
outputs. Where two of either have it, or none, that is said and nothing is guessed.

A url that is an LFN itself needs no other. What an earlier activity of the job wrote is no
input of the job; of a url that several activities wrote, the last one's file was uploaded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.ctapipe.identity import urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.ctapipe.log.record import ActivityRecord

_WORDS = {False: "input", True: "output"}


@dataclass(frozen=True, slots=True)
class Use:
    """A url that an activity read, or wrote if `output`."""

    activity: str
    url: str
    output: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """The LFN of each use that has one, and what there is to say of the others."""

    lfns: Mapping[Use, str]
    notes: tuple[str, ...]


def join(
    records: Sequence[ActivityRecord], inputs: Sequence[str], outputs: Sequence[str]
) -> Joined:
    """Join the urls of a job's records, in order of finishing, to the job's LFNs."""
    found: dict[Use, str] = {}
    notes: list[str] = []
    for output, lfns in ((False, inputs), (True, outputs)):
        side = _Side(_WORDS[output], _uses(records, output=output), lfns)
        found |= side.found
        notes += side.notes
    return Joined(found, tuple(notes))


def _uses(records: Sequence[ActivityRecord], *, output: bool) -> list[Use]:
    """Return the uses to join, of the job's own files none but the last version."""
    written: dict[str, Use] = {}
    read: dict[Use, None] = {}
    for record in records:
        read |= dict.fromkeys(
            Use(record.id, file.url, output=False)
            for file in record.inputs
            if file.url not in written
        )
        written |= {f.url: Use(record.id, f.url, output=True) for f in record.outputs}
    return list(written.values() if output else read)


class _Side:
    """The inputs or the outputs of a job."""

    def __init__(self, word: str, uses: Sequence[Use], lfns: Sequence[str]) -> None:
        own = {use: lfn for use in uses if (lfn := urls.parse(use.url).lfn)}
        self._word = word
        self._named = _by_name(lfn for lfn in lfns if lfn not in own.values())
        self._urls = _by_name(use.url for use in uses if use not in own)
        joined = {name: self._only(name) for name in self._urls}
        rest = {use: joined[_name(use.url)] for use in uses if use not in own}
        self.found = own | {use: lfn for use, lfn in rest.items() if lfn}
        self.notes = list(self._notes())

    def _only(self, name: str) -> str | None:
        """Return the LFN of that name, if both sides have just one."""
        lfns = self._named.get(name, [])
        return lfns[0] if len(lfns) == len(self._urls[name]) == 1 else None

    def _notes(self) -> Iterator[str]:
        for name, found in self._urls.items():
            lfns = self._named.get(name, [])
            if not lfns:
                yield f"{self._word} {', '.join(found)}: no LFN of the job has this name"
            elif len(lfns) > 1 or len(found) > 1:
                both = f"{', '.join(found)} and {', '.join(lfns)}"
                yield f"{self._word} {name} is ambiguous, nothing is guessed: {both}"
        for name, lfns in self._named.items():
            if name not in self._urls:
                yield f"{self._word} {', '.join(lfns)}: no file of the log has this name"


def _by_name(names: Iterator[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        found[_name(name)].append(name)
    return dict(found)


def _name(url: str) -> str:
    return urls.parse(url).name
