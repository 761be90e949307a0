"""Loading RDF: relative IRIs with a base, and documents that are not PROV alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from provgraph.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.store import Store

PROV = "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
RELATIVE = f"{PROV}<e1> a prov:Entity ; prov:wasDerivedFrom <e2> ."
MIXED = f"{PROV}<http://e/a> a prov:Entity . <http://e/p> <http://e/name> 'x' ."


def test_base_makes_another_document(store: Store, tmp_path: Path) -> None:
    """A file that is known by its location is read again with a base; both stay."""
    file = tmp_path / "a.ttl"
    file.write_text(RELATIVE)
    located = store.load(file)
    assert file.as_uri() in located.notes[0]
    with_base = store.load(file, base="https://data.example/")
    assert (with_base.status, len(store.documents())) == ("loaded", 2)
    assert with_base.documents != located.documents
    assert store.load(file, base="https://data.example/").status == "unchanged"
    assert store.load(file).documents == located.documents
    assert store.show("https://data.example/e1")


def test_bytes_without_a_base_are_refused(store: Store) -> None:
    """They have no location; the message names the option."""
    with pytest.raises(ReadError, match=r"<e1> is relative.*--base IRI"):
        store.load(RELATIVE.encode())
    assert store.load(RELATIVE.encode(), base="https://data.example/").status == "loaded"


def test_strict_refuses_also_what_is_known(store: Store) -> None:
    """A document that was loaded without it is read again."""
    assert "1 statements" in store.load(MIXED.encode()).notes[0]
    with pytest.raises(ReadError, match=r"1 statements .* ns1:name 1.*--strict"):
        store.load(MIXED.encode(), strict=True)
    (result,) = store.load_all([MIXED.encode()], strict=True)
    assert result.status == "failed"
    pure = f"{PROV}<http://e/a> a prov:Entity .".encode()
    assert [store.load(pure, strict=True).status for _ in range(2)] == ["loaded", "unchanged"]
