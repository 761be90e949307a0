"""What a load says at its end, and how progress is worded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provgraph.render.load import LoadCounts
from provgraph.render.text import load_result
from provgraph.results.documents import FileResult
from provgraph.runtime.progress import standing


def counted(*results: FileResult) -> LoadCounts:
    """Return the counts of some results."""
    counts = LoadCounts()
    for result in results:
        counts.add(result)
    return counts


def test_the_summary_adds_up() -> None:
    """Each status with its number, and the contents of what was loaded."""
    loaded = FileResult(
        "a", "provn", "loaded", records=15, elements=8, relations=7, new_elements=3, new_relations=1
    )
    failed = FileResult("b", None, "failed", error="b: bad")
    many = counted(*[loaded] * 1020, failed)
    assert many.summary() == (
        "1,021 files: 1,020 loaded, 1 failed; 15,300 records: 8,160 elements, 7,140 relations; "
        "new in the store: 3,060 elements, 1,020 relations"
    )
    assert (
        counted(loaded, failed)
        .summary(dry_run=True)
        .startswith("2 files: 1 would be loaded, 1 failed; 15 records")
    )


def test_more_new_elements_than_declared() -> None:
    """Then relations refer to elements that nothing declares, which the line says."""
    referring = FileResult("a", "json", "loaded", records=2, elements=1, relations=1)
    line = load_result(replace(referring, new_elements=3, new_relations=1), dry_run=False)
    assert line == (
        "a: loaded, 2 records as json: 1 element, 1 relation; "
        "new in the store: 3 elements, undeclared ones among them, 1 relation"
    )


def test_what_was_not_loaded_adds_no_contents() -> None:
    """Unchanged files are counted as files alone."""
    unchanged = FileResult("a", "provn", "unchanged", records=15)
    assert counted(unchanged, unchanged).summary() == "2 files: 2 unchanged"
    assert counted().summary() == "0 files: nothing to load"


@pytest.mark.parametrize(
    ("done", "seconds", "text"),
    [
        (0, 1.4, "0 of 1,021 files, 0:01 so far"),
        (0, 0.0, "0 of 1,021 files, 0:00 so far"),
        (200, 4.0, "200 of 1,021 files, 50/s, 0:16 left"),
        (1, 10.0, "1 of 1,021 files, 0.1/s, 2:50:00 left"),
        (1021, 10.0, "1,021 of 1,021 files, 0:10 so far"),
    ],
)
def test_progress_says_what_is_left(done: int, seconds: float, text: str) -> None:
    """Done and to do from the first look on, rate and time left as soon as something is done."""
    assert standing(done, 1021, seconds, "files") == text


def test_progress_of_bytes_and_of_what_is_read() -> None:
    """Bytes are shown in megabytes; before anything is loaded, how many files are read."""
    assert standing(5_000_000, 20_000_000, 2.0, "MB") == "5.0 of 20.0 MB, 2.5 MB/s, 0:06 left"
    assert standing(0, 20_000_000, 2.0, "MB") == "0.0 of 20.0 MB, 0:02 so far"
    assert standing(0, 1021, 2.0, "files", read=40) == "0 of 1,021 files, 40 read, 0:02 so far"
    assert standing(20, 1021, 2.0, "files", read=40) == "20 of 1,021 files, 10/s, 1:40 left"
