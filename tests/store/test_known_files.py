"""Files that the store knows by path, size and time are not read again."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph import readers
from provgraph.ingest import batch, known_files
from provgraph.ingest.discover import find_files
from tests.support import mixed_inputs
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from provgraph.graph.connection import Connection
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
PRIMER = Path(__file__).parents[2] / "examples" / "primer.provn"
LONG_AGO = (1_700_000_000, 1_700_000_000)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """Return a directory of logs that nobody has written to for long."""
    for file in (*DATA.glob("1*"), PRIMER):
        shutil.copy(file, tmp_path)
    for file in tmp_path.iterdir():
        os.utime(file, LONG_AGO)
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are read from now on."""
    names: list[str] = []
    real = readers.open_source

    def spy(name: str, content: readers.Content | None = None) -> readers.Source:
        names.append(name)
        return real(name, content)

    monkeypatch.setattr(readers, "open_source", spy)
    return names


def load(store: Store, night: Path, *, rehash: bool = False) -> list[str]:
    """Load a directory; return what became of each file."""
    found = store.load_all(store.files([str(night)]), rehash=rehash)
    return [f"{one.status} {len(one.documents)}" for one in found]


def test_unchanged_files_are_not_read(store: Store, night: Path, opened: list[str]) -> None:
    """The second time nothing is opened, and the answer still names the documents."""
    assert load(store, night) == ["loaded 1"] * 10
    opened.clear()
    assert load(store, night) == ["unchanged 1"] * 10
    assert store.load(night / PRIMER.name).status == "unchanged"
    assert opened == []


def test_a_file_that_changed_is_read(store: Store, night: Path, opened: list[str]) -> None:
    """Another size, or another time, is another file; so is another path."""
    load(store, night)
    first, second, *_ = sorted(night.iterdir())
    with first.open("a") as log:
        log.write((DATA / "30_error_no_config.provenance.log").read_text())
    os.utime(first, LONG_AGO)
    os.utime(second, (1_700_000_001, 1_700_000_001))
    third = shutil.copy(night / PRIMER.name, night / "other.provn")
    opened.clear()
    assert sorted(load(store, night)) == ["loaded 2", *["unchanged 1"] * 10]
    assert opened == [str(first), str(second), str(third)]


def test_rehash_reads_all(store: Store, night: Path, opened: list[str]) -> None:
    """`--rehash` trusts neither size nor time."""
    load(store, night)
    opened.clear()
    assert load(store, night, rehash=True) == ["unchanged 1"] * 10
    assert len(opened) == 10


def test_a_file_of_just_now_is_read_again(store: Store, tmp_path: Path, opened: list[str]) -> None:
    """It could be written once more within the same tick of the clock."""
    file = tmp_path / "x.provn"
    shutil.copyfile(PRIMER, file)
    store.load(file)
    store.load(file)
    assert opened == [str(file)] * 2


@pytest.mark.parametrize("name", [PRIMER.name, "13_chain_apply_models.provenance.log"])
def test_deleting_a_document_forgets_its_files(store: Store, night: Path, name: str) -> None:
    """What was deleted comes back with the next load, and only that."""
    load(store, night)
    store.delete(str(night / name))
    assert sorted(load(store, night)) == ["loaded 1", *["unchanged 1"] * 9]


def test_files_are_forgotten_in_steps(
    store: Store, cypher: Cypher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many copies a log has, and however many activities: all its files are forgotten."""
    monkeypatch.setattr(known_files, "_FILES", 2)
    monkeypatch.setattr(known_files, "_DOCUMENTS", 1)
    records = [json.loads(file.read_text())[0] for file in sorted(DATA.glob("1*"))[:3]]
    for number in range(3):
        copied = tmp_path / f"{number}.provenance.log"
        copied.write_text(json.dumps(records))
        os.utime(copied, LONG_AGO)
        store.load(copied)
    assert cypher("MATCH (:File)-[g:GAVE]->() RETURN count(g) AS n") == [{"n": 9}]
    store.delete(f"urn:uuid:{records[0]['activity_uuid']}")
    assert cypher("MATCH (f:File) RETURN count(f) AS n") == [{"n": 0}]
    assert store.load(tmp_path / "0.provenance.log").status == "loaded"


def test_deletion_counts_the_documents_of_a_file(store: Store, tmp_path: Path) -> None:
    """Of a log with several activities, progress tells how many documents are done."""
    copied = tmp_path / "several.provenance.log"
    records = [json.loads(file.read_text())[0] for file in sorted(DATA.glob("1*"))[:3]]
    copied.write_text(json.dumps(records))
    store.load(copied)
    seen: list[int] = []

    def progress(numbers: Iterable[int], total: int) -> Iterator[int]:
        done = list(numbers)
        seen.extend((len(done), total))
        yield from done

    deleted = store.delete(str(copied), progress=progress)
    assert len(deleted) > len(records)
    assert seen == [len(deleted)] * 2
    assert not store.documents()


def test_files_stay_known_when_their_documents_are_rewritten(
    store: Store, night: Path, opened: list[str]
) -> None:
    """A late writer has its readers' documents written anew; their files needn't be read."""
    merged = night / "11_chain_merge.provenance.log"
    aside = merged.read_bytes()
    merged.unlink()
    load(store, night)
    merged.write_bytes(aside)
    os.utime(merged, LONG_AGO)
    opened.clear()
    load(store, night)
    assert opened == [str(merged)]


def test_a_dry_run_remembers_nothing(store: Store, night: Path, cypher: Cypher) -> None:
    """What was not loaded is not known."""
    list(store.load_all(store.files([str(night)]), dry_run=True))
    assert cypher("MATCH (f:File) RETURN f") == []


def test_a_failed_file_is_not_known(store: Store, tmp_path: Path) -> None:
    """It is tried, and fails, again."""
    file = tmp_path / "x.log"
    file.write_text('[{"activity_name": 5}]')
    os.utime(file, LONG_AGO)
    assert load(store, tmp_path) == load(store, tmp_path) == ["failed 0"]


def test_many_documents_make_the_graph_that_each_alone_makes(
    connection: Connection, cypher: Cypher, tmp_path: Path
) -> None:
    """Small files are loaded together; one that is broken, and one twice, harm none of them."""
    for name, document in mixed_inputs.documents(5):
        document.serialize(str(tmp_path / name), format="provn" if "provn" in name else "json")
    shutil.copy(tmp_path / "1.provn", tmp_path / "1again.provn")
    (tmp_path / "broken.json").write_text('{"entity": {"ex:a": {}}}')
    found = find_files([str(tmp_path)])
    together = {one.file: one for one in batch.load_files(connection, found, batch.LoadOptions())}
    statuses = {Path(name).name: one.status for name, one in together.items()}
    assert statuses.pop("broken.json") == "failed"
    assert statuses.pop("1again.provn") == "unchanged"
    assert set(statuses.values()) == {"loaded"}
    whole = graph(cypher)
    cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    for file in (file for file in found if statuses.get(Path(file.name).name) == "loaded"):
        alone = batch.load_file(connection, file.name, batch.LoadOptions())
        assert alone == replace(together[file.name], file=alone.file)
    assert graph(cypher) == whole
