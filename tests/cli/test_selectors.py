"""Selectors: what a person types, and what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from provgraph.graph.connection import Target
    from provgraph.store import Store

N = "http://example.org/selectors/"
SHARED = f"""document
  prefix sel <{N}>
  entity(sel:product-1, [prov:type='prov:Plan', prov:location="/data/run7/gamma.h5"])
  entity(sel:collected, [prov:type='prov:Collection'])
  entity(sel:raw)
  wasDerivedFrom(sel:product-1, sel:collected)
  wasDerivedFrom(sel:collected, sel:raw)
  bundle sel:told
    wasDerivedFrom(sel:raw, sel:hearsay)
  endBundle
endDocument
"""
ISOLATED = f"""document
  prefix sel <{N}>
  entity(sel:product-1)
  wasDerivedFrom(sel:product-1, sel:own)
endDocument
"""


@pytest.fixture
def loaded(store: Store, tmp_path: Path) -> Store:
    """Return a store with a document, and another whose names are its own."""
    for name, text in (("shared.provn", SHARED), ("isolated.provn", ISOLATED)):
        (tmp_path / name).write_text(text)
        store.load(tmp_path / name, isolated=name == "isolated.provn")
    return store


@pytest.mark.parametrize(
    "text",
    [f"{N}raw", "sel:raw", "raw", "ctors/raw", "latest:raw", f"{N}ra"],
)
def test_the_ways_to_name_an_element(loaded: Store, text: str) -> None:
    """Its URI, prefixed, its name, an ending, the newest of a name, a beginning."""
    assert loaded.show(text).id == f"{N}raw"


@pytest.mark.parametrize("text", ["latest:prov:Plan", "latest:Plan", "latest:product-1"])
def test_the_newest_of_a_type(loaded: Store, text: str) -> None:
    """By its label, or by the name of the type."""
    assert loaded.show(text).id == f"{N}product-1"


def test_isolated_twins_can_be_told_apart(loaded: Store) -> None:
    """What ambiguity lists are selectors that name one element each."""
    with pytest.raises(AmbiguousError) as caught:
        loaded.lineage("product-1")
    causes = [{node.id for node in loaded.lineage(name).nodes} for name in caught.value.candidates]
    assert sorted(causes, key=len) == [
        {f"{N}product-1", f"{N}own"},
        {f"{N}product-1", f"{N}collected", f"{N}raw", f"{N}hearsay"},
    ]


@pytest.mark.parametrize("name", ["sel:told", f"{N}told"])
def test_bundles_by_uri_or_prefixed_name(loaded: Store, name: str) -> None:
    """As the document writes it."""
    found = loaded.lineage("raw", bundles=[name])
    assert [node.id for node in found.nodes] == [f"{N}raw", f"{N}hearsay"]


def test_a_bundle_that_is_not_there(loaded: Store) -> None:
    """It is an error, not an empty answer."""
    with pytest.raises(NotFoundError, match="sel:untold"):
        loaded.lineage("raw", bundles=["sel:untold"])


@pytest.mark.parametrize("condition", ["type=Collection", "type=prov:Collection"])
def test_until_a_type_or_a_label(loaded: Store, condition: str) -> None:
    """Lineage goes no further than what has it."""
    found = loaded.lineage(f"{N}product-1", until=[condition])
    assert [cut.id for cut in found.frontier] == [f"{N}collected"]


def test_ids_from_standard_input(loaded: Store, target: Target) -> None:
    """`@-` reads one for show and why, several for lineage, and none is an error."""
    assert loaded is not None
    assert "raw" in _run(target, ["show", "@-"], "sel:raw\n").output
    assert "hearsay" in _run(target, ["lineage", "@-"], "sel:raw\nsel:collected\n").output
    assert "takes one" in _run(target, ["why", "@-"], "sel:raw\nsel:own\n").output
    assert "contains no ID" in _run(target, ["lineage", "@-"], "\n").output


def _run(target: Target, words: list[str], typed: str) -> Result:
    environment = {
        "NEO4J_URI": target.uri,
        "NEO4J_USERNAME": target.username,
        "NEO4J_PASSWORD": target.password,
    }
    return CliRunner().invoke(main, words, input=typed, env=environment)
