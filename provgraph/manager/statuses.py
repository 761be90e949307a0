"""The status of an answer, for the middleware that records it once the answer is complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Send


@dataclass(slots=True)
class RecordedStatus:
    """Sends an answer on and keeps its status: 500 until the answer begins."""

    send: Send
    status: int = 500

    async def __call__(self, message: Message) -> None:
        """Send a message of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self.send(message)
