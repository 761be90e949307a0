"""Identity: which file of one record is which file of another."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ctapipe_index import Loader
from ctapipe_reference import resolve_all
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provgraph.ctapipe.claims import Facts, File, Run

TIMES = [None, *(f"2026-01-01T00:00:0{n}.000000Z" for n in range(8))]
PRODUCTS = ["pid:1", "pid:2", "pid:3"]


@st.composite
def files(draw: st.DrawFn, *, output: bool, index: int) -> File:
    """Draw a file with few different claims, so that records meet."""
    product = draw(st.sampled_from([None, None, *PRODUCTS]))
    guid = draw(st.sampled_from([None, None, None, "guid:1", "guid:2"]))
    lfn = draw(st.sampled_from([None, None, "lfn:/1", "lfn:/2"]))
    place = draw(st.sampled_from(["file://n/1", "file://n/2", "file://n/3", None]))
    claims = tuple(claim for claim in (product, guid, lfn) if claim)
    if not claims and not place:
        place = "file://n/1"
    tentative = bool(product) and not output and draw(st.booleans())
    return File(output, index, claims, place, tentative)


@st.composite
def records(draw: st.DrawFn, number: int) -> Facts:
    start, stop = draw(st.sampled_from(TIMES)), draw(st.sampled_from(TIMES))
    sessions = draw(
        st.frozensets(st.tuples(st.sampled_from(["s", "t"]), st.integers(0, 3)), max_size=2)
    )
    node = draw(st.sampled_from(["n", "n", "m"]))
    completed = stop is not None and draw(st.booleans())
    run = Run(f"urn:uuid:{number}", start, stop, completed, node, sessions)
    counts = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    found = [draw(files(output=o, index=i)) for o in (False, True) for i in range(counts[o])]
    products = Counter(file.claims[:1] for file in found if not file.output)
    return Facts(
        run, tuple(replace(f, tentative=f.tentative and products[f.claims[:1]] == 1) for f in found)
    )


@st.composite
def histories(draw):
    n = draw(st.integers(1, 7))
    steps = []
    for _ in range(draw(st.integers(1, 12))):
        number = draw(st.integers(1, n))
        steps.append((number, draw(st.one_of(st.none(), *[records(number)] * 4))))
    return steps


@settings(max_examples=3000, deadline=None, derandomize=True)
@given(histories())
def test_any_history_of_loads_gives_the_graph_of_the_final_set(steps) -> None:
    loader = Loader()
    final = {}
    for number, facts in steps:
        if facts is None:
            loader.delete(f"urn:uuid:{number}")
            final.pop(number, None)
        else:
            loader.load(facts)
            final[number] = facts
    assert loader.resolutions == resolve_all(list(final.values()))
