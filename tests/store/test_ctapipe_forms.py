"""The forms in which ctapipe's logs are found, and the accidents that befall them."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import ReadError, UnknownFormatError
from tests.support.ctapipe_logs import ACTIVITIES, DATA, LOG, PYTHON, UUID, activity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

CASES = DATA.parent / "cases" / "jobs"


@pytest.mark.parametrize("file", sorted(DATA.glob("*v0*")), ids=lambda file: file.stem)
def test_every_version_loads(store: Store, cypher: Cypher, file: Path) -> None:
    """Three activities a version: a nested one, a whole one, and one that failed."""
    result = store.load(file)
    assert (result.status, result.records > 0, result.notes) == ("loaded", True, ())
    rows = cypher("MATCH (a:Activity) RETURN a.name AS name, a[$status] AS status", status=STATUS)
    assert sorted((row["name"], row["status"]) for row in rows) == [
        ("ctapipe-merge", "error"),
        ("ctapipe-process", "completed"),
        ("sub-calibration", "completed"),
    ]
    assert cypher(
        "MATCH (:Activity {name: 'ctapipe-process'})-[:WAS_INFORMED_BY]->(a) RETURN a.name AS name"
    ) == [{"name": "sub-calibration"}]


def test_versions_of_one_path_are_five_files(store: Store, cypher: Cypher) -> None:
    """The five versions' files write one path, without a product id: five versions of it."""
    for file in sorted(DATA.glob("*v0*")):
        store.load(file)
    rows = cypher("MATCH (e:Entity {name: 'run_00042.DL1.h5'}) RETURN e.uri AS uri")
    assert len({row["uri"] for row in rows if "#" in row["uri"]}) == 5


def test_logs_of_0_3_load(store: Store, tmp_path: Path) -> None:
    """No uuid, no status, files as texts: loaded once, and unchanged the second time."""
    old = {
        "activity_name": "camdemo",
        "start": {"time_utc": "2017-05-24T09:12:13.123"},
        "stop": {"time_utc": "2017-05-24T09:12:14.123"},
        "input": ["/data/gamma.simtel.gz"],
        "output": ["/data/gamma.h5"],
        "system": {"ctapipe_version": "0.3.4", "unknown": [{"x": None}]},
        "what comes": {"n": [1]},
    }
    file = tmp_path / "old.log"
    file.write_text(json.dumps([old]))
    assert store.load(file).status == "loaded"
    assert store.load(file).status == "unchanged"
    assert [node.label for node in store.lineage("gamma.h5").nodes][1:] == [
        "camdemo",
        "gamma.simtel.gz",
    ]


def bundle(path: Path, members: dict[str, bytes], *others: tarfile.TarInfo) -> Path:
    """Write a tar archive, compressed as its name says."""
    with tarfile.open(path, "w:gz" if path.suffix in {".tgz", ".gz"} else "w") as archive:
        for name, data in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            archive.addfile(told, io.BytesIO(data))
        for other in others:
            archive.addfile(other)
    return path


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    """Return a member that is no file."""
    told = tarfile.TarInfo(name)
    told.type, told.linkname = kind, target
    return told


@pytest.mark.parametrize("name", ["job.log_and_prov.tgz", "job.tar", "job.tar.gz"])
def test_a_bundle_is_its_logs(store: Store, tmp_path: Path, name: str) -> None:
    """Logs inside a tar archive load, whatever lies beside them; the source names the member."""
    members = {
        "job/X.DL2.prov.log": LOG.read_bytes(),
        "job/Y.provenance.log.gz": gzip.compress(
            (DATA / "30_error_no_config.provenance.log").read_bytes()
        ),
        "job/provDict.txt": PYTHON.encode(),
        "job/X.h5": b"\x89HDF\0\0\0",
        "job/stdout.log": b"INFO nothing here",
        "job/empty": b"",
    }
    file = bundle(tmp_path / name, members)
    result = store.load(file)
    assert (result.status, result.format, len(result.documents)) == ("loaded", "ctapipe", 2)
    sources = {
        source
        for document in store.documents(f"{name}!job/X.DL2.prov.log")
        for source in document.sources
    }
    assert sources == {f"{file}!job/X.DL2.prov.log", f"{file}!job/provDict.txt"}
    assert {document.id for document in store.documents(name)} >= set(result.documents)
    assert store.load(file, rehash=True).status == "unchanged"


def test_links_and_devices_are_left_out(store: Store, tmp_path: Path) -> None:
    """They hold no bytes of their own; what they are is said."""
    others = [link("a.prov.log", "/etc/passwd"), link("null", "", tarfile.CHRTYPE)]
    result = store.load(bundle(tmp_path / "x.tar", {"x.prov.log": LOG.read_bytes()}, *others))
    assert result.status == "loaded"
    assert [note.split()[0] for note in result.notes] == ["a.prov.log", "null"]


REFUSED = {
    "climbs": ({"x.prov.log": LOG.read_bytes(), "../../evil": b"x"}, "climbs out"),
    "absolute": ({"x.prov.log": LOG.read_bytes(), "/etc/evil": b"x"}, "climbs out"),
    "broken": ({"a.prov.log": LOG.read_bytes(), "b.prov.log": b"[{"}, "b.prov.log"),
    "html": ({"a.prov.log": LOG.read_bytes(), "b.prov.log": b"<html>"}, "an HTML page"),
    "nothing": ({"a.txt": b"hello"}, "holds no provenance"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_bundle_leaves_the_store_untouched(
    store: Store, cypher: Cypher, tmp_path: Path, case: str
) -> None:
    """Paths that climb out, and one broken log among good ones: nothing of it is loaded."""
    members, reason = REFUSED[case]
    with pytest.raises(ReadError, match=reason):
        store.load(bundle(tmp_path / "x.tgz", members))
    assert_untouched(cypher)


def test_a_truncated_bundle_is_refused(store: Store, cypher: Cypher, tmp_path: Path) -> None:
    """Half a tar archive is not half loaded."""
    file = bundle(
        tmp_path / "x.tar", {"a.prov.log": LOG.read_bytes(), "b.prov.log": LOG.read_bytes()}
    )
    file.write_bytes(file.read_bytes()[:30_000])
    with pytest.raises(ReadError, match="the tar archive is damaged"):
        store.load(file)
    assert_untouched(cypher)


def test_a_bundle_that_blows_up_is_refused(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members compressed again count with what they unpack to."""
    monkeypatch.setattr("provgraph.readers.bundle.MAX_TOTAL", 1_000_000)
    packed = gzip.compress(b" " * 999_000 + b"x")
    members = {"a.prov.log.gz": packed, "b.prov.log.gz": packed}
    with pytest.raises(ReadError, match="unpacks to more than"):
        store.load(bundle(tmp_path / "x.tar", members))


BROKEN = {
    "truncated": (LOG.read_bytes()[:9000], "the log ends inside an activity"),
    "html": (b"<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page"),
    "no activity": (json.dumps([*ACTIVITIES, 5, *ACTIVITIES]).encode(), "array 1, activity 2"),
    "broken json": (b'[{"activity_name": "a"}, {"activity_name": b}]', "activity 2, line 1"),
    "no name": (json.dumps([*ACTIVITIES, {"activity_uuid": UUID}]).encode(), "activity_name"),
    "no uuid": (json.dumps([activity(activity_uuid="x")]).encode(), "uuid: expected a UUID"),
    "date": (
        json.dumps([activity(start={"time_utc": "2026-02-30T00:00:00"})]).encode(),
        "start.time_utc: expected a date and time",
    ),
    "deep": (
        b'[{"activity_name": "a", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}]",
        "nested deeper than 200 levels",
    ),
    "surrogate": (b'[{"activity_name": "a\\ud800"}]', "surrogate"),
    "bomb": (gzip.compress(b"[" + b" " * 200_000_000), "bomb"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_bad_input_leaves_the_store_untouched(
    store: Store, cypher: Cypher, tmp_path: Path, case: str
) -> None:
    """What is wrong and where is said in one error; nothing of the file is loaded."""
    data, reason = BROKEN[case]
    file = tmp_path / "x.prov.log"
    file.write_bytes(data)
    with pytest.raises(ReadError, match=reason) as caught:
        store.load(file)
    assert str(file) in str(caught.value)
    assert_untouched(cypher)


def test_a_broken_record_is_left_out_only_with_salvage(
    store: Store, cypher: Cypher, tmp_path: Path
) -> None:
    """Refused whole by default; salvaged, it is named, and the file is not taken for known."""
    file = tmp_path / "x.prov.log"
    file.write_bytes(CASES.joinpath("truncated.prov.log").read_bytes())
    os.utime(file, (1_700_000_000, 1_700_000_000))
    with pytest.raises(ReadError, match=r"line 64 column 15: .*; --salvage loads the 2 whole rec"):
        store.load(file)
    assert_untouched(cypher)
    result = store.load(file, salvage=True)
    assert (result.status, len(result.documents)) == ("loaded", 2)
    assert result.notes == (
        "array 2, activity 1, line 64 column 15: Expecting ':' delimiter: left out",
    )
    with pytest.raises(ReadError, match="line 64 column 15"):
        store.load(file)


def test_python_objects_are_named_in_the_notes(store: Store) -> None:
    """The text is the parameter's value, and the note says which key it is."""
    (result,) = store.load_all([CASES / "repr" / "quantity.provDict.txt"])
    assert result.status == "loaded"
    (note,) = result.notes
    assert note.startswith("array 1, activity 1 (my-merge, 00000000-0000-4000-8000-000000000002): ")
    assert note.endswith("config.T.x: <Quantity 5. m> is kept as text")
    assert [parameter.value for parameter in store.parameters("my-merge")] == ['"<Quantity 5. m>"']


def test_text_without_activities_is_unknown(store: Store, tmp_path: Path) -> None:
    """A plain log without a PROVENANCE line is in no known format."""
    file = tmp_path / "x.log"
    file.write_text("INFO: no PROVENANCE here\n")
    with pytest.raises(UnknownFormatError):
        store.load(file)


def assert_untouched(cypher: Cypher) -> None:
    """Fail if the store holds anything but its schema."""
    assert cypher("MATCH (n) WHERE NOT n:Schema RETURN labels(n) AS labels") == []


STATUS = "ctapipe:status"
