"""What can be loaded: paths, bytes and binary streams, plain, gzipped or in a bundle."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.errors import LoadError, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.ingest.discover import Input
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

PRIMER = Path(__file__).parents[2] / "examples" / "primer.provn"
PLAIN = PRIMER.read_bytes()


def bundle(name: str, content: bytes) -> bytes:
    """Return a tar archive with one member."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


CONTENTS = {"plain": PLAIN, "gzip": gzip.compress(PLAIN), "bundle": bundle("p.provn", PLAIN)}


def named(content: bytes, name: str) -> io.BytesIO:
    """Return a stream that has a name."""
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def test_a_name_that_is_not_utf_8(store: Store, tmp_path: Path) -> None:
    """Such a file is loaded, listed with its bytes spelled out, and deleted by either name."""
    path = tmp_path / b"caf\xe9.provn".decode("utf-8", "surrogateescape")
    for selector in (str(path), r"caf\xe9.provn"):
        path.write_bytes(PLAIN)
        assert store.load(str(path)).status == "loaded"
        assert store.documents()[0].sources == (str(tmp_path / r"caf\xe9.provn"),)
        assert store.documents(selector) == store.documents()
        assert len(store.delete(selector)) == 1
        assert store.documents() == []


@pytest.mark.parametrize("value", ["x" * 50_000_000, "é" * 17_000_000])
def test_a_value_that_is_too_long(store: Store, value: str) -> None:
    """It is refused with element and attribute before anything is sent; some megabytes load."""
    text = '{"prefix": {"ex": "http://e/"}, "entity": {"ex:a": {"ex:big": "%s", "ex:n": 1}}}'
    with pytest.raises(LoadError, match=r"entity http://e/a: .* http://e/big has \d\d\.0 million"):
        store.load((text % value).encode())
    assert store.documents() == []
    assert store.load((text % value[:3_000_000]).encode()).status == "loaded"


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_bytes_and_streams_make_the_document_of_the_file(
    store: Store, tmp_path: Path, content: bytes
) -> None:
    """One content is one document, in whatever way it comes."""
    path = tmp_path / "primer"
    path.write_bytes(content)
    loaded = store.load(content)
    assert (loaded.status, loaded.file.partition("!")[0]) == ("loaded", "<bytes>")
    with path.open("rb") as stream:
        results = [
            store.load(named(content, "primer.provn")),
            store.load(io.BytesIO(content), name="mine"),
            store.load(stream),
            store.load(path),
        ]
    assert {(each.status, each.documents) for each in results} == {("unchanged", loaded.documents)}


def test_what_is_no_file_is_known_by_its_name(store: Store, tmp_path: Path, cypher: Cypher) -> None:
    """The document's source is the name as given; that of an open file is its whole path."""
    path = tmp_path / "primer.provn"
    path.write_bytes(PLAIN)
    store.load(PLAIN)
    store.load(PLAIN, name="inbox/7")
    store.load(named(PLAIN, "upload.provn"))
    store.load(io.BytesIO(PLAIN))
    with path.open("rb") as stream:
        store.load(stream)
    rows = cypher("MATCH (d:Document) RETURN d.sources AS sources")
    sources = {"<bytes>", "inbox/7", "upload.provn", "<stream>", str(path)}
    assert [set(row["sources"]) for row in rows] == [sources]
    assert [each.id for each in store.documents("upload.provn")] == [
        each.id for each in store.documents()
    ]


def test_what_is_no_file_is_not_remembered(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cypher: Cypher
) -> None:
    """Bytes under the name of a file say nothing of that file, nor it of them."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "primer.provn"
    path.write_text("document endDocument")
    store.load(PLAIN, name=str(path))
    store.load(named(PLAIN, "primer.provn"))
    assert cypher("MATCH (f:File) RETURN count(f) AS n") == [{"n": 0}]
    assert store.load(path).status == "loaded"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"{", "this is not JSON"),
        (gzip.compress(PLAIN)[:-9], "the gzip data are damaged"),
        (bundle("../p.provn", PLAIN), "climbs out of the bundle"),
        (bundle("p.txt", b"no provenance"), "the bundle holds no provenance"),
    ],
    ids=["empty", "broken", "gzip", "climbing bundle", "empty bundle"],
)
def test_errors_have_the_name(store: Store, content: bytes, reason: str) -> None:
    """A message begins with what the bytes or the stream were called; nothing is loaded."""
    with pytest.raises(ReadError, match=f"^<bytes>.*{reason}"):
        store.load(content, format="json" if content == b"{" else None)
    with pytest.raises(ReadError, match=f"^upload 7.*{reason}"):
        store.load(named(content, "upload 7"), format="json" if content == b"{" else None)
    assert store.documents() == []


def test_streams_that_cannot_be_read(store: Store, tmp_path: Path) -> None:
    """A closed stream, and one of text, are errors that say so."""
    closed = named(PLAIN, "closed")
    closed.close()
    with pytest.raises(ReadError, match=r"^closed: the stream cannot be read: .*closed"):
        store.load(closed)
    text: Any = io.StringIO("document endDocument")
    with pytest.raises(ReadError, match="it is a stream of text: open it in binary mode"):
        store.load(text, name="text")
    with pytest.raises(TypeError, match="a path is its own name"):
        store.load(tmp_path / "x.json", name="other")


def test_many_inputs_of_all_kinds(store: Store, tmp_path: Path) -> None:
    """They come in one call, each with its own result; a failure does not stop the others."""
    path = tmp_path / "empty.provn"
    path.write_text("document endDocument")
    inputs: list[Input] = [path, str(PRIMER), b"nothing", named(PLAIN, "again"), io.BytesIO(b"{}")]
    results = list(store.load_all(inputs, processes=2))
    assert [each.status for each in results] == [
        "loaded",
        "loaded",
        "failed",
        "unchanged",
        "loaded",
    ]
    assert [each.file for each in results][2:] == ["<bytes>", "again", "<stream>"]
