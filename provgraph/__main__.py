"""`python -m provgraph`, and the console script."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from provgraph.cli import main as command_line  # noqa: PLC0415

    command_line(prog_name="provgraph")


if __name__ == "__main__":
    main()
