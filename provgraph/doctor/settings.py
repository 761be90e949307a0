"""The settings in use: the profile, and where each value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.errors import ConfigError
from provgraph.results.doctor import MachineCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.profiles import SettingsInUse


def checks(settings: SettingsInUse | ConfigError) -> Iterator[MachineCheck]:
    """Yield what there is to say about the settings in use, or about a fault of the file."""
    if isinstance(settings, ConfigError):
        advice = "correct it with 'provgraph profile edit'"
        yield MachineCheck("profile", "problem", str(settings), advice)
        return
    if settings.profile:
        chosen = f"{settings.profile}, chosen by {settings.chosen_by}, in {settings.file}"
        yield MachineCheck("profile", "ok", chosen)
    else:
        yield MachineCheck("profile", "ok", f"none is used; they are kept in {settings.file}")
    for setting in settings.settings:
        yield MachineCheck(f"setting {setting.name}", "ok", f"{setting.value} ({setting.source})")
