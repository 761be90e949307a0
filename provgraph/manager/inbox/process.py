"""The worker's process: started with the manager, started again when it ends, stopped with it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.manager.inbox.limits import InboxLimits

_LOG = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_SETTLED = 60.0
"""A worker that ran so many seconds is started again at once."""


class WorkerProcess:
    """A worker as a process, which is started again whenever it ends."""

    def __init__(  # noqa: PLR0913  # one argument for each option
        self,
        folder: Path,
        limits: InboxLimits,
        *,
        uri: str | None = None,
        username: str | None = None,
        database: str | None = None,
        restarted: Callable[[], object] = lambda: None,
    ) -> None:
        """Take the inbox's folder, and the store; the password stays in the environment.

        `restarted` is called when the worker ended, and was started again.
        """
        options = {"--uri": uri, "--username": username, "--database": database}
        self._command = [
            sys.executable,
            "-m",
            __package__,
            str(folder),
            "--with-parent",
            f"--limits={json.dumps(asdict(limits))}",
            *(f"{name}={value}" for name, value in options.items() if value),
        ]
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="worker", daemon=True)
        self._restarted = restarted
        self.restarts = 0

    @property
    def pid(self) -> int | None:
        """The process, if it runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def start(self) -> None:
        """Start the worker."""
        self._process = self._started()
        self._thread.start()

    def stop(self, seconds: float = 30.0) -> None:
        """Let the worker finish what it has taken, or kill it after some seconds.

        A killed worker loses nothing: what it had taken waits again.
        """
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._thread.join()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            # Ctrl-C in a terminal is for the manager, which then stops the worker.
            start_new_session=True,
        )

    def _watch(self) -> None:
        """Start the worker again when it ends."""
        pause = _FIRST_PAUSE
        while self._process is not None and not self._stopping.is_set():
            began = time.monotonic()
            status = self._process.wait()
            _close(self._process)
            if time.monotonic() - began > _SETTLED:
                pause = _FIRST_PAUSE
            if self._stopping.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_PAUSE)
            _LOG.warning("the worker ended with status %s: it is started again", status)
            with self._lock:
                if self._stopping.is_set():
                    return
                try:
                    self._process = self._started()
                except OSError as error:  # such as no memory: tried again after the next pause
                    _LOG.error("the worker cannot be started: %s", error)  # in words
                    continue
            self.restarts += 1
            self._restarted()


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
