"""Python's notation of a list: read as JSON would be, never evaluated."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import pytest

from provgraph.ctapipe import python_repr
from provgraph.ctapipe.reader import read_activities
from provgraph.errors import ReadError

EXAMPLES = Path(__file__).parents[1] / "examples" / "ctadirac"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[{'a': None, 'b': True, 'c': ('x', 1.5)}]", [{"a": None, "b": True, "c": ["x", 1.5]}]),
        ("[{'a': np.float64(1.5), 'b': np.int64(-3)}]", [{"a": 1.5, "b": -3}]),
        ("[{'a': inf, 'b': -inf, 'c': np.True_}]", [{"a": math.inf, "b": -math.inf, "c": True}]),
        ("[{1: 'x', None: 'y', True: 'z'}]", [{"1": "x", "null": "y", "true": "z"}]),
        ("[{'a': PosixPath('/x'), 'b': array([1, 2])}]", [{"a": "/x", "b": [1, 2]}]),
        ("[]", []),
    ],
)
def test_values(text: str, value: object) -> None:
    """Literals, containers, None, infinities and numpy's wrappers."""
    assert python_repr.read(text, "f", "p") == value


def test_nan() -> None:
    """NaN is not equal to itself."""
    assert math.isnan(python_repr.read("[nan]", "f", "p")[0])


@pytest.mark.parametrize(
    "text",
    [
        "[__import__('os').system('true')]",
        "[open('x')]",
        "[np.load('x')]",
        "[f'{1}']",
        "[1 + 1]",
        "[x for x in ()]",
        "[{**{}}]",
        "[{[1]: 2}]",
        "[-'a']",
        "[b'bytes']",
        "[1j]",
        "[{'a': ",
        "[{'a': 1}] trailing",
        "[\0]",
        "[" * 5000,
        "[" + "-" * 100_000 + "1]",
        "[" + "9" * 5000 + "]",
    ],
    ids=lambda text: text[:20].strip("\0"),
)
def test_what_is_no_value(text: str) -> None:
    """Nothing is evaluated: it is an error with its place."""
    with pytest.raises(ReadError, match=r"^file: the last line"):
        python_repr.read(text, "file", "the last line")


def test_large_texts_are_refused() -> None:
    """At once, with what to do instead."""
    begin = time.monotonic()
    with pytest.raises(ReadError, match="save it as JSON"):
        python_repr.read("[" + "'a'," * 20_000_000 + "]", "f", "p")
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_prov_dict(folder: Path) -> None:
    """The last line of a job's provDict.txt is its list, whatever stands before."""
    (record,) = read_activities((folder / "provDict.txt").read_bytes(), "provDict.txt")
    assert (record.name, record.status) == ("ctapipe-display-muons", "completed")
    assert record.value["system"]["platform"]["libcver"] == ["glibc", "2.36"]
    json.dumps(record.value)


def test_a_broken_prov_dict() -> None:
    """The message says line and column, not what a JSON reader would miss."""
    text = (EXAMPLES / "job1" / "provDict.txt").read_text().rstrip()[:-40]
    with pytest.raises(ReadError, match=r"f: the last line column \d+: this is no Python list"):
        read_activities(text.encode(), "f")
