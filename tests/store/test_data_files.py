"""Provenance inside HDF5 files in the store: it joins what logs say, whichever comes first."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.bookkeeping import WIPE, bookkeeping
from tests.support.data_files import data_file, products
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DATA = Path(__file__).parents[1] / "data" / "ctapipe"
CHAIN = sorted(DATA.glob("1*"))


@pytest.fixture
def headers(tmp_path: Path) -> list[Path]:
    """All HDF5 files of the chain, in a directory of their own: nothing in them but headers."""
    metas = {name: meta for log in CHAIN for name, meta in products(log).items()}
    return [data_file(tmp_path / name, meta) for name, meta in metas.items()]


def test_headers_join_the_logs_in_every_order(
    store: Store, cypher: Cypher, headers: list[Path]
) -> None:
    """Headers beside the logs of a chain add nothing, before and after them, in 4 orders."""
    for log in CHAIN:
        store.load(log)
    expected = graph(cypher)[:2]
    assert len(headers) == 8
    for seed in range(4):
        cypher(WIPE)
        files = [*CHAIN, *headers]
        random.Random(seed).shuffle(files)  # noqa: S311  # not for secrets
        for file in files:
            store.load(file)
        assert graph(cypher)[:2] == expected
        assert {store.load(file).status for file in files} == {"unchanged"}


def test_a_header_alone_names_what_a_log_would(
    store: Store, cypher: Cypher, headers: list[Path]
) -> None:
    """The product, its maker with times and software, and the contact: the nodes of the log."""
    header = next(file for file in headers if file.name == "gamma_run101.dl2.h5")
    assert store.load(header).status == "loaded"
    alone = {row["uri"] for row in cypher("MATCH (n:Element) RETURN n.uri AS uri")}
    rows = cypher(
        "MATCH (p:Agent)<-[:WAS_ATTRIBUTED_TO]-(e:Entity)-[:WAS_GENERATED_BY]->(a:Activity)"
        "-[:WAS_ASSOCIATED_WITH]->(s:Agent) RETURN e.name AS name, a.name AS activity,"
        " toString(a.startTime) AS start, s.label AS software, p.label AS contact"
    )
    assert rows == [
        {
            "name": "gamma_run101.dl2.h5",
            "activity": "ctapipe-process",
            "start": "2026-11-22T06:13:40.871Z",
            "software": "ctapipe 0.28.0",
            "contact": "Jane Doe",
        }
    ]
    store.load(DATA / "10_chain_process_run101.DL2.prov.log")
    assert alone <= {row["uri"] for row in cypher("MATCH (n:Element) RETURN n.uri AS uri")}
    assert bookkeeping(cypher)
