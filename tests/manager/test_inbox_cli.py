"""`provgraph inbox`: an administrator looks at what was handed in, and retries what failed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from provgraph.cli import main
from provgraph.manager.inbox.database import FILE
from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.worker import LOCK
from provgraph.manager.job_logs import LogStore
from provgraph.manager.serving import inbox_of
from provgraph.manager.settings import read
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.manager.inbox.inbox import Inbox


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """Return the inbox of the manager that the commands find."""
    monkeypatch.setenv("PROVGRAPH_MANAGER_FOLDER", str(tmp_path / "manager"))
    with inbox_of(read(None)) as opened:
        yield opened


def run(*words: str, status: int = 0) -> Result:
    """Run `provgraph inbox`."""
    result = CliRunner().invoke(main, ["inbox", *words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def hand_in(inbox: Inbox, name: str, error: str | None = None) -> str:
    """Hand in a document, which is loaded or fails; return its receipt."""
    receipt = inbox.accept(name.encode(), Delivery.of(name, by="ann", production="prod6"))
    result = FileResult(name, "provn", "failed" if error else "loaded", notes=("n",), error=error)
    inbox.finish([(work, result) for work in inbox.claim()])
    return receipt.id


def test_list_and_show(inbox: Inbox) -> None:
    """A line for each receipt, pages, counts; all of one receipt."""
    assert run("list").stdout == "no receipts\n"
    good, bad = hand_in(inbox, "a.provn"), hand_in(inbox, "b.provn", "b.provn: not PROV")
    listed = run("list").stdout.splitlines()
    assert listed[0].split() == ["RECEIPT", "STATUS", "RECEIVED", "BY", "PRODUCTION", "NAME"]
    assert [line.split()[:2] for line in listed[1:]] == [[bad, "failed"], [good, "loaded"]]
    assert "waiting 0, loading 0, loaded 1, failed 1, discarded 0" in run("list").stderr
    page = run("list", "--limit", "1").stdout.splitlines()
    assert page[-1].startswith("more: --cursor ")
    assert good in run("list", "--cursor", page[-1].split()[-1]).stdout
    assert (
        json.loads(run("list", "--json", "--status", "failed").stdout)["receipts"][0]["id"] == bad
    )
    assert "error: b.provn: not PROV" in run("show", bad).stdout
    assert "note: n" in run("show", good).stdout
    assert json.loads(run("show", good, "--json").stdout)["status"] == "loaded"


def test_retry_and_discard(inbox: Inbox) -> None:
    """Named ones, all that failed, and those that were loaded since a time."""
    good, bad = hand_in(inbox, "a.provn"), hand_in(inbox, "b.provn", "b.provn: not PROV")
    assert run("retry", bad).stdout == f"{bad}: waiting\n"
    assert run("retry", "--status", "failed").stdout == "no document is waiting by this\n"
    assert run("retry", "--status", "loaded", "--since", "2100-01-01").stdout.startswith("no")
    assert (
        run("retry", "--status", "loaded", "--since", "2026-01-01").stdout == f"{good}: waiting\n"
    )
    noon = run("retry", "--status", "loaded", "--since", "noon", status=1)
    assert "'noon' is not a time" in noon.stderr
    assert run("discard", bad).stdout == f"{bad}: discarded\n"
    assert inbox.receipt(bad).status == "discarded"
    assert inbox.receipt(good).status == "waiting"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["retry"], "name receipts, or give --status"),
        (["retry", "x", "--status", "failed"], "name receipts, or give --status"),
        (["retry", "x", "--since", "2026-01-01"], "--since is for --status"),
        (["discard"], "Missing argument"),
    ],
)
def test_wrong_words(inbox: Inbox, words: list[str], message: str) -> None:
    """Each is a usage error that says what to write."""
    assert inbox
    assert message in run(*words, status=2).stderr


def test_backup_and_restore(inbox: Inbox, tmp_path: Path) -> None:
    """Receipts, documents and text logs come back; what was there meanwhile stays beside them."""
    package = b'{"format": "provgraph-job", "job_id": "7", "logs": [{"name": "std.out"}]}'
    LogStore.at(inbox.folder, 1_000).keep(package, [])
    before = hand_in(inbox, "a.provn")
    copy = tmp_path / "copy"
    assert run("backup", str(copy)).stdout == f"the inbox was copied to {copy}\n"
    assert "already exists" in run("backup", str(copy), status=1).stderr
    after = hand_in(inbox, "b.provn")
    inbox.close()
    LogStore.at(inbox.folder, 1_000).keep(package.replace(b"7", b"8"), [])
    assert f"{inbox.folder / FILE}.replaced" in run("restore", str(copy)).stderr
    assert json.loads(run("show", before, "--json").stdout)["name"] == "a.provn"
    assert "there is no receipt" in run("show", after, status=1).stderr
    logs = LogStore.at(inbox.folder, 1_000)
    assert [len(logs.of_job(job).logs) for job in ("7", "8")] == [1, 0]
    with closing(sqlite3.connect(f"{inbox.folder / FILE}.replaced")) as replaced:
        assert replaced.execute("SELECT count(*) FROM item").fetchone() == (2,)


def test_what_cannot_be_restored(inbox: Inbox, tmp_path: Path) -> None:
    """Another folder, another file, an inbox in use: each is refused, and nothing is changed."""
    receipt = hand_in(inbox, "a.provn")
    assert f"holds no {FILE}" in run("restore", str(tmp_path), status=1).stderr
    (tmp_path / FILE).write_text("nothing of the kind" * 100)
    assert "file is not a database" in run("restore", str(tmp_path), status=1).stderr
    run("backup", str(tmp_path / "copy"))
    with FileLock(inbox.folder / LOCK):
        refused = run("restore", str(tmp_path / "copy"), status=1)
    assert "stop it first" in refused.stderr
    assert inbox.receipt(receipt).status == "loaded"
