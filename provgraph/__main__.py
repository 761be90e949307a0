"""`python -m provgraph`, and the console script."""

from __future__ import annotations

import _thread
import os
import signal
import sys
from pathlib import Path
from threading import Timer
from typing import NoReturn

from provgraph.runtime.hidden_modules import hidden_modules

# The driver imports these wherever they are installed: 0.25 s that no command needs. Hidden
# while a command runs, not for good: a process that imports provgraph never comes here, and
# a command that runs for long calls `show_hidden_modules` when its imports are done.
_UNUSED = ("numpy", "pandas", "pyarrow")


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for good
    if sys.stdout is None:
        sys.stderr.write("provgraph: the standard output is closed\n")
        sys.exit(1)
    try:
        with hidden_modules(*_UNUSED):
            from provgraph.cli import main as command_line  # noqa: PLC0415

            command_line(prog_name="provgraph")
    except KeyboardInterrupt:
        sys.stderr.write("provgraph: interrupted\n")
        sys.exit(130)


def _interrupt(_: int, __: object) -> NoReturn:
    """End by Ctrl-C; what the driver had half made may fail once more when it is deleted."""
    sys.unraisablehook = _ignore_interrupted
    raise KeyboardInterrupt


def _ignore_interrupted(lost: sys.UnraisableHookArgs) -> None:
    """Interrupt once more where Ctrl-C fell into a finaliser, which no exception leaves."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        Timer(0.01, _thread.interrupt_main).start()


if __name__ == "__main__":
    main()
