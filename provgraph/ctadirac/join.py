"""Joining: which logical file name belongs to which url of a log.

A worker's log names files by the paths they had there; the catalogue names them by LFN. They are
joined by their last part, inputs with the job's inputs and outputs with its outputs. If two have
the same last part, or none has it, a note says so and nothing is guessed.

A url that is an LFN itself needs no other. A file that an earlier activity of the job wrote is
not an input of the job; of a url that several activities wrote, the last one's file was uploaded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.model.urls import parse

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
    """The LFN of each use that has one, and notes on the others."""

    lfns: Mapping[Use, str]
    notes: tuple[str, ...]


def join(
    records: Sequence[ActivityRecord], inputs: Sequence[str], outputs: Sequence[str]
) -> Joined:
    """Join the urls of a job's records, in order of finishing, to the job's LFNs."""
    joined: dict[Use, str] = {}
    notes: list[str] = []
    for output, lfns in ((False, inputs), (True, outputs)):
        side = _Side(_WORDS[output], _uses(records, output=output), lfns)
        joined |= side.lfns
        notes += side.notes
    return Joined(joined, tuple(notes))


def _uses(records: Sequence[ActivityRecord], *, output: bool) -> list[Use]:
    """Return the uses to join: inputs from elsewhere, or the last version of each output."""
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
        as_lfns = {use: lfn for use in uses if (lfn := parse(use.url).lfn)}
        paths = [use for use in uses if use not in as_lfns]
        self._word = word
        self._lfns = _by_name(lfn for lfn in lfns if lfn not in as_lfns.values())
        self._urls = _by_name(use.url for use in paths)
        by_name = {name: self._unique_lfn(name) for name in self._urls}
        self.lfns = as_lfns | {use: lfn for use in paths if (lfn := by_name[_name(use.url)])}
        self.notes = list(self._notes())

    def _unique_lfn(self, name: str) -> str | None:
        """Return the LFN of that name, if there is one LFN and one url."""
        lfns = self._lfns.get(name, [])
        return lfns[0] if len(lfns) == len(self._urls[name]) == 1 else None

    def _notes(self) -> Iterator[str]:
        for name, paths in self._urls.items():
            lfns = self._lfns.get(name, [])
            if not lfns:
                yield f"{self._word} {', '.join(paths)}: no LFN of the job has this name"
            elif len(lfns) > 1 or len(paths) > 1:
                candidates = f"{', '.join(paths)} and {', '.join(lfns)}"
                yield f"{self._word} {name} is ambiguous, nothing is guessed: {candidates}"
        for name, lfns in self._lfns.items():
            if name not in self._urls:
                yield f"{self._word} {', '.join(lfns)}: no file of the log has this name"


def _by_name(urls: Iterator[str]) -> dict[str, list[str]]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        by_name[_name(url)].append(url)
    return dict(by_name)


def _name(url: str) -> str:
    return parse(url).name
