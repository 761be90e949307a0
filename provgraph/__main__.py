"""`python -m provgraph`, and the console script."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

# The driver imports these wherever they are installed: 0.25 s that no command needs.
_UNUSED = ("numpy", "pandas", "pyarrow")


def main() -> None:
    """Run the command line."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        for name in _UNUSED:
            sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's "not there"
        from provgraph.cli import main as command_line  # noqa: PLC0415

        command_line(prog_name="provgraph")
    except KeyboardInterrupt:
        sys.stderr.write("provgraph: interrupted\n")
        sys.exit(130)


def _interrupt(_: int, __: object) -> NoReturn:
    """End by Ctrl-C; what the driver left half made may fail once more, unheard, when it goes."""
    sys.unraisablehook = _unheard
    raise KeyboardInterrupt


def _unheard(lost: sys.UnraisableHookArgs) -> None:
    """Interrupt once more where Ctrl-C fell into a finaliser, which no exception leaves."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        import _thread  # noqa: PLC0415  # no other command needs them
        from threading import Timer  # noqa: PLC0415

        Timer(0.01, _thread.interrupt_main).start()


if __name__ == "__main__":
    main()
