"""The command line against a manager: what it prints is what it prints beside the database."""

from __future__ import annotations

import json
import stat
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from provgraph.client import credentials
from provgraph.errors import ConfigError
from provgraph.manager.inbox.worker import Worker
from tests.support.command_line import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.graph.connection import Target
    from provgraph.store import Store
    from tests.support.manager import LiveManager

ROOT = Path(__file__).parents[2]
PRODUCT = "gamma_applied.DL2.h5"
COMMANDS = (
    "documents list --json",
    "documents show examples/primer.provn",
    "export --document examples/primer.provn --format turtle",
    "export ex:chart1",
    f"lineage {PRODUCT}",
    f"lineage {PRODUCT} --depth 2 --json",
    f"lineage {PRODUCT} --format provn",
    "lineage ex:bob --timeout 5",
    f"show {PRODUCT}",
    "show nowhere",
    f"path {PRODUCT} energy_model.pkl",
    f"common {PRODUCT} energy_model.pkl",
    f"roots {PRODUCT}",
    "leaves energy_model.pkl",
    "impact energy_model.pkl",
    f"diff {PRODUCT} energy_model.pkl",
    f"why {PRODUCT}",
    "find --kind activity --sort name --limit 3",
    "find --where ctapipe:status=completed --json",
    "stats",
    "jobs --json",
    "query",
    "query undeclared --format csv",
    f"query made_by name={PRODUCT}",
    "describe --from-jobs",
    "check --all",
    "parameters latest:ctapipe-apply-models",
    "software latest:ctapipe-apply-models",
    "table activities --csv",
    "table",
    "config filesystem list",
    "config moved list",
    "config clock list",
)
REFUSED = ("cypher 'RETURN 1'", "tables export --to sqlite:///x.db", "export --all --redact")


@pytest.fixture
def loaded(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store that holds the examples, seen from the root of the checkout."""
    monkeypatch.chdir(ROOT)
    for file in [*sorted(Path("examples/ctapipe").glob("*")), Path("examples/primer.provn")]:
        store.load(file)
    return store


@pytest.fixture
def through(manager: LiveManager, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line ask the manager."""
    monkeypatch.setenv("PROVGRAPH_MANAGER", manager.url)
    monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["curator"])


@contextmanager
def working(manager: LiveManager, target: Target) -> Iterator[None]:
    """Load what is handed in meanwhile."""
    end = threading.Event()

    def work() -> None:
        with Worker(manager.services.inbox, lambda: target) as worker:
            while not end.is_set():
                if not worker.load_waiting():
                    end.wait(0.05)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


@pytest.mark.usefixtures("loaded", "environment")
def test_every_command_prints_the_same(manager: LiveManager) -> None:
    """Output, messages and exit status are those of the command beside the database."""
    differ = [line for line in COMMANDS if _through(manager, line) != _printed(line)]
    assert differ == []


def _printed(line: str, *options: str) -> tuple[int, str, str]:
    result = run(*options, *line.split())
    return result.exit_code, result.stdout, result.stderr


def _through(manager: LiveManager, line: str) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROVGRAPH_TOKEN", manager.tokens["reader"])
        return _printed(line, "--manager", manager.url)


@pytest.mark.usefixtures("through")
@pytest.mark.parametrize("line", REFUSED)
def test_what_needs_the_database_says_so(line: str) -> None:
    """The message says where to run it."""
    result = run(*line.replace("'", "").split(" ", 1))
    assert result.exit_code != 0


@pytest.mark.usefixtures("through")
def test_files_are_handed_in(
    store: Store, manager: LiveManager, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`load` waits for the results; a bad file is one line, an unknown one in a folder skipped."""
    monkeypatch.chdir(ROOT)
    with working(manager, target):
        first = run("load", "examples/ctapipe", "examples/primer.provn", "README.md", "--json")
        again = run("load", "examples/primer.provn")
    files = json.loads(first.stdout)["files"]
    assert [file["status"] for file in files].count("loaded") == 10
    assert "README.md" in first.stderr
    assert first.exit_code == 1
    assert "unchanged" in again.stdout
    assert len(store.documents("examples/primer.provn")) == 1


@pytest.mark.usefixtures("through")
def test_a_job_is_handed_in(
    store: Store, manager: LiveManager, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job's log, its LFNs and the catalogue's answers go as one package."""
    monkeypatch.chdir(ROOT / "examples/ctadirac/job2")
    words = ("--prov", "provDict.txt", "--inputs", "input_lfns.txt")
    further = ("--outputs", "output_lfns.txt", "--catalogue", "catalogue.json")
    with working(manager, target):
        result = run("ctadirac", "add", *words, *further)
    assert result.exit_code == 0, result.stderr
    assert store.find(kind="activity").found


@pytest.mark.usefixtures("environment")
def test_changes_are_made(
    store: Store, manager: LiveManager, through: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks, settings, descriptions and deletion work as beside the database."""
    assert through is None
    monkeypatch.chdir(ROOT)
    store.load("examples/primer.provn")
    assert run("impact", "ex:chart1", "--mark", "bad", "--by", "me").exit_code == 0
    assert store.show("ex:chart1").mark
    assert run("config", "filesystem", "add", "/data", "site").exit_code == 0
    assert [each.prefix for each in store.filesystems()] == ["/data"]
    description = "examples/descriptions/ctapipe-display-muons.yaml"
    assert run("describe", description).exit_code == 0
    assert run("documents", "delete", "examples/primer.provn").exit_code == 0
    monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["reader"])
    refused = run("documents", "delete", description)
    assert (refused.exit_code, "needs the role curator" in refused.stderr) == (1, True)


def test_a_login_is_kept_for_the_user_alone(
    manager: LiveManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is tried, kept in a file of mode 600, used, and forgotten."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PROVGRAPH_TOKEN", raising=False)
    unknown = run("--manager", manager.url, "stats")
    assert "provgraph login" in unknown.stderr
    wrong = run("login", manager.url, input="pgt_wrong\n")
    assert (wrong.exit_code, credentials.file().exists()) == (1, False)
    result = run("login", manager.url, input=manager.tokens["reader"] + "\n")
    assert result.stdout == "logged in as reader, reader\n"
    assert stat.S_IMODE(credentials.file().stat().st_mode) == 0o600
    assert run("--manager", manager.url, "stats").exit_code == 0
    credentials.file().chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        credentials.token(manager.url)
    credentials.file().chmod(0o600)
    run("login", manager.url, "--forget")
    assert credentials.token(manager.url) is None
