"""Compaction: what was deleted is in no file of the store, and all else is as it was."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import provgraph
from provgraph import compaction, neo4j_local
from provgraph.cli import main
from provgraph.errors import LocalServerError
from provgraph.neo4j_local.exchange import remove_killed_restores
from provgraph.neo4j_local.home import Home
from tests.support.raw_files import holding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "Erika_Musterfrau_of_the_Institute_for_Long_Names_ZQX9"
KEPT = "Something_Else_of_the_Institute_for_Long_Names_ZQX9"
FORGOTTEN = "Jane_Doe_of_the_Institute_for_Very_Long_Names_ZQX8"
WORD = "x(y){z}"
"""A name of a property that neo4j-admin's import refuses."""


def document(name: str) -> bytes:
    """Return a document that names an agent in an id, an attribute's name and a value."""
    agent = f"ex:{name}"
    return json.dumps(
        {
            "prefix": {"ex": "http://example.org/"},
            "entity": {"ex:report": {f"ex:{name}": [1, 2], f"ex:{WORD}": f"by {name}"}},
            "agent": {agent: {"prov:type": {"$": "prov:Person", "type": "prov:QUALIFIED_NAME"}}},
            "wasAttributedTo": {"_:w": {"prov:entity": "ex:report", "prov:agent": agent}},
        }
    ).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the home of this module's server; it is stopped in the end."""
    path = tmp_path_factory.mktemp("server") / "home"
    yield path
    neo4j_local.stop(path)


@pytest.fixture
def home(server: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the home of this module's server, which commands use."""
    monkeypatch.setenv("PROVGRAPH_HOME", str(server))
    monkeypatch.delenv("NEO4J_URI", raising=False)
    return server


def run(*words: str) -> str:
    """Run a command and return what it prints."""
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_was_deleted_or_forgotten_is_gone_from_all_files(home: Path, tmp_path: Path) -> None:
    """The names are in the raw files after deletion and forgetting, and in none after compaction.

    Neither are they in a dump; all that is kept, the schema too, comes out equal.
    """
    with provgraph.connect() as store:
        deleted = store.load(document(NAME), name="a.json").documents[0]
        store.load(document(KEPT), name="b.json")
        store.cypher("CREATE ({empty: [], day: date(), place: point({x: 1, y: 2})})", write=True)
        store.load(document(FORGOTTEN), name="f.json")
        store.delete(deleted)
        assert store.forget(FORGOTTEN).documents == 1
        before = store.export(all=True)
    neo4j_local.stop(home)
    assert holding(home, NAME)
    assert holding(home, FORGOTTEN)
    assert "copied" in run("neo4j", "compact")
    with provgraph.connect() as store:
        assert store.export(all=True) == before
        rows = store.cypher("MATCH (n {day: date()}) RETURN n.empty AS e, n.place.x AS x").rows
        assert [list(row.values()) for row in rows] == [[[], 1.0]]
        store.load(document("another"), name="c.json")
    backup = tmp_path / "backup.dump"
    run("neo4j", "backup", str(backup))
    assert backup.stat().st_mode & 0o777 == 0o600
    neo4j_local.stop(home)
    assert [holding(home, name) for name in (NAME, FORGOTTEN)] == [[], []]
    assert holding(home, KEPT)
    neo4j_local.restore(backup, tmp_path / "other", report=lambda _: None)
    assert [holding(tmp_path / "other", name) for name in (NAME, FORGOTTEN)] == [[], []]
    assert holding(tmp_path / "other", KEPT)
    assert not list(home.glob("compacting-*"))


def test_a_store_that_is_written_to_is_not_replaced(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is committed after the copy is not lost: the store stays, with a message."""
    with provgraph.connect() as store:
        store.load(document(KEPT), name="b.json")
        documents = store.documents()
    monkeypatch.setattr(compaction, "_ATTEMPTS", 1)
    monkeypatch.setattr(compaction, "_copy", _empty_copy)
    states = iter(range(9))
    monkeypatch.setattr(compaction, "_last_log", lambda _: next(states))
    with pytest.raises(LocalServerError, match="was written to during"):
        compaction.compact(lambda _: None)
    with provgraph.connect() as store:
        assert store.documents() == documents
    assert not list(home.glob("compacting-*"))


def _empty_copy(copied: Path, _: object) -> tuple[int, int]:
    copied.mkdir()
    return 0, 0


def test_leftovers_are_announced_and_deleted(home: Path) -> None:
    """`clean` deletes the store that a restore kept, and the folders of killed commands."""
    killed = [f"{work}-9999999-abc_efg1" for work in ("compacting", "bulk", "filling")]
    for name in ("before-restore", *killed, "restoring-abcdefgh"):
        (home / name).mkdir(parents=True, exist_ok=True)
        (home / name / "neo4j.conf").write_text(NAME)
    assert "before-restore" in str(neo4j_local.before_restore(home))
    assert "deleted 5 directories" in run("neo4j", "clean")
    assert holding(home, NAME) == []


KEPT_FOLDERS = (
    *(f"{work}-{os.getpid()}-abcdefgh" for work in ("compacting", "bulk", "filling")),
    "bulk-2026-11-28",
    "bulk-20261128",
    "bulk-20261128-exported",
    "bulk-9999999-night",
    "restoring-abcdefgh",
    "restoring-notes",
)
"""Folders of commands that still run, and of users."""

KEPT_FILES = ("bulk-9999999-abcdefgh", "restoring-x.dump", "restoring-a_file_1")


def test_what_is_in_use_or_the_users_is_kept(tmp_path: Path) -> None:
    """Neither `clean` nor a start deletes or announces folders of running commands, or others'.

    The names of files and links do not matter, nor does that of a folder alone.
    """
    for name in KEPT_FOLDERS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "documents.csv").touch()
    (tmp_path / "restoring-notes" / "neo4j.conf").touch()
    for name in KEPT_FILES:
        (tmp_path / name).touch()
    (tmp_path / "filling-9999999-abcdefgh").symlink_to(tmp_path / "bulk-20261128")
    before = sorted(tmp_path.rglob("*"))
    neo4j_local.remove_abandoned(tmp_path)
    remove_killed_restores(Home(tmp_path), pytest.fail)
    assert neo4j_local.remove_leftovers(tmp_path, report=pytest.fail) == (0, 0)
    assert set(before) <= set(tmp_path.rglob("*"))
