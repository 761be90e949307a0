"""Hypothesis strategies: histories of loads and deletions whose records often meet."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import permutations

from hypothesis import strategies as st

from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts, RunFacts

TIMES = [None, *(f"2026-01-01T00:00:0{second}.000000Z" for second in range(8))]
PLACES = ["file://n/d/1", "file://n/d/2", "file://n/3"]
DIRECTORY = "file://n/d"


@st.composite
def _files(draw: st.DrawFn, *, output: bool, index: int) -> FileFacts:
    if not output and draw(st.integers(0, 4)) == 0:
        return FileFacts(output, index, (), DIRECTORY)
    product = draw(st.sampled_from([None, None, "pid:1", "pid:2", "pid:3"]))
    guid = draw(st.sampled_from([None, None, None, "guid:1", "guid:2"]))
    lfn = draw(st.sampled_from([None, None, "lfn:/1", "lfn:/2"]))
    place = draw(st.sampled_from([*PLACES, None]))
    claims = tuple(claim for claim in (product, guid, lfn) if claim)
    tentative = bool(product) and not output and draw(st.booleans())
    place = place if claims else place or PLACES[0]
    former = draw(st.sampled_from([(), (), *permutations(PLACES, 2)]))
    if output or place is None:
        former = ()
    return FileFacts(output, index, claims, place, tentative, former)


@st.composite
def _records(draw: st.DrawFn, number: int) -> RecordFacts:
    start, stop = draw(st.sampled_from(TIMES)), draw(st.sampled_from(TIMES))
    places = st.tuples(st.sampled_from(["s", "t"]), st.integers(0, 3))
    sessions = draw(st.frozensets(places, max_size=2))
    node = draw(st.sampled_from(["n", "n", "m"]))
    completed = stop is not None and draw(st.booleans())
    tolerance = draw(st.sampled_from([0.0, 0.0, 1.0, 3.5]))
    run = RunFacts(f"urn:uuid:{number}", start, stop, completed, node, sessions, tolerance)
    reads = [draw(_files(output=False, index=i)) for i in range(draw(st.integers(0, 3)))]
    writes = [draw(_files(output=True, index=i)) for i in range(draw(st.integers(0, 2)))]
    # As facts_of has it: what one record reads twice is not tentative.
    times = Counter(file.claims[:1] for file in reads)
    reads = [replace(f, tentative=f.tentative and times[f.claims[:1]] == 1) for f in reads]
    return RecordFacts(run, (*reads, *writes))


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, RecordFacts | None]]:
    """Draw loads of records, new ones and other ones of the same activities, and deletions."""
    activities = draw(st.integers(1, 7))
    steps: list[tuple[int, RecordFacts | None]] = []
    for _ in range(draw(st.integers(1, 12))):
        number = draw(st.integers(1, activities))
        deleted = draw(st.integers(0, 4)) == 0
        steps.append((number, None if deleted else draw(_records(number))))
    return steps
