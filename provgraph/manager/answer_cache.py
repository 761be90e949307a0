"""The cache of answers: given again, without a question, while nothing in the store has changed."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi.responses import Response, StreamingResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

_BYTES = 64_000_000
"""So many bytes of answers are kept, the ones that were asked for last."""
_LARGEST = 8_000_000
_BYTES_BESIDE = 1_000
"""About so many are taken by the headers and the key of an answer."""


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: Mapping[str, str]
    end: float

    @property
    def size(self) -> int:
        return len(self.body) + _BYTES_BESIDE


class AnswerCache:
    """Answers for the last known state of the store, up to a number of bytes.

    It is used by the event loop alone.
    """

    def __init__(self, most: int = _BYTES) -> None:
        """Begin without answers; `most` bounds their bytes."""
        self._most = most
        self._state = ""
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()

    def get(self, state: str, key: tuple[str, ...]) -> Response | None:
        """Return the answer that was kept with a key, if the store is in the same state."""
        if state != self._state:
            self._state, self._bytes = state, 0
            self._kept.clear()
        kept = self._kept.get(key)
        if kept is None or kept.end < time.monotonic():
            return None
        self._kept.move_to_end(key)
        return Response(kept.body, headers=kept.headers)

    def put(
        self, state: str, key: tuple[str, ...], answer: Response, seconds: float = float("inf")
    ) -> None:
        """Keep an answer for some seconds, if it is whole, and the store still in its state."""
        if answer.status_code != 200 or isinstance(answer, StreamingResponse):  # noqa: PLR2004  # OK
            return
        kept = _Kept(bytes(answer.body), dict(answer.headers), time.monotonic() + seconds)
        if state != self._state or kept.size > min(_LARGEST, self._most):
            return
        self._drop(key)
        while self._bytes + kept.size > self._most:
            self._drop(next(iter(self._kept)))
        self._kept[key] = kept
        self._bytes += kept.size

    def _drop(self, key: tuple[str, ...]) -> None:
        if key in self._kept:
            self._bytes -= self._kept.pop(key).size
