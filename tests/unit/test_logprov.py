"""The line logs of lstosa, logprov and gammapy, as documents."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from prov.model import (
    PROV_ROLE,
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvDerivation,
    ProvEntity,
    ProvGeneration,
    ProvInfluence,
    ProvMembership,
    ProvUsage,
)

from provgraph.errors import ReadError
from provgraph.readers import Reading, detect, read
from provgraph.readers.source import of_bytes, open_source
from tests.support.logprov import CONVERTED, LSTOSA, begin, log, names, needs_lstosa, of, session

HASH = "0123456789abcdef0123456789abcdef"


def parsed(*records: object) -> Reading:
    """Return the reading of such a log."""
    return read(of_bytes("x.log", log(*records)))


@pytest.mark.parametrize("mark", ["_PROV_", "__PROV__"])
def test_the_format_is_recognised(mark: str) -> None:
    """Both marks, wherever the first record stands in the file."""
    source = of_bytes("x", b"[x] INFO begin\n" * 3 + log(session("1"), mark=mark))
    assert detect(source) == "logprov"
    assert len(of(read(source).document, ProvEntity)) == 1


def test_activity_ids_hold_within_their_session() -> None:
    """The same six digits in two sessions are two activities, ends included."""
    history = parsed(
        session("1"),
        begin("aaaaaa", "1"),
        {"activity_id": "aaaaaa", "used_id": HASH, "used_role": "in"},
        {"activity_id": "aaaaaa", "endTime": "2026-01-01T00:01:00"},
        session("2"),
        begin("aaaaaa", "2"),
        {"activity_id": "aaaaaa", "generated_id": HASH, "generated_role": "out"},
        {"activity_id": "aaaaaa", "endTime": "2026-01-01T00:02:00"},
    ).document
    base = "urn:provgraph:logprov:activity:"
    assert names(history, ProvActivity) == [f"{base}1/aaaaaa", f"{base}2/aaaaaa"]
    ends = {a.identifier.uri[-8]: a.get_endTime().minute for a in of(history, ProvActivity)}
    assert ends == {"1": 1, "2": 2}
    (used,), (made,) = of(history, ProvUsage), of(history, ProvGeneration)
    assert used.args[0].uri == f"{base}1/aaaaaa"
    assert made.args[1].uri == f"{base}2/aaaaaa"


def test_interleaved_sessions_are_told_by_their_tags() -> None:
    """Two processes that write one log at once name their records by `session_tag`."""
    history = parsed(
        {**begin("aaaaaa", "1"), "session_tag": "reduce:1"},
        {**begin("aaaaaa", "2"), "session_tag": "reduce:2"},
        {"activity_id": "aaaaaa", "used_id": HASH, "session_tag": "reduce:1"},
    ).document
    assert of(history, ProvUsage)[0].args[0].uri.endswith("activity:1/aaaaaa")


def test_an_id_drawn_twice_in_a_session_is_two_activities() -> None:
    """Another start is another activity."""
    found = parsed(begin("a", "1"), begin("a", "1"), begin("a", "1", "2026-01-01T05:00:00"))
    assert len(of(found.document, ProvActivity)) == 2


def test_hashes_name_files_everywhere_and_addresses_in_memory_do_not() -> None:
    """A file joins sessions; an object in memory has its id for one session."""
    entity = {"name": "File", "filepath": "/fefs/x.h5"}
    history = parsed(
        session("1"),
        {"entity_id": HASH, **entity},
        {"entity_id": "140234", "name": "Dataset"},
        session("2"),
        {"entity_id": HASH, **entity},
        {"entity_id": "140234", "name": "Dataset"},
    ).document
    entities = [name for name in names(history, ProvEntity) if ":entity:" in name]
    assert [name.rpartition(":")[2] for name in entities] == [HASH, "1/140234", "2/140234"]


def test_naive_times_stay_naive_and_it_is_said() -> None:
    """No offset is made up; the reading says that there is none."""
    found = parsed(begin("a", "1"))
    assert of(found.document, ProvActivity)[0].get_startTime() == datetime(  # noqa: DTZ001
        2026, 1, 1, 0, 0, 0, 500_000
    )
    assert any("without an offset" in note for note in found.notes)
    zoned = parsed(begin("a", "1", "2026-01-01T00:00:00+02:00"))
    assert zoned.notes == ()


def test_all_kinds_of_records() -> None:
    """Parameters, derivation, members, agents; nested fields and lists are kept."""
    history = parsed(
        {**session("1"), "system": {"python": {"packages": [{"name": "x"}]}}, "none": None},
        begin("a", "1"),
        {"activity_id": "a", "parameters": {"n sigma": 2.5, "cuts": [1, (2,)]}},
        {"entity_id": HASH, "progenitor_id": HASH[::-1]},
        {"entity_id": HASH, "member_id": HASH[::-1]},
    ).document
    assert len(of(history, ProvInfluence)) == 3
    assert len(of(history, ProvDerivation)) == 1
    assert len(of(history, ProvMembership)) == 1
    assert len(of(history, ProvAgent)) == len(of(history, ProvAssociation)) == 1
    text = history.get_provn()
    for part in (
        'voprov:value="2.5"',
        "[1, [2]]",
        "system.python.packages",
        'voprov:name="n sigma"',
    ):
        assert part in text
    assert "none" not in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (log(session("1"), "{'activity_id': __import__('os')}"), "line 3: .*have to be evaluated"),
        (log("{'x'"), "line 1: this is not a Python literal"),
        (log({"x": 1}), r"line 1: a record of unknown kind: \['x'\]"),
        (log(begin("a", "1", "yesterday")), "line 1: startTime: a date and time"),
        (log({"session_id": "a" * 200_000_000}), "line 1: a record of more than 4 MiB"),
    ],
    ids=["evil", "truncated", "unknown", "date", "large"],
)
def test_a_broken_line_refuses_the_log(data: bytes, reason: str) -> None:
    """Which line, and why; nothing is evaluated."""
    with pytest.raises(ReadError, match=reason):
        read(of_bytes("x.log", data))


@needs_lstosa
def test_lstosas_log_says_what_its_own_converter_says() -> None:
    """Each usage, generation and derivation of the sample is there, with its role."""
    converted = json.loads(CONVERTED.read_text())
    history = read(open_source(LSTOSA)).document
    kinds = {ProvUsage: "used", ProvGeneration: "wasGeneratedBy"}
    for kind, name in kinds.items():
        expected = {
            (one["prov:activity"][3:], one["prov:entity"][3:], one.get("prov:role"))
            for one in converted[name].values()
        }
        ours = {_relation(record) for record in of(history, kind)}
        logged = {entry for entry in ours if entry[0] in {a for a, _, _ in expected}}
        assert logged
        assert logged <= expected
    assert len(of(history, ProvActivity)) == 14
    assert len(of(history, ProvUsage)) == 49
    assert len(of(history, ProvGeneration)) == 26
    assert len(of(history, ProvDerivation)) == 3


def _relation(record: Any) -> tuple[str, str, str]:  # noqa: ANN401  # one of two kinds of prov
    uris = {part.uri.rpartition(":")[2] for part in record.args[:2]}
    activity = next(uri for uri in uris if "/" in uri)
    entity = next(uri for uri in uris if "/" not in uri)
    return activity.rpartition("/")[2], entity, str(next(iter(record.get_attribute(PROV_ROLE))))
