"""The forms in which ctapipe's logs are found: each is read as the same records."""

from __future__ import annotations

import math
import pprint

import pytest

from provgraph.ctapipe.log.reader import read_activities
from provgraph.errors import ReadError
from provgraph.readers import detect
from provgraph.readers.source import of_bytes
from tests.support.ctapipe_logs import ACTIVITIES, DATA, JSON, LOG, PYTHON

FORMS = {
    "repr": PYTHON,
    "pprint": pprint.pformat(ACTIVITIES),
    "provDict.txt": f"2020-09-03 UTC Framework/API INFO: provenance follows\n{PYTHON}\n",
    "repeated list": f"{PYTHON}\n{PYTHON}\n",
    "line of a log": f"INFO [x] running\nDEBUG PROVENANCE: '{JSON}'\nINFO done\n",
    "log that begins with a bracket": f"[ctapipe] running\n DEBUG PROVENANCE: '{JSON}'",
    "Python in a log": f"DEBUG PROVENANCE: '{PYTHON}'",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_records(form: str) -> None:
    """Whatever stands around it and however it is written, the record is recognised and equal."""
    data = FORMS[form].encode()
    assert detect(of_bytes(form, data)) == "ctapipe"
    expected = read_activities(LOG.read_bytes(), "x")
    assert {one.sha256 for one in read_activities(data, form)} == {one.sha256 for one in expected}


def test_other_bytes_around_a_list_do_not_matter() -> None:
    """A job's own output may be in any encoding; the list itself is ASCII."""
    data = f"INFO temp\xe9rature\nDEBUG PROVENANCE: '{JSON}'".encode("latin-1")
    assert [record.value for record in read_activities(data, "x")] == ACTIVITIES


def test_python_values_become_those_of_json() -> None:
    """Tuples and sets are lists, NumPy's scalars their values, keys texts, nothing is evaluated."""
    written = (
        "[{'activity_name': np.str_('a'), 'b': (1, -2.5, None, True), 'c': np.float64(1.5), 1: {3},"
        " 'd': array([nan, -inf], dtype=float32), 'e': PosixPath('/x'), 'f': np.True_,"
        " 'g': datetime.datetime(2020, 1, 2, 3, 4), 'h': OrderedDict([('k', 1)]), 'i': b'x'}]"
    )
    (record,) = read_activities(written.encode(), "x")
    numbers = record.value["d"]
    assert math.isnan(numbers[0])
    assert numbers[1] == -math.inf
    assert {key: value for key, value in record.value.items() if key != "d"} == {
        "activity_name": "a",
        "b": [1, -2.5, None, True],
        "c": 1.5,
        "1": [3],
        "e": "/x",
        "f": True,
        "g": "2020-01-02T03:04:00",
        "h": {"k": 1},
        "i": "x",
    }


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("__import__('os').system('x')", "would have to be evaluated"),
        ("open('/etc/passwd').read()", "would have to be evaluated"),
        ("lambda: 1", "would have to be evaluated"),
        ("x", "would have to be evaluated"),
        ("1 + 1", "would have to be evaluated"),
        ("[" * 500 + "]" * 500, "nested deeper than 90 levels"),
        ("-" * 300_000 + "1", "not a Python literal"),
        ("1" + "+1" * 300_000, "not a Python literal"),
        ("'" + "a" * 5_000_000 + "'", "more than 4 MiB of Python"),
        ("'a", "unterminated text in quotes"),
        ("{", "the log ends inside an activity"),
        ("9" * 5000, "not a Python literal"),
        ("datetime.datetime(1, 2)", "not a Python literal"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_literal_is_refused(value: str, reason: str) -> None:
    """Nothing is evaluated, nothing exceeds the memory; the error names the place."""
    written = f"[{{'activity_name': 'a'}}, {{'activity_name': 'b', 'x': {value}"
    closed = value not in ("'a", "{")
    with pytest.raises(ReadError, match=r"array 1, activity 2.*" + reason):
        read_activities((written + ("}]" if closed else "")).encode(), "x")


@pytest.mark.parametrize(
    "data",
    [
        b'[{"activity_name": "' + b"a" * 200_000_000 + b'"}]',
        b"[{'activity_name': '" + b"a" * 200_000_000 + b"'}]",
        b'[{"activity_name": "' + b"a" * 200_000_000,
    ],
    ids=["json", "python", "truncated"],
)
def test_a_line_of_200_megabytes_is_refused(data: bytes) -> None:
    """One activity is bounded: such a line never reaches the server."""
    with pytest.raises(ReadError, match="activity 1"):
        read_activities(data, "x")


def test_the_table_of_versions_is_the_real_one() -> None:
    """docs/ctapipe.md says of each file what reading it finds."""
    page = (DATA.parents[2] / "docs" / "ctapipe.md").read_text()
    for file in sorted(DATA.iterdir()):
        records = read_activities(file.read_bytes(), file.name)
        files = [one for record in records for one in (*record.inputs, *record.outputs)]
        version = records[0].value["system"]["ctapipe_version"]
        cells = [
            f"`{file.name}`",
            version,
            len({record.id for record in records}),
            ", ".join(sorted({str(record.status) for record in records})),
            sum(len(record.inputs) for record in records),
            sum(len(record.outputs) for record in records),
            sum(one.meta is not None for one in files),
        ]
        assert f"| {' | '.join(map(str, cells))} |" in page
