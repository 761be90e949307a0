"""Redacted loading: names never reach the store, and the files of jobs still join."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import LoadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

CASES = Path(__file__).parents[1] / "data" / "cases" / "safety"
WRITER, READER = (f"93fc2206-59de-4852-868d-ec045ec25d1{n}" for n in range(2))
SECRETS = ("jdoe", "wn042", "Jane", "jane@", "example.org", "SECRETPATH")


def job(uuid: str, hour: int, **files: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the record of a job of one user on one host."""
    return {
        "activity_name": "ctapipe-process",
        "activity_uuid": uuid,
        "status": "completed",
        "start": {"time_utc": f"2026-01-01T{hour:02}:00:00.000"},
        "stop": {"time_utc": f"2026-01-01T{hour:02}:30:00.000"},
        "system": {
            "platform": {"node": "wn042.example.org"},
            "environment": {"USER": "jdoe", "X": "SECRETPATH"},
            "arguments": ["tool", "--out=/data/jdoe/x.h5"],
        },
        "config": {"Tool": {"jdoe": {"owner": "jdoe"}}},
        "input": [],
        "output": [],
        **files,
    }


META = {"CTA CONTACT NAME": "Jane Doe", "CTA CONTACT EMAIL": "jane@example.org"}
LOGS = {
    "writer.log": job(WRITER, 1, output=[{"url": "/data/jdoe/x.h5", "reference_meta": META}]),
    "reader.log": job(READER, 2, input=[{"url": "/data/jdoe/x.h5"}]),
}


def everything(cypher: Callable[..., list[dict[str, Any]]]) -> str:
    """Return all properties of all nodes and relationships."""
    rows = cypher("MATCH (n) RETURN labels(n) AS l, properties(n) AS p")
    rows += cypher("MATCH ()-[r]->() RETURN type(r) AS l, properties(r) AS p")
    return "\n".join(sorted(map(str, rows)))


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Return a folder of a user's home that holds both logs."""
    folder = tmp_path / "home" / "jdoe"
    folder.mkdir(parents=True)
    for name, record in LOGS.items():
        (folder / name).write_text(json.dumps([record]))
    return folder


@pytest.mark.parametrize("order", list(itertools.permutations(LOGS)))
def test_names_never_reach_the_store(
    store: Store, logs: Path, cypher: Callable[..., list[dict[str, Any]]], order: tuple[str, ...]
) -> None:
    """No name is in any property, source or index of files; the reader's file is the writer's."""
    for name in order:
        result = store.load(logs / name, redact=True)
        assert result.status == "loaded"
        assert any("replaced" in note and "user" in note for note in result.notes)
        assert result.file == str(logs / name)
    text = everything(cypher)
    assert [secret for secret in SECRETS if secret in text] == []
    nodes = {node.id for node in store.lineage(READER).nodes}
    assert f"urn:uuid:{WRITER}" in nodes


def test_the_order_of_loading_does_not_matter(
    store: Store, logs: Path, cypher: Callable[..., list[dict[str, Any]]]
) -> None:
    """Logs loaded in any order, alone or together, give the same history."""
    exports = []
    for files in (("writer.log", "reader.log"), ("reader.log", "writer.log")):
        assert {r.status for r in store.load_all([logs / n for n in files], redact=True)} == {
            "loaded"
        }
        exports.append(store.export(all=True))
        cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    assert exports[0] == exports[1]


def test_a_document_is_redacted(store: Store, cypher: Callable[..., list[dict[str, Any]]]) -> None:
    """A PROV document, loaded twice, is there once, without names; the command says so."""
    file = str(CASES / "redact.json")
    assert store.load(file, redact=True).status == "loaded"
    assert store.load(file, redact=True).status == "unchanged"
    text = everything(cypher).replace("redact.json", "")
    assert [s for s in ("Erika", "Musterfrau", "emuster", "pc17", "1825") if s in text] == []


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("name", ["log", "document"])
def test_both_ways_are_not_mixed(store: Store, logs: Path, name: str, *, first: bool) -> None:
    """What is loaded one way is refused the other way, with what to do; then it can be loaded."""
    file = logs / "writer.log" if name == "log" else CASES / "redact.json"
    loaded = store.load(file, redact=first)
    with pytest.raises(LoadError, match=f"loaded {'with' if first else 'without'} --redact"):
        store.load(file, redact=not first, rehash=True)
    store.delete(loaded.documents[0])
    assert store.load(file, redact=not first).status == "loaded"


@pytest.mark.usefixtures("environment")
def test_the_command_redacts(logs: Path) -> None:
    """`load --redact` notes what was replaced; a dry run changes nothing."""
    dry = CliRunner().invoke(main, ["load", "--redact", "--dry-run", str(logs / "writer.log")])
    result = CliRunner().invoke(main, ["load", "--redact", str(logs / "writer.log")])
    assert (dry.exit_code, result.exit_code) == (0, 0)
    assert "note: replaced" in result.stderr
    assert "loaded" in result.stdout
