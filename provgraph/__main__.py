"""`python -m provgraph`, and the console script."""

from __future__ import annotations

import sys

# The driver imports these wherever they are installed: 0.25 s that no command needs.
_UNUSED = ("numpy", "pandas", "pyarrow")


def main() -> None:
    """Run the command line."""
    for name in _UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's own "not there"
    from provgraph.cli import main as command_line  # noqa: PLC0415

    command_line(prog_name="provgraph")


if __name__ == "__main__":
    main()
