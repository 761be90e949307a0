"""The inbox of a manager elsewhere, for the commands that look at the one of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from provgraph.cli.manager_store import client_of

if TYPE_CHECKING:
    from provgraph.client import ProvClient
    from provgraph.results.receipts import InboxStatus, Receipt, ReceiptList


class Receipts(Protocol):
    """The receipts of an inbox, here or elsewhere."""

    def receipt(self, receipt_id: str) -> Receipt:
        """Return a receipt."""

    def receipts(
        self, status: str | None = None, *, cursor: str | None = None, limit: int = ...
    ) -> ReceiptList:
        """Return a page of receipts, newest first."""

    def status(self) -> InboxStatus:
        """Return how many documents there are."""

    def retry(self, receipt_id: str) -> Receipt:
        """Let a document wait again."""

    def retry_all(self, status: str, since: str = "") -> list[str]:
        """Let all documents of a status wait again; return their ids."""

    def discard(self, receipt_id: str) -> Receipt:
        """Drop a document."""


class ManagerInbox:
    """The inbox of a manager, over HTTP; errors are those of an inbox."""

    def __init__(self, client: ProvClient) -> None:
        """Take the client."""
        self._client = client
        self.receipts = client.receipts
        self.status = client.inbox
        self.retry = client.retry
        self.discard = client.discard

    @classmethod
    def at(cls, url: str) -> Self:
        """Return the inbox of the manager at a URL, with the token that is known of it.

        Raises:
            ConfigError: the file of tokens cannot be read.
            UnauthenticatedError: no token is known.

        """
        return cls(client_of(url))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def receipt(self, receipt_id: str) -> Receipt:
        """Return a receipt."""
        return self._client.receipt(receipt_id)

    def retry_all(self, status: str, since: str = "") -> list[str]:
        """Let all documents of a status wait again; return their ids."""
        return list(self._client.retry_all(status, since or None).receipts)
