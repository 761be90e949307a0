"""A small size of the manager's campaign, on a server of its own, and that its checks can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.manager.inbox.delivery import Delivery
from provgraph.manager.inbox.inbox import Inbox
from tests.faults.campaign import manager
from tests.faults.campaign.outcome import Outcome
from tests.support.server import server

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_nothing_is_lost(tmp_path: Path) -> None:
    """Jobs hand in while manager, worker and Neo4j are killed, the network cut, the disk full."""
    with server() as running:
        outcome = manager.run(running, tmp_path, manager.Sizes(steps=20, kills=1, cuts=1))
    assert outcome.losses == []
    assert outcome.cases == 20
    assert outcome.faults >= 4


class _Site:
    """An inbox without a manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def inbox(self) -> Inbox:
        """Return the inbox."""
        return Inbox(self._folder)


def test_a_loss_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step without a receipt, a document that is not loaded, and a receipt too few."""
    monkeypatch.setattr(manager, "_SECONDS_TO_DRAIN", 0.1)
    site = _Site(tmp_path / "inbox")
    with site.inbox() as inbox:
        receipt = inbox.accept(b"document", Delivery.of("a", by="me"))
    outcome = Outcome("planted")
    jobs = manager.Jobs([tmp_path, tmp_path], {}, outcome, receipts={receipt.id})
    manager.check_inbox(outcome, site, jobs)  # type: ignore[arg-type]  # what it needs of a site
    losses = "\n".join(outcome.losses)
    for loss in ("the inbox is not emptied", "1 receipts", "answered, and not loaded"):
        assert loss in losses
