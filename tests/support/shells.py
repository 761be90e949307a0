"""Interactive shells in a terminal of their own, in which tests type and press Tab."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = 120.0
_ATTEMPTS = 6
_PROMPT = "ready> "
_START = {
    "bash": (["--norc", "--noprofile", "-i"], f"PS1='{_PROMPT}'; bind 'set bell-style none'"),
    "zsh": (["-f", "-i"], f"PROMPT='{_PROMPT}'; autoload -U compinit; compinit -u -D"),
    "fish": (["--no-config", "-i"], f"function fish_prompt; echo -n '{_PROMPT}'; end"),
}
SHELLS = [name for name in _START if shutil.which(name)]
"""The shells that this machine has; `.ci/run` installs all of them."""


class Shell:
    """A shell that shows what it is typed."""

    def __init__(self, descriptor: int) -> None:
        """Take the terminal's end of the shell."""
        self._descriptor = descriptor
        self.shown = ""

    def type(self, text: str) -> None:
        """Type a text."""
        os.write(self._descriptor, text.encode())

    def completes(self, typed: str, expected: str) -> bool:
        """Return whether Tab makes one text of another on an empty line.

        Completion gives up after two seconds, which a busy machine needs to start Python.
        """
        self.type(f"\x15{typed}")
        for _ in range(_ATTEMPTS):
            self.type("\t")
            if self.await_text(expected, _SECONDS / _ATTEMPTS):
                return True
        return False

    def await_text(self, text: str, seconds: float = _SECONDS) -> bool:
        """Return whether a text is shown within some seconds, after what was awaited before."""
        end = time.monotonic() + seconds
        while text not in self.shown and time.monotonic() < end:
            if select.select([self._descriptor], [], [], 0.2)[0]:
                self.shown += os.read(self._descriptor, 65536).decode(errors="replace")
        _, present, after = self.shown.partition(text)
        self.shown = after if present else self.shown
        return bool(present)


@contextmanager
def shell(name: str, folder: Path, script: str) -> Iterator[Shell]:
    """Yield a shell in a folder, in which the completion script of provgraph was read."""
    file = folder / f"completion.{name}"
    file.write_text(script)
    program, (options, start) = str(shutil.which(name)), _START[name]
    process, descriptor = pty.fork()
    if process == 0:
        os.chdir(folder)
        variables = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "TERM": "dumb"}
        os.execve(program, [name, *options], {**os.environ, **variables, "HOME": str(folder)})  # noqa: S606  # a shell is what is tested
    try:
        opened = Shell(descriptor)
        opened.type(
            f"{start}\n. ./{file.name}; echo started-$((40 + 2))\n".replace(
                "$((40 + 2))", "(math 40 + 2)" if name == "fish" else "$((40 + 2))"
            )
        )
        assert opened.await_text("started-42")
        assert opened.await_text(_PROMPT)
        yield opened
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(descriptor)
