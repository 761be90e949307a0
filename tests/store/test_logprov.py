"""The line logs of lstosa, logprov and gammapy."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from prov.model import (
    PROV_ROLE,
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvDerivation,
    ProvDocument,
    ProvEntity,
    ProvGeneration,
    ProvInfluence,
    ProvMembership,
    ProvUsage,
)

from provgraph.cli import main
from provgraph.errors import ReadError
from provgraph.readers import Reading, detect, read
from provgraph.readers.source import of_bytes, open_source
from tests.support.corpus import REAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

LSTOSA = REAL.parent / "lstosa-prov.log"
CONVERTED = REAL / "lstosa-run06286.json"
HASH = "0123456789abcdef0123456789abcdef"
needs_lstosa = pytest.mark.skipif(
    not (LSTOSA.exists() and CONVERTED.exists()),
    reason=f"there is no {LSTOSA.name} beside {REAL}; PROVGRAPH_TEST_DATA names another folder",
)


def log(*records: object, mark: str = "_PROV_") -> bytes:
    """Return a log of records, with other lines between them."""
    lines = [f"INFO {mark}2026-01-01T00:00:00{mark}{record}\nINFO a line" for record in records]
    return "\n".join(lines).encode()


def parsed(*records: object) -> Reading:
    """Return the reading of such a log."""
    return read(of_bytes("x.log", log(*records)))


def session(name: str) -> dict[str, Any]:
    """Return the record that opens a session."""
    return {"session_id": name, "name": f"run {name}", "startTime": "2026-01-01T00:00:00"}


def begin(activity: str, session: str, start: str = "2026-01-01T00:00:00.5") -> dict[str, Any]:
    """Return the record of an activity's start."""
    told = {"activity_id": activity, "name": "reduce", "startTime": start}
    return {**told, "in_session": session, "agent_name": "me"}


def of(document: ProvDocument, kind: type[Any]) -> list[Any]:
    """Return the records of a kind."""
    return list(document.get_records(kind))


def names(document: ProvDocument, kind: type) -> list[str]:
    """Return the URIs of the elements of a kind."""
    return sorted(str(record.identifier.uri) for record in of(document, kind))


@pytest.mark.parametrize("mark", ["_PROV_", "__PROV__"])
def test_the_format_is_recognised(mark: str) -> None:
    """Both marks, wherever the first record stands in the file."""
    source = of_bytes("x", b"[x] INFO begin\n" * 3 + log(session("1"), mark=mark))
    assert detect(source) == "logprov"
    assert len(of(read(source).document, ProvEntity)) == 1


def test_activity_ids_hold_within_their_session() -> None:
    """The same six digits in two sessions are two activities, ends included."""
    found = parsed(
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
    assert names(found, ProvActivity) == [f"{base}1/aaaaaa", f"{base}2/aaaaaa"]
    ends = {a.identifier.uri[-8]: a.get_endTime().minute for a in of(found, ProvActivity)}
    assert ends == {"1": 1, "2": 2}
    (used,), (made,) = of(found, ProvUsage), of(found, ProvGeneration)
    assert used.args[0].uri == f"{base}1/aaaaaa"
    assert made.args[1].uri == f"{base}2/aaaaaa"


def test_interleaved_sessions_are_told_by_their_tags() -> None:
    """Two processes that write one log at once name their records by `session_tag`."""
    found = parsed(
        {**begin("aaaaaa", "1"), "session_tag": "reduce:1"},
        {**begin("aaaaaa", "2"), "session_tag": "reduce:2"},
        {"activity_id": "aaaaaa", "used_id": HASH, "session_tag": "reduce:1"},
    ).document
    assert of(found, ProvUsage)[0].args[0].uri.endswith("activity:1/aaaaaa")


def test_an_id_drawn_twice_in_a_session_is_two_activities() -> None:
    """Another start is another activity."""
    found = parsed(begin("a", "1"), begin("a", "1"), begin("a", "1", "2026-01-01T05:00:00"))
    assert len(of(found.document, ProvActivity)) == 2


def test_hashes_name_files_everywhere_and_addresses_in_memory_do_not() -> None:
    """A file joins sessions; an object in memory has its id for one session."""
    entity = {"name": "File", "filepath": "/fefs/x.h5"}
    found = parsed(
        session("1"),
        {"entity_id": HASH, **entity},
        {"entity_id": "140234", "name": "Dataset"},
        session("2"),
        {"entity_id": HASH, **entity},
        {"entity_id": "140234", "name": "Dataset"},
    ).document
    entities = [name for name in names(found, ProvEntity) if ":entity:" in name]
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
    found = parsed(
        {**session("1"), "system": {"python": {"packages": [{"name": "x"}]}}, "none": None},
        begin("a", "1"),
        {"activity_id": "a", "parameters": {"n sigma": 2.5, "cuts": [1, (2,)]}},
        {"entity_id": HASH, "progenitor_id": HASH[::-1]},
        {"entity_id": HASH, "member_id": HASH[::-1]},
    ).document
    assert len(of(found, ProvInfluence)) == 3
    assert len(of(found, ProvDerivation)) == 1
    assert len(of(found, ProvMembership)) == 1
    assert len(of(found, ProvAgent)) == len(of(found, ProvAssociation)) == 1
    text = found.get_provn()
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
        (log("{'x'"), "line 1: this is no Python literal"),
        (log({"x": 1}), r"line 1: a record of no known kind: \['x'\]"),
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
    found = read(open_source(LSTOSA)).document
    kinds = {ProvUsage: "used", ProvGeneration: "wasGeneratedBy"}
    for kind, name in kinds.items():
        expected = {
            (one["prov:activity"][3:], one["prov:entity"][3:], one.get("prov:role"))
            for one in converted[name].values()
        }
        ours = {_relation(record) for record in of(found, kind)}
        logged = {entry for entry in ours if entry[0] in {a for a, _, _ in expected}}
        assert logged
        assert logged <= expected
    assert len(of(found, ProvActivity)) == 14
    assert len(of(found, ProvUsage)) == 49
    assert len(of(found, ProvGeneration)) == 26
    assert len(of(found, ProvDerivation)) == 3


@needs_lstosa
def test_lstosas_log_is_one_history(store: Store) -> None:
    """From the cleaned file back to the raw subrun and the pedestal; loaded once."""
    assert store.load(LSTOSA).status == "loaded"
    assert store.load(LSTOSA).status == "unchanged"
    nodes = store.lineage(
        "/fefs/onsite/data/lst-pipe/LSTN-01/DL1/20210913/v0.10.7/tailcut84/dl1_LST-1.Run06286.0000.h5"
    ).nodes
    labels = {node.label for node in nodes}
    assert {"dl1ab", "r0_to_dl1", "R0SubrunDataset", "PedestalFile"} <= labels


def test_parameters_configure_their_activity(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """In the graph: (:Activity)-[:WAS_CONFIGURED_BY]->(:Parameter)."""
    file = tmp_path / "x.log"
    file.write_bytes(log(begin("a", "1"), {"activity_id": "a", "parameters": {"n": 2}}))
    assert any("without an offset" in note for note in store.load(file).notes)
    assert cypher(
        "MATCH (a:Activity)-[:WAS_CONFIGURED_BY]->(p:Parameter) RETURN a.name AS a, p.label AS p"
    ) == [{"a": "reduce", "p": "n"}]


def _relation(record: Any) -> tuple[str, str, str]:  # noqa: ANN401  # one of two kinds of prov
    uris = {part.uri.rpartition(":")[2] for part in record.args[:2]}
    activity = next(uri for uri in uris if "/" in uri)
    entity = next(uri for uri in uris if "/" not in uri)
    return activity.rpartition("/")[2], entity, str(next(iter(record.get_attribute(PROV_ROLE))))


@pytest.mark.usefixtures("environment")
def test_redaction_leaves_the_environment_out(store: Store, tmp_path: Path) -> None:
    """What logprov logs of environment and node goes, too; what isn't recognised is said."""
    system = {
        "environment": {"PATH": "/home/jdoe/bin"},
        "platform": {"node": "wn1", "machine": "m"},
    }
    file = tmp_path / "x.log"
    file.write_bytes(log({**session("1"), "system": system}))
    store.load(file)
    result = CliRunner().invoke(main, ["export", "--all", "--redact"])
    assert result.exit_code == 0, result.output
    assert "machine" in result.stdout
    assert "jdoe" not in result.stdout
    assert "wn1" not in result.stdout
    assert "other formats" in result.stderr
