"""The sandbox of a child process: bounds, and an eye on what is opened and asked."""

from __future__ import annotations

import resource
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.faults.campaign import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = 3 * 1024**3
"""Bytes of address space that a child may have."""
SECONDS = 10
"""Seconds that one case may take."""

_OWN = (str(ROOT), sys.prefix, sys.base_prefix, *(path for path in sys.path if path))
_ASKING = (
    "socket.",
    "urllib.",
    "http.",
    "ftplib.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
)
_CHANGING = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod")


class HangError(BaseException):
    """A case takes too long; nothing that catches exceptions of a reader catches this."""


class Sandbox:
    """What was opened or asked beside the one file that may be."""

    def __init__(self) -> None:
        """Bound this process for good, and listen from now on."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for number in (signal.SIGALRM, signal.SIGPROF):
            signal.signal(number, _hang)
        self._allowed: str | None = None
        self._seen: list[str] = []
        sys.addaudithook(self._audit)

    @contextmanager
    def watching(self, file: str) -> Iterator[list[str]]:
        """Yield a list that is filled with what is opened or asked beside `file`."""
        self._allowed, self._seen = file, []
        # Of work, and of waiting: other work on the machine is not a fault.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.alarm(6 * SECONDS)
        try:
            yield self._seen
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
            self._allowed = None

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._allowed is None:
            return
        if event == "open":
            self._opened(*arguments)
        elif event.startswith((*_ASKING, *_CHANGING)) and event not in _HARMLESS:
            self._seen.append(f"{event} {arguments!r:.120}")

    def _opened(self, name: object, mode: object, flags: object) -> None:
        path = name.decode() if isinstance(name, bytes) else name
        if not isinstance(path, str) or path == self._allowed:
            return
        reads = (isinstance(mode, str) and mode.startswith("r")) or mode is None
        if not (reads and path.startswith(_OWN)):  # modules, and the data beside them
            self._seen.append(f"open {path!r:.120} {mode} {flags}")


_HARMLESS = frozenset({"socket.gethostname"})


def _hang(*_: object) -> None:
    raise HangError
