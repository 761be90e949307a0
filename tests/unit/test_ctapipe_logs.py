"""Spellings and accidents of ctapipe's logs: what is read, reported and left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.ctapipe.log.reader import read_activities, read_log
from provgraph.errors import ReadError
from provgraph.readers import detect
from provgraph.readers.source import of_bytes, open_source
from tests.support.ctapipe_logs import activity

if TYPE_CHECKING:
    from collections.abc import Callable

JOBS = Path(__file__).parents[1] / "data" / "cases" / "jobs"
UUIDS = [f"0000000{n}-0000-4000-8000-000000000000" for n in range(4)]
RECORDS = [activity(activity_uuid=uuid, config={"T": {"x": n}}) for n, uuid in enumerate(UUIDS)]
A, B, C, D = map(json.dumps, RECORDS)
PYTHON = "[{'activity_name': 'a', 'activity_uuid': '%s', 'config': {'T': {'x': %s}}}]"


def uuids(data: bytes | str, *, salvage: bool = False) -> list[str]:
    """Return the ids of the records in a text whose format is detected."""
    source = of_bytes("x.log", data if isinstance(data, bytes) else data.encode())
    assert detect(source) == "ctapipe"
    return [record.id[9:] for record in read_log(source.data, "x.log", salvage=salvage).records]


SPELLINGS = {
    "one object": (A, 1),
    "one object, pretty-printed": (json.dumps(RECORDS[0], indent=2), 1),
    "one Python dictionary": (repr(RECORDS[0]), 1),
    "JSON lines": (f"{A}\n{B}\n\n{C}\n", 3),
    "JSON lines, Windows": (f"{A}\r\n{B}\r\n", 2),
    "JSON lines, the name not first": (
        "\n".join(json.dumps({"config": {}, **one}) for one in RECORDS[:2]),
        2,
    ),
    "jq .[]": ("\n".join(json.dumps(one, indent=2) for one in RECORDS), 4),
    "objects joined by commas": (f"{A},\n{B}", 2),
    "arrays joined by commas": (f"[{A}],\n[{B},{C}],\n[]", 3),
    "arrays without separator": (f"[{A}][{B}]", 2),
    "an array and an object": (f"[{A}]{B}", 2),
    "a trailing comma": (f"[{A},\n{B},\n]", 2),
    "Python dictionaries, one a line": (f"{RECORDS[0]!r}\n{RECORDS[1]!r}", 2),
    "behind other text": (f"2026-11-01 10:10 UTC INFO: {RECORDS[:2]!r}\nfinished [1]\n", 2),
    "one object behind other text": (f"INFO prov={A}\nINFO done", 1),
    "in a log with text around": (f"start\n{A}\nmore\n[{B}]\nend", 2),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_spelling_of_a_list_is_read(spelling: str, codec: str) -> None:
    """Objects and arrays, however they are joined and encoded: all records, in order."""
    text, count = SPELLINGS[spelling]
    assert uuids(text.encode(codec)) == UUIDS[:count]


def test_activities_by_themselves_are_of_no_common_process() -> None:
    """Only an array says that one process ran several activities."""
    assert all(not record.sessions for record in read_activities(f"{A}\n{B}".encode(), "x"))
    assert all(record.sessions for record in read_activities(f"[{A},{B}]".encode(), "x"))


CASES = {
    "commas.prov.log": 2,
    "embedded_single.json": 1,
    "jq_stream.json": 2,
    "jsonl.prov.log": 2,
    "windows.prov.log": 1,
    "dirac/prov_after/provDict.txt": 1,
    "dirac/prov_emptylist/provDict.txt": 0,
    "dirac/prov_json/provDict.txt": 1,
    "dirac/prov_onedict/provDict.txt": 1,
    "dirac/prov_timestamped/provDict.txt": 1,
    "dirac/prov_twolists/provDict.txt": 3,
}


@pytest.mark.parametrize("file", CASES)
def test_the_logs_that_people_have_are_read(file: str) -> None:
    """Each is recognised by its content, and none of its records is missing."""
    source = open_source(JOBS / file)
    assert detect(source) == "ctapipe"
    assert len(read_activities(source.data, file)) == CASES[file]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("nested_list.prov.log", "array 1, activity 1: expected an activity, a JSON object"),
        ("truncated.prov.log", r"array 2, activity 1, line 64 column 15: Expecting ':'"),
    ],
)
def test_what_is_no_list_of_activities_is_refused(file: str, reason: str) -> None:
    """A list of lists, and a broken record among good ones: nothing is half read."""
    with pytest.raises(ReadError, match=reason):
        read_activities(JOBS.joinpath(file).read_bytes(), file)


# Python


TEXTS = {
    "cls": "<class 'ctapipe.x.Y'>",
    "complex": "(1+2j)",
    "defaultdict": "defaultdict(<class 'list'>, {'a': [1]})",
    "emptyset": "set()",
    "enum": "<EventType.SUBARRAY: 32>",
    "lazy": "<LazyConfigValue {}>",
    "quantity": "<Quantity 5. m>",
    "quantity2": "<Quantity [1., 2.] TeV>",
    "range": "range(0, 3)",
    "time": "<Time object: scale='utc' format='isot' value=2020-01-01T00:00:00.000>",
}
VALUES: dict[str, tuple[object, str]] = {
    "bytes": ("ab", "bytes"),
    "datetime": ("2020-01-01T00:00:00", "datetime"),
    "frozenset": ([1], "set"),
    "inf": (float("inf"), ""),
    "neginf": (-float("inf"), ""),
    "nparray": ([1.0, 2.0], ""),
    "npbool": (True, ""),
    "npfloat": (1.5, ""),
    "npint": (3, ""),
    "npstr": ("a", ""),
    "odict": ({"a": 1}, ""),
    "posixpath": ("/a/b", "PosixPath"),
    "set": ([1, 2], "set"),
    "telparam": ([["type", "*", 5.0]], ""),
    "tuple": ([1, 2], ""),
    "uuid": ("12345678-1234-1234-1234-123456789abc", "UUID"),
    **{name: (text, text) for name, text in TEXTS.items()},
}


@pytest.mark.parametrize("name", VALUES)
def test_a_python_value_is_kept(name: str) -> None:
    """What JSON has no equal for is its text, and a note names record and key."""
    value, remark = VALUES[name]
    reading = read_log((JOBS / "repr" / f"{name}.provDict.txt").read_bytes(), name)
    (record,) = reading.records
    assert record.config == {"T": {"x": value}}
    assert [note.partition(", 0000")[0] for note in reading.notes] == (
        ["array 1, activity 1 (my-merge"] if remark else []
    )
    assert all(f": config.T.x: {remark[:59]}" in note for note in reading.notes)


NEIGHBOURS = [
    "<Quantity 5 TeV>",
    "<Enum.X: 'a>b'>",
    "<Enum.X: '},'>",
    "<it's>",
    "<function <lambda> at 0x7f00>",
    "<A x=<B [1, 2]> y={'c': <D>}>",
    "<Signature (a: int, b) -> str>",
    "<SkyCoord (ICRS): (ra, dec) in deg\n    (83.63, 22.01)>",
    "-2.5j",
    "(nan-infj)",
    "frozenset()",
    "slice(0, 3, None)",
    "Decimal('1.5')",
    "datetime.timedelta(days=-1, seconds=5)",
    "datetime.datetime(2020, 1, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='Europe/Paris'))",
    "array([0, 1, ..., 998, 999])",
    "masked_array(data=[1, --], mask=[False,  True], fill_value=999999)",
    "dtype('<f8')",
    "EventType.SUBARRAY",
    "deque([1, 2])",
    "Row(a=1, b='x)', c=<C>)",
    "np.float64(1.5 + 2)",
    "array([1, [2, x], 3])",
    "frozenset(" * 200 + ")" * 200,
    "NaT",
]


@pytest.mark.parametrize("text", NEIGHBOURS)
def test_any_object_that_repr_writes_is_kept_as_its_text(text: str) -> None:
    """Whatever stands between the angles or brackets; what follows it is still read."""
    log = PYTHON % (UUIDS[0], f"[{text}, {{'y': {text}, 'z': 'end'}}]")
    reading = read_log(log.encode(), "x")
    assert reading.records[0].config == {"T": {"x": [text, {"y": text, "z": "end"}]}}
    assert len(reading.notes) == 2
    assert "config.T.x[0]: " in reading.notes[0]
    assert "config.T.x[1].y: " in reading.notes[1]


def test_keys_that_are_no_strings_are_their_text() -> None:
    """JSON has only strings for keys: numbers as it would write them, objects as text."""
    reading = read_log(
        (PYTHON % (UUIDS[0], "{1: 2, None: 3, (1, 2): 4, <E.X: 1>: 5}")).encode(), "x"
    )
    assert reading.records[0].config == {
        "T": {"x": {"1": 2, "null": 3, "(1, 2)": 4, "<E.X: 1>": 5}}
    }
    assert len(reading.notes) == 2


def test_a_field_that_is_a_defaultdict_is_its_entries() -> None:
    """A record's configuration is a dictionary, whatever kind of dictionary Python had."""
    text = "[{'activity_name': 'a', 'config': defaultdict(<class 'dict'>, {'T': {'x': 1}})}]"
    reading = read_log(text.encode(), "x")
    assert reading.records[0].config == {"T": {"x": 1}}
    assert reading.notes == ("array 1, activity 1 (a): config: defaultdict, kept as its entries",)


def test_many_values_are_counted() -> None:
    """The first ten are named; one more note counts the others."""
    reading = read_log((PYTHON % (UUIDS[0], ["<Q>"] * 30)).replace("'<Q>'", "<Q>").encode(), "x")
    assert len(reading.notes) == 11
    assert reading.notes[-1].endswith("20 more values that JSON has no equal for")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (PYTHON % (UUIDS[0], "1 + 1"), "line 2 column 106: .*have to be evaluated"),
        (PYTHON % (UUIDS[0], "\n\n  <open"), "line 4 column 3: .*'<' is not closed"),
        (PYTHON % ("x", "1"), r"activity_uuid: expected a UUID, not \"x\" \(line 2 column 42\)"),
        (
            '[{"activity_name": "a",\n "start": {"time_utc": "noon"}}]',
            r"start.time_utc: .* \(line 3 column 24\)",
        ),
        (
            '[{"activity_name": "a",\n "input": ["/a", {"url":\n5}]}]',
            r"input\[1\].url: .* \(line 4 column 1\)",
        ),
        ('[{"activity_name": "a"},\n {"x": 1}]', r"activity_name: .* \(line 3 column 2\)"),
    ],
)
def test_an_error_points_at_the_value(text: str, place: str) -> None:
    """Line and column are those of the value in the file, not those of its record."""
    with pytest.raises(ReadError, match=place):
        read_activities(f"log line\n{text}".encode(), "x")


def test_bytes_that_are_no_text_matter_only_in_a_record() -> None:
    """A job's output around its list may be in any encoding; in a record they are an error."""
    good = b"temp\xe9rature\n" + repr(RECORDS[:1]).encode()
    assert uuids(good) == UUIDS[:1]
    with pytest.raises(ReadError, match="a byte that is not UTF-8 text"):
        read_activities(b"[{'activity_name': 'temp\xe9rature'}]", "x")


# Salvage


BROKEN: dict[str, tuple[str, list[int], list[str]]] = {
    "the last record breaks off": (f"[{A},\n{B},\n{C[:60]}", [0, 1], ["activity 3, line 3"]),
    "the last record breaks off, Python": (
        f"[{RECORDS[0]!r},\n{repr(RECORDS[1])[:70]}",
        [0],
        ["activity 2, line 2"],
    ),
    "the list is not closed": (f"[{A},\n{B}\n", [0, 1], ["the log ends inside a list"]),
    "one in the middle": (f"[{A},\n{B[:60]},\n{C}]", [0, 2], ["activity 2, line"]),
    "one in the middle, Python": (
        f"[{RECORDS[0]!r}, {repr(RECORDS[1])[:-40]}, {RECORDS[2]!r}]",
        [0, 2],
        ["activity 2, line"],
    ),
    "the first": (f"[{A[:50]}\n][{B}, {C}]", [1, 2], ["array 1, activity 1, line"]),
    "garbage between arrays": (f"[{A}] Killed\n[{B}]", [0, 1], ["array 2, line 1"]),
    "garbage between records": (f"[{A},{B} \0\0 {C}]", [0, 1, 2], ["after array 1, activity 2"]),
    "a line of JSON lines": (f"{A}\n{B[:40]}\n{C}\n", [0, 2], ["activity 2, line"]),
    "two": (f"{A}\n{B[:40]}\n{C[:40]}\n{D}", [0, 3], ["activity 2, line", "activity 3, line"]),
    "a record without a name": (
        f'[{A}, {{"activity_uuid": "{UUIDS[1]}"}}, {C}]',
        [0, 2],
        ["activity_name: expected a string"],
    ),
    "no record": (f"[{A}, 5, {C}]", [0, 2], ["expected an activity, a JSON object, not 5"]),
    "a bad date": (
        f"[{A}, {B.replace('{', '{' + json.dumps('stop') + ': 3,', 1)}]",
        [0],
        ["stop.time_utc: expected a date and time"],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_salvage_keeps_the_good_records_and_names_the_others(case: str) -> None:
    """Without it the log is refused; with it each record left out is named, with the reason."""
    text, kept, said = BROKEN[case]
    with pytest.raises(ReadError):
        read_activities(text.encode(), "x.log")
    reading = read_log(text.encode(), "x.log", salvage=True)
    assert [record.id[9:] for record in reading.records] == [UUIDS[n] for n in kept]
    assert len(reading.notes) == len(said)
    for note, part in zip(reading.notes, said, strict=True):
        assert part in note
        assert note.endswith(": left out")


JOINED: dict[str, Callable[[list[str]], str]] = {
    "list": lambda texts: f"[{', '.join(texts)}]",
    "list, a record a line": lambda texts: "[\n  " + ",\n  ".join(texts) + "\n]\n",
    "JSON lines": lambda texts: "".join(f"{text}\n" for text in texts),
    "commas": ", ".join,
    "arrays": lambda texts: "".join(f"[{text}]" for text in texts),
    "arrays and commas": lambda texts: ",\n".join(f"[{text}]" for text in texts),
}
WRITTEN: dict[str, Callable[[dict[str, Any]], str]] = {
    "JSON": json.dumps,
    "indented JSON": lambda record: json.dumps(record, indent=2),
    "Python": repr,
    "JSON, the name not first": lambda record: json.dumps(_name_last(record)),
    "indented JSON, the name not first": lambda record: json.dumps(_name_last(record), indent=2),
    "Python, the name not first": lambda record: repr(_name_last(record)),
}
FAULTS: dict[str, Callable[[str], str]] = {
    "cut in the middle": lambda text: text[: len(text) // 2],
    "cut at the end": lambda text: text[:-1],
    "a colon is missing": lambda text: re.sub(r"(['\"]status['\"]):", r"\1", text),
    "a value is missing": lambda text: re.sub(r"(['\"]status['\"]: )['\"]\w+['\"]", r"\1", text),
    "no value": lambda text: re.sub(r"(['\"]status['\"]: )['\"]\w+['\"]", r"\1com!pleted", text),
    "a quotation mark is missing": lambda text: re.sub(r"(completed)['\"]", r"\1", text),
    "an id that is none": lambda text: re.sub(r"0000000\d-0000", "x", text),
}


def _name_last(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose name and id stand behind its other fields."""
    return dict(sorted(record.items(), key=lambda item: item[0].startswith("activity_")))


@pytest.mark.parametrize("broken", range(4))
@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("joined", JOINED)
def test_a_broken_record_is_left_out_of_every_spelling(
    joined: str, written: str, broken: int
) -> None:
    """Whatever is wrong with one record, and wherever it stands: the others are there."""
    texts = [WRITTEN[written]({**record, "status": "completed"}) for record in RECORDS]
    assert uuids(JOINED[joined](texts)) == UUIDS
    for fault, spoil in FAULTS.items():
        spoiled = [spoil(text) if n == broken else text for n, text in enumerate(texts)]
        text = JOINED[joined](spoiled)
        others = [uuid for n, uuid in enumerate(UUIDS) if n != broken]
        assert uuids(text, salvage=True) == others, fault


@pytest.mark.parametrize("joined", JOINED)
def test_each_record_left_out_is_named(joined: str) -> None:
    """Two broken ones beside each other are two notes, each with its own line and column."""
    text = JOINED[joined]([A, B[:-1], C[:-1], D])
    notes = read_log(text.encode(), "x", salvage=True).notes
    assert len([note for note in notes if note.endswith(": left out")]) == 2
    assert len({re.findall(r"line \d+ column \d+", note)[0] for note in notes}) == 2


def test_records_that_are_left_out_with_a_broken_one_are_counted() -> None:
    """Where the next record does not show its beginning, the note of the one before says so."""
    last = json.dumps(_name_last(RECORDS[2]))[:-1]
    reading = read_log(f"[{A}, {B[:-1]}, {last}".encode(), "x", salvage=True)
    assert len(reading.records) == 1
    assert reading.notes[-1].endswith("with 1 more activity behind it: left out")


def test_an_object_inside_a_broken_record_is_no_activity() -> None:
    """What a configuration calls `activity_name` is not taken for a record."""
    inner = {"T": {"setting": 1, "activity_name": "x"}}
    record = json.dumps({"status": 1, "config": inner, "activity_name": "y"})
    reading = read_log(f"[{A}, {B[:-1]}, {record}]".encode(), "x", salvage=True)
    assert [record.name for record in reading.records][1:] == ["y"]


def test_a_text_of_braces_is_read_in_bounded_time() -> None:
    """Objects that do not end are tried a bounded number of times."""
    for text in ("{'a':[" * 200_000, "[{ 'x'" * 200_000, '{"a":1,' * 200_000):
        assert len(read_log(f"[{A},{text}{B}".encode(), "x", salvage=True).records) == 2


def test_the_truncated_log_is_salvaged() -> None:
    """A record of a killed job between two whole ones is left out."""
    reading = read_log((JOBS / "truncated.prov.log").read_bytes(), "x", salvage=True)
    assert [record.id[9:17] for record in reading.records] == ["00000841", "00000842"]
    assert reading.notes == (
        "array 2, activity 1, line 64 column 15: Expecting ':' delimiter: left out",
    )


def test_records_of_a_salvaged_list_keep_their_positions() -> None:
    """The process is known by the list's first activity; if that is broken, it is not known."""
    middle, first = f"[{A},{B[:60]},{C}]", f"[{A[:60]},{B},{C}]"
    known = read_log(middle.encode(), "x", salvage=True).records
    assert [next(iter(one.sessions))[1] for one in known] == [0, 2]
    assert not any(one.sessions for one in read_log(first.encode(), "x", salvage=True).records)


def test_a_log_without_a_good_record_is_refused() -> None:
    """There is nothing to salvage: the first error is raised."""
    with pytest.raises(ReadError, match="activity 1, line 1"):
        read_log(A[:60].encode(), "x", salvage=True)


def test_a_whole_log_reads_the_same_with_salvage() -> None:
    """Salvage changes nothing where nothing is broken."""
    for file in (JOBS / "dirac" / "prov_twolists" / "provDict.txt", JOBS / "commas.prov.log"):
        data = file.read_bytes()
        assert read_log(data, "x", salvage=True) == read_log(data, "x")


def records_of(text: str) -> list[Any]:
    """Return the values of a log's records."""
    return [record.value for record in read_activities(text.encode(), "x")]


@pytest.mark.parametrize("text", [repr(RECORDS), repr(RECORDS).replace(" ", "\n")])
def test_python_reads_as_json_does(text: str) -> None:
    """The same list, written by `repr` and by `json`, is the same records."""
    assert records_of(text) == RECORDS
