"""Cancellation: a question that another thread may end, in this process and in Neo4j."""

from __future__ import annotations

import secrets
import threading

from provgraph.errors import TimeLimitError

_METADATA = "provgraph"


class Cancellation:
    """Whether a question is cancelled, and the tag by which Neo4j knows its transactions."""

    def __init__(self) -> None:
        """Choose a tag."""
        self.tag = secrets.token_hex(8)
        self._event = threading.Event()

    @property
    def metadata(self) -> dict[str, str]:
        """What the transactions of the question are tagged with."""
        return {_METADATA: self.tag}

    def cancel(self) -> None:
        """Let no further transaction of the question begin."""
        self._event.set()

    def check(self) -> None:
        """Return if the question is not cancelled.

        Raises:
            TimeLimitError: it is.

        """
        if self._event.is_set():
            raise TimeLimitError("the question was cancelled")
