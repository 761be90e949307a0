"""A fixed part of the campaigns: bad input and injection, in the test command's time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from benchmarks.campaign import batch, channels, hostile, injection, stored
from benchmarks.campaign import input as of_input
from benchmarks.campaign.injection import Trial

if TYPE_CHECKING:
    from pathlib import Path

    import neo4j

    from provgraph.graph.connection import Target
    from provgraph.store import Store


@dataclass(frozen=True)
class Server:
    """What the campaigns need of a server."""

    target: Target
    driver: neo4j.Driver


@pytest.fixture
def server(store: Store, target: Target, driver: neo4j.Driver) -> Server:
    """Return the emptied store's server."""
    assert store is not None
    return Server(target, driver)


def test_bad_input_is_read_or_refused_in_words() -> None:
    """Every tenth extreme and 300 spoilt files: no other exception, no hang, nothing reached."""
    made = batch.count_of_extremes()
    tally = of_input.read([*range(0, made, 10), *range(made, made + 300)])
    assert tally.faults == []
    assert min(tally.outcomes["read"], tally.outcomes["refused"]) > 30


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_store_is_as_it_was_or_exact(server: Server) -> None:
    """Spoilt files that load come back equal; those that don't change nothing."""
    made = batch.count_of_extremes()
    chosen = [n for n in range(made, made + 120) if batch.case_of(n).family == "document"]
    assert of_input.store_faults(server, chosen[:60]) == []  # type: ignore[arg-type]


@pytest.mark.usefixtures("environment")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("part", [injection.documents, injection.jobs], ids=lambda f: f.__name__)
def test_hostile_strings_of_documents_are_text(
    part: object, server: Server, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every tenth string, in a PROV document and in a job's log, through every answer."""
    monkeypatch.chdir(tmp_path)
    trial = Trial(server, store)  # type: ignore[arg-type]
    part(trial, hostile.ALL[5::20])  # type: ignore[operator]
    assert trial.faults == []
    assert trial.checks > 300
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("environment")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("part", [injection.command_line, injection.file_names])
def test_hostile_words_are_text(
    part: object, server: Server, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the command line, and as names of files."""
    monkeypatch.chdir(tmp_path)
    trial = Trial(server, store)  # type: ignore[arg-type]
    part(trial, hostile.ALL[3::20])  # type: ignore[operator]
    assert trial.faults == []


def test_the_checks_can_fail(driver: neo4j.Driver, store: Store) -> None:
    """Each check of a channel finds what it is there to find."""
    assert channels.of_text("a\x1b[2J")
    assert channels.of_text("x\nFORGED")
    assert channels.of_json("{'a': 1}")
    assert channels.of_json('"\x9b"')
    assert channels.of_csv("a,b\n=1,2\n")
    assert channels.of_html("<p><script>1</script></p>", "<p></p>")
    assert channels.of_html("<p onclick=x></p>", "<p></p>")
    assert channels.of_svg("<svg><script/></svg>", "<svg/>")
    assert channels.of_shell(
        "#!/bin/sh\nexit 64  # take this line out to run it\nls; id\n", [["ls"]]
    )
    assert channels.of_shell("ls 'x\n", [])
    before = stored.digest(driver)
    driver.execute_query("CREATE (:Evil)")
    assert stored.digest(driver) != before
    driver.execute_query("MATCH (n:Evil) DELETE n")
    assert store is not None
