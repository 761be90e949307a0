"""What a wheel holds beside the package: manual pages, and completion scripts of the shells.

Hatchling calls this when it builds a wheel. The files are made from the command line's own help,
so they are always those of the version that is built.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SCRIPTS = {
    "bash": "share/bash-completion/completions/provgraph",
    "zsh": "share/zsh/site-functions/_provgraph",
    "fish": "share/fish/vendor_completions.d/provgraph.fish",
}
"""Shell → where it looks for the completion script of a program, below its prefix."""


class WheelData(BuildHookInterface[Any]):  # type: ignore[misc]  # hatchling is not installed
    """Write the files into `build/`, and say where an installation puts them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files; a checkout that is installed in editable mode does not need them."""
        if version != "standard":
            return
        sys.path.insert(0, self.root)
        folder = Path(self.root, "build", "wheel-data")
        for place, text in _files().items():
            file = folder / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            build_data["shared_data"][str(file)] = place


def _files() -> dict[str, str]:
    """Return place → text; the checkout can be imported now."""
    from provgraph.cli import main  # noqa: PLC0415  # not before its folder is in the path
    from provgraph.cli.shells import script  # noqa: PLC0415
    from tools.man_pages import pages  # noqa: PLC0415

    manuals = {f"share/man/man1/{name}": text for name, text in pages().items()}
    return manuals | {place: script(main, shell) for shell, place in _SCRIPTS.items()}
