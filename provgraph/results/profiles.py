"""Profiles: the user's named sets of settings, and which settings are in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, Result


@dataclass(frozen=True, slots=True)
class ProfileSetting(Result):
    """A setting of a profile, and the line of the file in which it stands, if that is known."""

    name: str
    value: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Profile(Result):
    """A profile; `default` says that it is used where none is named."""

    name: str
    default: bool
    settings: tuple[ProfileSetting, ...]


@dataclass(frozen=True, slots=True)
class ProfileList(Answer):
    """The profiles of a user, and their file."""

    SCHEMA: ClassVar[str] = "profiles"

    file: str
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class SettingInUse(Result):
    """A setting that is in use, and where its value comes from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class SettingsInUse(Answer):
    """The profile that is used, by what it was chosen, and all settings that are in use.

    A password is never among them, only where it is kept.
    """

    SCHEMA: ClassVar[str] = "settings-in-use"

    profile: str | None
    chosen_by: str | None
    file: str
    settings: tuple[SettingInUse, ...]
