"""A fixed part of the campaigns: bad input and injection, in the test command's time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from provgraph import readers
from provgraph.errors import ReadError
from tests.faults.campaign import batch, channels, hostile, injection, stored
from tests.faults.campaign import input as of_input
from tests.faults.campaign.injection import Trial

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
    """Some extremes and 150 damaged files: no other exception, no hang, nothing reached."""
    extremes = batch.count_of_extremes()
    tally = of_input.read([*range(0, extremes, 20), *range(extremes, extremes + 150)])
    assert tally.faults == []
    assert min(tally.outcomes["read"], tally.outcomes["refused"]) > 15


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_store_is_as_it_was_or_exact(server: Server) -> None:
    """Damaged files that load come back equal; those that don't change nothing."""
    extremes = batch.count_of_extremes()
    chosen = [n for n in range(extremes, extremes + 120) if batch.case_of(n).family == "document"]
    assert of_input.store_faults(server, chosen[:30]) == []  # type: ignore[arg-type]


@pytest.mark.usefixtures("environment")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("part", [injection.documents, injection.jobs], ids=lambda f: f.__name__)
def test_hostile_strings_of_documents_are_text(
    part: object, server: Server, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of the strings, in a PROV document and in a job's log, through every answer."""
    monkeypatch.chdir(tmp_path)
    trial = Trial(server, store)  # type: ignore[arg-type]
    part(trial, hostile.ALL[5::40])  # type: ignore[operator]
    assert trial.faults == []
    assert trial.checks > 100
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
    part(trial, hostile.ALL[3::40])  # type: ignore[operator]
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
        "#!/bin/sh\nexit 64  # delete this line to run the script\nls; id\n", [["ls"]]
    )
    assert channels.of_shell("ls 'x\n", [])
    before = stored.digest(driver)
    driver.execute_query("CREATE (:Evil)")
    assert stored.digest(driver) != before
    driver.execute_query("MATCH (n:Evil) DELETE n")
    assert store is not None


def test_a_directory_with_a_link_loop_and_odd_files(store: Store, tmp_path: Path) -> None:
    """Each document is found once; pipes and links that lead nowhere are passed by."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.provn").write_text("document endDocument")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "gone").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    files = store.files([str(tmp_path)])
    assert [file.name for file in files] == [str(tmp_path / "in" / "one.provn")]


def test_a_file_that_vanishes_fails_alone(store: Store, tmp_path: Path) -> None:
    """It was there when the directory was listed; the others are loaded."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(f"document\nprefix e <http://{name}/>\nendDocument")
    files = store.files([str(tmp_path)])
    (tmp_path / "b").unlink()
    results = list(store.load_all(files))
    assert [result.status for result in results] == ["loaded", "failed", "loaded"]
    assert results[1].error == f"{tmp_path / 'b'}: no such file"


def test_a_file_that_changes_is_read_or_refused(tmp_path: Path) -> None:
    """While another process rewrites it again and again, nothing but words comes of it."""
    file = tmp_path / "changing"
    script = (
        "import itertools, sys\n"
        "for n in itertools.count(1): open(sys.argv[1], 'w').write("
        "'document\\nprefix e <http://e/>\\n' + 'entity(e:a)\\n' * (n % 9999) + 'endDocument')"
    )
    outcomes: set[type] = set()
    with subprocess.Popen([sys.executable, "-c", script, str(file)]) as writer:  # noqa: S603  # of our own
        while not file.exists():
            time.sleep(0.01)
        end = time.monotonic() + 10
        while len(outcomes) < 2 and time.monotonic() < end:  # read, and refused
            try:
                outcomes.add(type(readers.read(readers.open_source(file))))
            except ReadError as error:
                outcomes.add(type(error))
        writer.kill()
    assert readers.Reading in outcomes
