"""Limits: how much an inbox takes and keeps."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from provgraph.errors import InboxFullError

if TYPE_CHECKING:
    from pathlib import Path

_MB = 1_000_000
_Positive = Annotated[int, Field(gt=0)]
_Natural = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLimits:
    """How much an inbox takes and keeps, in bytes and numbers of documents.

    `document` bounds one document as it is handed in, `expanded` the same without compression;
    `waiting` is the number of those that wait, `total` the bytes of all that it holds, failed
    ones included; `free` must stay on the disk. Of what has been loaded, the newest `kept` bytes
    of documents and `receipts` receipts stay; `logs` bounds the text logs of jobs, compressed.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  # pydantic's own

    document: _Positive = 64 * _MB
    expanded: _Positive = 512 * _MB
    waiting: _Positive = 100_000
    total: _Positive = 10_000 * _MB
    free: _Natural = 200 * _MB
    kept: _Natural = 1_000 * _MB
    receipts: _Positive = 200_000
    logs: _Natural = 5_000 * _MB

    def check_room(self, waiting: int, held: int, size: int) -> None:
        """Check that one more document has room.

        Raises:
            InboxFullError: too many wait, or they take too many bytes.

        """
        if waiting >= self.waiting:
            raise InboxFullError(
                f"the inbox is full: {waiting} documents wait, and it takes {self.waiting}; "
                "try again later"
            )
        if held + size > self.total:
            raise InboxFullError(
                f"the inbox is full: it holds {held / _MB:.0f} MB of documents, and takes "
                f"{self.total / _MB:.0f} MB; try again later, or ask the administrator to retry "
                "or discard failed ones"
            )

    def check_disk(self, folder: Path, size: int) -> None:
        """Check that the disk has room for a document.

        Raises:
            InboxFullError: it would have less than `free` left.

        """
        left = self.free_bytes(folder)
        if left - size < self.free:
            raise InboxFullError(
                f"the disk of the inbox is nearly full ({left / _MB:.0f} MB left): "
                "nothing was accepted; try again later"
            )

    def free_bytes(self, folder: Path) -> int:
        """Return the bytes that are free on the disk of the inbox."""
        return shutil.disk_usage(folder).free
