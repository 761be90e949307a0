"""Several records of one activity: one, whatever their order, in which nothing is lost."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provgraph.ctapipe.log.merging import merge
from provgraph.ctapipe.log.reader import latest, read_activities
from provgraph.ctapipe.log.record import record_of
from provgraph.runtime.canonical_json import canonical_json
from tests.support.ctapipe_logs import activity
from tests.support.ctapipe_reference import merged

if TYPE_CHECKING:
    from provgraph.ctapipe.log.record import ActivityRecord

JOBS = Path(__file__).parents[1] / "data" / "cases" / "jobs"
SNAPSHOTS = [f"snap_{n}.json" for n in (1, 2, 3)]
FORKS = ["fork_child0.prov.log", "fork_child1.prov.log", "fork_parent.prov.log"]


def records(files: tuple[str, ...]) -> list[ActivityRecord]:
    """Return the records of logs, one after another."""
    return [
        record for file in files for record in read_activities((JOBS / file).read_bytes(), file)
    ]


def of(value: dict[str, Any]) -> ActivityRecord:
    """Return the record of a value."""
    return record_of(value, "x", "y")


def file(url: str, role: str | None = None, meta: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a file of a record."""
    return {"url": url, "role": role, "reference_meta": meta}


@pytest.mark.parametrize("files", [*permutations(SNAPSHOTS)], ids=" ".join)
def test_snapshots_lose_no_output(files: tuple[str, ...]) -> None:
    """The record of a running activity that lists the most covers the others, in any order."""
    found, notes = latest(records(files))
    (record,) = found.values()
    assert record == records(("snap_3.json",))[0]
    assert [file.url[-11:] for file in record.outputs] == [f"Run1300{n}.h5" for n in (1, 2, 3)]
    assert len(notes) == sum(any(before > f for before in files[:n]) for n, f in enumerate(files))


@pytest.mark.parametrize("files", [*permutations(FORKS)], ids=" ".join)
def test_forked_workers_are_one_activity_with_all_their_files(files: tuple[str, ...]) -> None:
    """The parent's state, which is the last, with the inputs and outputs of both children."""
    found, notes = latest(records(files))
    (record,) = found.values()
    assert str(record.stop) == "2026-11-01 10:07:00+00:00"
    assert [one.url for one in record.inputs] == ["/fefs/k/in0", "/fefs/k/in1"]
    assert [one.url for one in record.outputs] == ["/fefs/k/out0.h5", "/fefs/k/out1.h5"]
    assert [part.sha256 for part in record.logged] == [one.sha256 for one in records(tuple(FORKS))]
    assert notes[-1].endswith("3 records of it are joined; stop is that of the last one")


def test_a_repeated_record_adds_nothing() -> None:
    """Each of the forked records again, in any order: the same record, and no note."""
    found, _ = latest(records(tuple(FORKS)))
    again, notes = latest([*found.values(), *records(tuple(FORKS)), *records(tuple(FORKS[::-1]))])
    assert again == found
    assert notes == []


def test_a_finished_record_takes_nothing_from_a_snapshot() -> None:
    """What only the running record listed stays; the state is that of the finished one."""
    running = of(activity(status="running", output=[file("/a"), file("/b")], config={"x": 1}))
    done = of(activity(stop={"time_utc": "2026-01-01T00:00:00"}, output=[file("/a")], exit_code=0))
    for pair in ((running, done), (done, running)):
        record = merge(*pair)
        assert (record.finished, record.status, record.config) == (True, None, {"x": 1})
        assert sorted(one.url for one in record.outputs) == ["/a", "/b"]


def test_a_file_with_metadata_is_the_one_without() -> None:
    """It was logged before its metadata were known: one output, with its product id."""
    early = of(activity(status="running", output=[file("/a", "r")]))
    late = of(activity(status="running", output=[file("/a", "r", {"k": "v"}), file("/b")]))
    for pair in ((early, late), (late, early)):
        assert merge(*pair) == late


def test_the_same_file_read_twice_is_read_twice() -> None:
    """An entry counts as often as in the record that has it most often."""
    once, twice = of(activity(input=[file("/a"), file("/b")])), of(activity(input=[file("/a")] * 2))
    for pair in ((once, twice), (twice, once)):
        assert sorted(one.url for one in merge(*pair).inputs) == ["/a", "/a", "/b"]


FILES = st.builds(
    file,
    st.sampled_from(["/a", "/b", "/c"]),
    st.sampled_from([None, "r"]),
    st.sampled_from([None, None, {"k": "1"}, {"k": "2"}]),
)
STATES = [
    {"status": "running", "stop": {}},
    {"status": "running", "stop": {}, "duration_min": None},
    *(
        {"status": status, "stop": {"time_utc": f"2026-01-01T00:00:0{second}.000"}}
        for status in ("completed", "error")
        for second in (1, 2)
    ),
]
VALUES = st.builds(
    lambda state, fields, reads, writes: activity(
        start={"time_utc": "2026-01-01T00:00:00"}, **state, **fields, input=reads, output=writes
    ),
    st.sampled_from(STATES),
    st.fixed_dictionaries(
        {},
        optional={
            "config": st.sampled_from([{}, {"x": 1}, {"x": 2}]),
            "exit_code": st.sampled_from([None, 0, 1]),
            "system": st.sampled_from([{}, {"platform": {"node": "n"}}]),
        },
    ),
    st.lists(FILES, max_size=3),
    st.lists(FILES, max_size=3),
)


def sorted_lists(value: dict[str, Any]) -> dict[str, Any]:
    """Return a value with its files in a fixed order, without empty fields."""
    lists = {key: sorted(map(canonical_json, value.get(key) or [])) for key in ("input", "output")}
    return {k: v for k, v in value.items() if v not in (None, "", {}, [])} | lists


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(VALUES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_any_records_make_one_in_any_order(values: list[dict[str, Any]], random: Any) -> None:  # noqa: ANN401
    """One by one, shuffled, repeated, or in two halves: equal, and as the plain words say."""
    expected, _ = latest(map(of, values))
    shuffled = [*values, *values]
    random.shuffle(shuffled)
    assert latest(map(of, shuffled))[0] == expected
    middle = len(values) // 2
    halves = [latest(map(of, part))[0] for part in (values[:middle], values[middle:])]
    assert latest(one for half in halves for one in half.values())[0] == expected
    (record,) = expected.values()
    assert sorted_lists(dict(record.value)) == sorted_lists(merged(values))
