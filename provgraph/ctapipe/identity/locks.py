"""What a change of a record locks, so that two changes that concern each other see each other.

One more reader of a file concerns no other record: it shares the locks of the claims that it makes.
These are exclusive:

- all claims of an output;
- the claims on an input that makes several, which it links with each other;
- a tentative product id, which counts when a second activity reads it.

An input without a claim can be a directory, whose files it has as members. So an output also locks
the directories around it, and either the reader or the writer locks such a place exclusively. What
has the ending of a file is rarely a directory: its readers share it, and who writes below it locks
it exclusively. With any other place it is the other way round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.ctapipe.identity.claims import PID, rank, tentative
from provgraph.model.urls import directories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts

_FILE_ENDING = re.compile(r"[^/]\.[a-zA-Z]\w*$")


@dataclass(frozen=True, slots=True)
class Locks:
    """The keys that a change locks."""

    exclusive: frozenset[str]
    shared: frozenset[str]


def locks_of(records: Iterable[RecordFacts]) -> Locks:
    """Return what the change of records locks."""
    files = [file for record in records for file in record.files]
    exclusive = {key for file in files for key in _exclusive(file)}
    every = {key for file in files for key in (*file.keys, *_around(file))}
    return Locks(frozenset(exclusive), frozenset(every - exclusive))


def _exclusive(file: FileFacts) -> Iterable[str]:
    if file.output:
        yield from file.keys
        yield from filter(_is_like_a_file, _around(file))
        return
    if len(file.claims) > 1 or file.tentative:
        yield from file.claims
        yield from (tentative(claim) for claim in file.claims if rank(claim) == PID)
    if not file.claims or file.tentative:
        yield from (place for place in file.places if not _is_like_a_file(place))


def _around(file: FileFacts) -> list[str]:
    """Return the directories around an output."""
    return directories(file.location or "") if file.output else []


def _is_like_a_file(place: str) -> bool:
    return _FILE_ENDING.search(place) is not None
