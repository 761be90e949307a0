"""The command line against a manager: what it prints is what it prints beside the database."""

from __future__ import annotations

import asyncio
import json
import shlex
import sqlite3
import stat
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2 as httpx
import pytest

from provgraph.client import AsyncProvClient, credentials
from provgraph.errors import ConfigError
from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.worker import Worker
from tests.support.command_line import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.graph.connection import Target
    from provgraph.results.documents import FileResult
    from provgraph.store import Store
    from tests.support.manager import LiveManager

ROOT = Path(__file__).parents[2]
PRODUCT = "gamma_applied.DL2.h5"
SHORT = "0123abcd"
ALIKE = f"""document
prefix u <urn:uuid:>
entity(u:{SHORT}-1000-4000-8000-000000000001, [prov:label="file"])
entity(u:{SHORT}-1020-4000-8000-000000000002, [prov:label="file"])
endDocument""".encode()
"""Two elements whose UUIDs begin alike."""
COMMANDS = (
    "documents list --json",
    "documents show examples/primer.provn",
    "export --document examples/primer.provn --format turtle",
    "export ex:chart1",
    f"lineage {PRODUCT}",
    f"lineage {PRODUCT} --depth 2 --json",
    f"lineage {SHORT}-1000-4000-8000-000000000001",
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
    f"diff --sets {PRODUCT} -- energy_model.pkl",
    f"cost {PRODUCT}",
    f"lineage {PRODUCT} --only activity --json",
    f"lineage {PRODUCT} --only software=ctapipe",
    "impact energy_model.pkl --only entity",
    f"export {PRODUCT} --redact --redact-key pyproject.toml",
    "export --document examples/primer.provn --redact --redact-key pyproject.toml --format turtle",
    "export latest:ctapipe-apply-models --redact --redact-key pyproject.toml --format ctapipe",
    "documents list --limit 2",
    "find --kind activity --limit 2",
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
REFUSED = {
    "cypher 'RETURN 1'": "named questions only: see 'provgraph query'",
    "tables import --from sqlite:///x.db": "run it beside the database",
    "load examples/primer.provn --dry-run": "--dry-run: a manager loads what it is given",
}


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


@pytest.mark.usefixtures("environment")
def test_every_command_prints_the_same(loaded: Store, manager: LiveManager) -> None:
    """Output, messages and exit status are those of the command beside the database."""
    loaded.load(ALIKE, name="alike.provn")
    assert f"[entity {SHORT}-100]" in _through(manager, f"lineage {SHORT}-100")[1]
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
def test_what_needs_the_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says why, and what to do."""
    monkeypatch.chdir(ROOT)
    for line, reason in REFUSED.items():
        result = run(*shlex.split(line))
        assert (result.exit_code, reason in result.stderr) == (1, True), (line, result.stderr)


@pytest.mark.usefixtures("through", "loaded")
def test_tables_are_written_into_a_database(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is one that this machine reaches; it has what the store itself exports."""
    monkeypatch.chdir(tmp_path)
    assert run("tables", "export", "--to", "sqlite:///through.db").exit_code == 0
    tables = store.export_tables("sqlite:///beside.db")[0]
    with (
        closing(sqlite3.connect("through.db")) as through,
        closing(sqlite3.connect("beside.db")) as beside,
    ):
        for name in tables:
            statement = f'SELECT * FROM "{name}"'  # noqa: S608  # our own names
            rows = beside.execute(statement).fetchall()
            assert through.execute(statement).fetchall() == rows, name


@pytest.mark.usefixtures("through")
def test_jobs_of_dirac_are_brought_up_to_date(
    store: Store, manager: LiveManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What DIRAC answered here is put into the list of jobs there, by curators."""
    monkeypatch.chdir(ROOT)
    updated = run("ctadirac", "jobs", "--answers", "examples/dirac-jobs.json", "--json")
    assert json.loads(updated.stdout)["changed"] == len(store.jobs().jobs) > 0
    again = run("ctadirac", "jobs", "--answers", "examples/dirac-jobs.json", "--json")
    assert json.loads(again.stdout)["changed"] == 0
    odd = rb'{"jobs": {"\ud800": {"Owner": "\udfff", "Status": "Done"}}, "since": null}'
    url, headers = f"{manager.url}/api/v1/dirac-jobs", manager.headers("curator")
    headers["Content-Type"] = "application/json"
    assert httpx.post(url, content=odd, headers=headers).json()["changed"] == 1
    wrong = httpx.post(url, content=rb'{"jobs": {"1": {"Owner": 7}}}', headers=headers)
    assert (wrong.status_code, wrong.json()["error"]) == (502, "CatalogueError")
    monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["writer"])
    refused = run("ctadirac", "jobs", "--answers", "examples/dirac-jobs.json")
    assert "needs the role curator" in refused.stderr


@pytest.mark.usefixtures("through")
def test_the_inbox_of_a_manager(
    manager: LiveManager, target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receipts are listed, shown, retried and discarded; each as far as the role goes."""
    inbox = manager.services.inbox
    ids = [inbox.accept(text.encode(), Delivery.of(f"{text}.provn", by="ann")).id for text in "abc"]
    with Worker(inbox, lambda: target) as worker:
        assert worker.load_waiting()
    listed = json.loads(run("inbox", "list", "--status", "failed", "--json").stdout)
    assert [receipt["id"] for receipt in listed["receipts"]] == ids[::-1]
    assert "failed 3" in run("inbox", "list").stderr
    assert "error: a.provn" in run("inbox", "show", ids[0]).stdout
    assert run("inbox", "retry", ids[0]).stdout == f"{ids[0]}: waiting\n"
    waiting = run("inbox", "retry", "--status", "failed", "--since", "2026-01-01").stdout
    assert waiting == "".join(f"{receipt}: waiting\n" for receipt in ids[1:])
    assert "not a time" in run("inbox", "retry", "--status", "failed", "--since", "noon").stderr
    assert run("inbox", "discard", ids[1]).stdout == f"{ids[1]}: discarded\n"
    assert "there is no receipt" in run("inbox", "show", "none").stderr
    monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["reader"])
    assert run("inbox", "show", ids[2]).exit_code == 0
    assert "needs the role curator" in run("inbox", "retry", ids[2]).stderr
    config = tmp_path / "own.toml"
    config.write_text(f'folder = "{tmp_path / "own"}"')
    assert run("inbox", "list", "--config", str(config)).stdout == "no receipts\n"


@pytest.mark.usefixtures("through")
def test_a_production_is_named(
    store: Store, manager: LiveManager, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are of the production that is named, which needs a manager."""
    monkeypatch.chdir(ROOT)
    with working(manager, target):
        words = ("load", "examples/primer.provn", "--production", "prod6", "--redact", "--strict")
        assert run(*words).exit_code == 0
    assert [document.productions for document in store.documents()] == [("prod6",)]
    monkeypatch.delenv("PROVGRAPH_MANAGER")
    assert "see --manager" in run("load", "examples/primer.provn", "--production", "p").stderr


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
        again = asyncio.run(_job_added(manager))
    assert result.exit_code == 0, result.stderr
    assert store.find(kind="activity").found
    assert (again.status, len(again.documents)) == ("updated", 1)
    assert [job.job_id for job in store.jobs().jobs] == ["77"]


async def _job_added(manager: LiveManager) -> FileResult:
    """Add the same job with its id, asynchronously."""
    async with AsyncProvClient(manager.url, token=manager.tokens["writer"]) as client:
        return await client.add_job(
            Path("provDict.txt"),
            inputs=["input_lfns.txt"],
            outputs=["output_lfns.txt"],
            catalogue="catalogue.json",
            job_id="77",
        )


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
