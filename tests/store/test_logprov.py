"""The line logs of lstosa, logprov and gammapy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from tests.support.logprov import LSTOSA, begin, log, needs_lstosa, session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]


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


@pytest.mark.usefixtures("environment")
def test_redaction_leaves_the_environment_out(store: Store, tmp_path: Path) -> None:
    """What logprov logs of the environment goes, and the node gets a pseudonym."""
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
    assert "left out 1 environment variable" in result.stderr
