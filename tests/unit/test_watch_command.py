"""`provgraph load --watch` beside a server in trouble: nothing is lost, and it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import watchfiles

from provgraph.client import ProvClient, client
from provgraph.errors import (
    InboxFullError,
    LoadError,
    ProvgraphError,
    UnauthenticatedError,
    UnreachableError,
)
from provgraph.ingest import watch
from provgraph.results.documents import FileResult
from provgraph.results.receipts import Receipt
from tests.support.command_line import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from provgraph.client.delivery import Delivery

NAMES = ("a.provn", "b.provn")


class Manager:
    """A manager that takes the first document, and has trouble with the others for a while."""

    def __init__(self, trouble: BaseException | None, tries: int) -> None:
        """Take the trouble, and how often it comes."""
        self.trouble = trouble
        self.tries = tries
        self.handed_in: list[str] = []
        self.tokens: list[str | None] = []

    def hand_in(self, asked: ProvClient, delivery: Delivery) -> Receipt:
        """Return a receipt, or raise the trouble."""
        self.tokens.append(asked._transport.address.token)  # noqa: SLF001
        if self.trouble and self.tries and not delivery.name.endswith(NAMES[0]):
            self.tries -= 1
            raise self.trouble
        self.handed_in.append(delivery.name)
        result = FileResult(delivery.name, "provn", "loaded")
        return Receipt(
            *("id", delivery.name, "", 0, None, None, "", (), ""), "loaded", "", result, None
        )


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a directory of two documents, which are looked at four times until Ctrl-C."""

    def changes(*_: object, **__: object) -> Iterator[set[tuple[int, str]]]:
        for number in range(4):
            monkeypatch.setenv("PROVGRAPH_TOKEN", f"token {number}")
            yield set()
        raise KeyboardInterrupt

    monkeypatch.setenv("PROVGRAPH_TOKEN", "token")
    monkeypatch.setattr(watchfiles, "watch", changes)
    monkeypatch.setattr(watch, "SETTLED", 0.0)
    monkeypatch.setattr(watch, "_FIRST_RETRY", 0.0)
    monkeypatch.setattr(client, "_AT_ONCE", 1)
    for name in NAMES:
        (tmp_path / name).write_text("document\nendDocument")
    return tmp_path


def follow(
    directory: Path,
    manager: Manager,
    monkeypatch: pytest.MonkeyPatch,
    is_empty: Callable[[ProvClient], bool] = lambda _: False,
) -> Result:
    """Follow the directory for a manager, whose store can be asked."""

    def hand_in(asked: ProvClient, delivery: Delivery, **_: object) -> Receipt:
        return manager.hand_in(asked, delivery)

    monkeypatch.setattr(ProvClient, "hand_in", hand_in)
    monkeypatch.setattr(ProvClient, "is_empty", is_empty)
    return run("--manager", "http://127.0.0.1:1", "load", "--watch", str(directory), "-v")


@pytest.mark.parametrize(
    "trouble",
    [
        UnreachableError("no manager answers"),
        UnauthenticatedError("the token has expired"),
        InboxFullError("the inbox has no room"),
        LoadError("a worker process was ended from outside"),
    ],
)
def test_an_error_of_a_load_does_not_end_it(
    trouble: ProvgraphError, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was loaded before counts, the others wait, and the trouble is reported once."""
    manager = Manager(trouble, 2)
    result = follow(watched, manager, monkeypatch)
    assert result.exit_code == 0, result.output
    assert result.stderr.count(str(trouble)) == 1
    assert f"1 of 2 files wait: {trouble}" in result.stderr
    assert manager.handed_in == [str(watched / name) for name in NAMES]
    assert result.stdout.splitlines()[-1] == "2 files: 2 loaded"


def test_a_new_login_is_used(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token is that of the moment, not that of the start."""
    manager = Manager(UnauthenticatedError("the token has expired"), 1)
    follow(watched, manager, monkeypatch)
    assert manager.tokens == ["token 0", "token 0", "token 1"]


def test_a_server_in_trouble_is_asked_before_a_load(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question instead of a load; another trouble is reported, too."""
    manager = Manager(UnreachableError("no manager answers"), 1)
    answers = [UnreachableError("no manager answers"), UnreachableError("another trouble")]

    def is_empty(_: ProvClient) -> bool:
        if answers:
            raise answers.pop(0)
        return False

    result = follow(watched, manager, monkeypatch, is_empty)
    assert result.stdout.splitlines()[-1] == "2 files: 2 loaded"
    assert [line.rpartition(": ")[2] for line in result.stderr.splitlines()[1:]] == [
        "no manager answers",
        "another trouble",
    ]
    assert len(manager.tokens) == 3


def test_ctrl_c_in_a_load_reports_what_was_loaded(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line of the file, the summary, and that the other one waits."""
    result = follow(watched, Manager(KeyboardInterrupt(), 1), monkeypatch)
    assert result.exit_code == 0
    line, summary = result.stdout.splitlines()
    assert line.startswith(f"{watched / NAMES[0]}: loaded")
    assert summary == "1 file: 1 loaded"
    assert "1 file came lately: the next start loads them" in result.stderr
