"""The settings of the manager on this machine, for the commands that work on its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from provgraph.cli.extras import extra

if TYPE_CHECKING:
    from provgraph.manager.settings import ManagerSettings

config_option = click.option(
    "--config",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="PROVGRAPH_MANAGER_CONFIG",
    help="Settings of the manager, in TOML (default: your personal manager).",
)


def manager_settings(file: Path | None) -> ManagerSettings:
    """Return the settings in a file, or those of the user's personal manager.

    Raises:
        ConfigError: the extra `server` is not installed, or a setting is not valid.

    """
    with extra("server"):
        from provgraph.manager.settings import read

    return read(file)
