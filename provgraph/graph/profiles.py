"""Profiles: named sets of settings in a file of the user, one for each store that is used.

A profile gives values to what options and environment variables leave open. An option wins over an
environment variable, and that over a profile. The settings that lead to a store go together, so
that no password reaches a server for which it is not meant: if an option or the environment names a
store, a profile's address, user and password are not used; if the address is the profile's, so are
the user, the database and the password that it names.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from provgraph.errors import ConfigError
from provgraph.graph import passwords
from provgraph.results.profiles import Profile, ProfileSetting, SettingInUse, SettingsInUse
from provgraph.runtime.escape import escape_line
from provgraph.runtime.similar import similar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

PROFILE = "PROVGRAPH_PROFILE"
"""The environment variable that names the profile; empty, none is used."""
TEMPLATE = """\
# Profiles of provgraph: a name for each store that you use.
# 'provgraph --profile NAME …' or PROVGRAPH_PROFILE=NAME chooses one.
# 'provgraph profile show' lists the settings in use, and where they come from.

# default = "team"

# [profiles.team]
# uri = "neo4j+s://provenance.example.org"
# username = "reader"
# password_file = "~/.config/provgraph/team.password"    # or password_command = "pass show team"

# [profiles.manager]
# manager = "https://provenance.example.org"    # 'provgraph login' keeps the token

# [profiles.laptop]
# home = "~/provenance"    # a local server of its own
"""
_SIZE = r"[1-9]\d*[kmgKMG]"
_PATHS = {"password_file", "home", "dirac_python"}
_FORMS = {
    "uri": (r"(bolt|neo4j)(\+s|\+ssc)?://\S+", "an address such as neo4j://host:7687"),
    "manager": (r"https?://\S+", "a URL such as https://provenance.example.org"),
    "heap": (_SIZE, "an amount of memory such as 512m or 2g"),
    "pagecache": (_SIZE, "an amount of memory such as 128m or 1g"),
}
VARIABLES = {
    "uri": "NEO4J_URI",
    "username": "NEO4J_USERNAME",
    "database": "NEO4J_DATABASE",
    "password_file": passwords.FILE,
    "password_command": passwords.COMMAND,
    "manager": "PROVGRAPH_MANAGER",
    "home": "PROVGRAPH_HOME",
    "heap": "PROVGRAPH_HEAP",
    "pagecache": "PROVGRAPH_PAGECACHE",
    "queries": "PROVGRAPH_QUERIES",
    "dirac_python": "PROVGRAPH_DIRAC_PYTHON",
}
"""The settings of a profile, and the environment variables that win over them."""
_OF_STORE = ("uri", "manager", "username", "database", "password_file", "password_command")
_NAMES_STORE = ("uri", "manager")
_PASSWORDS = ("password_file", "password_command")
_CREDENTIALS = (passwords.PASSWORD, *(VARIABLES[key] for key in ("username", *_PASSWORDS)))
"""The variables that are of no use beside a profile's own password."""
_AT = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")
_NAME = re.compile(r"[\w-]+")
_PART = re.compile(r"\"[^\"]*\"|'[^']*'|[\w-]+")
_HEAD = re.compile(r"\s*\[([^\]]*)\]")
_KEY = re.compile(r"\s*([\w.\"' -]+?)\s*=")


@dataclass(frozen=True, slots=True)
class Profiles:
    """What the file holds: its profiles by name, and which is the default."""

    file: Path
    default: str | None
    profiles: Mapping[str, Mapping[str, ProfileSetting]]

    def profile(self, name: str, source: str) -> Mapping[str, ProfileSetting]:
        """Return the settings of a profile that `source` names.

        Raises:
            ConfigError: there is none of that name.

        """
        if name in self.profiles:
            return self.profiles[name]
        known = f"the profiles in {self.file} are {', '.join(self.profiles)}"
        nothing = f"{self.file} has no profiles: 'provgraph profile edit' makes some"
        raise ConfigError(
            f"{source}: there is no profile {name!r}{_similar(name, self.profiles)}; "
            f"{known if self.profiles else nothing}"
        )

    def listed(self) -> tuple[Profile, ...]:
        """Return all profiles."""
        return tuple(
            Profile(name, name == self.default, tuple(settings.values()))
            for name, settings in self.profiles.items()
        )


def file() -> Path:
    """Return the path of the file."""
    return Path(platformdirs.user_config_path("provgraph")) / "profiles.toml"


def read() -> Profiles:
    """Return what the file holds; without a file there are no profiles.

    Raises:
        ConfigError: it cannot be read, or something in it is not valid, with its line.

    """
    path = file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Profiles(path, None, {})
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    return parsed(text, path)


def parsed(text: str, path: Path) -> Profiles:
    """Return the profiles in a text.

    Raises:
        ConfigError: something in it is not valid; with file, line and key.

    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, str(error))) from error
    return _Reader(path, text).profiles(content)


def in_use(name: str | None, options: Mapping[str, str | None]) -> tuple[SettingsInUse, set[str]]:
    """Return the settings in use, and the names of those that come from the profile.

    `name` is the profile that an option names, `options` are those that options give.

    Raises:
        ConfigError: there is no such profile, or the file is not valid.

    """
    profiles = read()
    chosen, source = _chosen(name, profiles.default)
    settings = profiles.profile(chosen, str(source)) if chosen else {}
    above = {key: value for key, value in options.items() if value}
    store_is_named = any(key in above or os.environ.get(VARIABLES[key]) for key in _NAMES_STORE)
    used = list(_Used(above, settings, f"profile {chosen}", store_is_named).listed())
    of_profile = {setting.name for setting, is_of_profile in used if is_of_profile}
    shown = tuple(setting for setting, _ in used)
    return SettingsInUse(chosen, source, str(profiles.file), shown), of_profile


def use(settings: SettingsInUse, of_profile: Collection[str]) -> dict[str, str | None]:
    """Give what comes from the profile to all that reads the environment.

    Return the variables that were changed, with their former values.
    """
    values = _values(settings, of_profile)
    former = {variable: os.environ.get(variable) for variable in values}
    put(values)
    return former


def put(values: Mapping[str, str | None]) -> None:
    """Set variables of the environment; `None` removes one."""
    for variable, value in values.items():
        if value is None:
            os.environ.pop(variable, None)
        else:
            os.environ[variable] = value


def replaced(settings: SettingsInUse, of_profile: Collection[str]) -> list[str]:
    """Return the variables of the environment that give way to the profile's own settings."""
    values = _values(settings, of_profile)
    return [name for name in values if os.environ.get(name) not in {None, "", values[name]}]


def _values(settings: SettingsInUse, of_profile: Collection[str]) -> dict[str, str | None]:
    """Return the environment that the profile makes."""
    hidden = _CREDENTIALS if "uri" in of_profile and {*_PASSWORDS} & {*of_profile} else ()
    values = {VARIABLES[s.name]: s.value for s in settings.settings if s.name in of_profile}
    return {**dict.fromkeys(hidden), **values}


@dataclass(frozen=True, slots=True)
class _Used:
    """Finds which settings are in use: those of options, of the environment, or of a profile."""

    above: Mapping[str, str]
    settings: Mapping[str, ProfileSetting]
    profile: str
    store_is_named: bool

    def listed(self) -> Iterator[tuple[SettingInUse, bool]]:
        """Yield the settings in use, and whether each comes from the profile."""
        for key, variable in VARIABLES.items():
            if key in self.above:
                yield SettingInUse(key, self.above[key], f"--{key}"), False
            elif os.environ.get(variable) and not self._gives_way(key, variable):
                yield SettingInUse(key, os.environ[variable], f"${variable}"), False
            elif key in self.settings and not (self.store_is_named and key in _OF_STORE):
                yield SettingInUse(key, _expanded(self.settings[key]), self._source(key)), True
        if os.environ.get(passwords.PASSWORD) and not self._gives_way("", passwords.PASSWORD):
            yield SettingInUse("password", "(not shown)", f"${passwords.PASSWORD}"), False

    def _gives_way(self, key: str, variable: str) -> bool:
        """Whether a variable is not used, since the profile's own settings lead to its store."""
        if self.store_is_named or "uri" not in self.settings:
            return False
        has_password = any(each in self.settings for each in _PASSWORDS)
        return (key in _OF_STORE and key in self.settings) or (
            has_password and variable in _CREDENTIALS
        )

    def _source(self, key: str) -> str:
        line = self.settings[key].line
        return f"{self.profile}, line {line}" if line else self.profile


def _chosen(name: str | None, default: str | None) -> tuple[str | None, str | None]:
    """Return the profile to use, and what chose it."""
    if name is not None:
        return name, "--profile"
    if PROFILE in os.environ:
        return os.environ[PROFILE] or None, f"${PROFILE}"
    return default, "the file's default" if default else None


def _expanded(setting: ProfileSetting) -> str:
    if setting.name == "queries":
        return os.pathsep.join(map(os.path.expanduser, setting.value.split(os.pathsep)))
    return os.path.expanduser(setting.value) if setting.name in _PATHS else setting.value  # noqa: PTH111  # keeps a final slash


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes a file's content as profiles; a fault is reported with its line."""

    path: Path
    text: str

    def profiles(self, content: Mapping[str, Any]) -> Profiles:
        self._check_names(content, ("default", "profiles"), "")
        tables = content.get("profiles", {})
        if not isinstance(tables, dict):
            raise self._fault("", "profiles", "is not a table: begin one with [profiles.NAME]")
        profiles = {name: self._settings(name, table) for name, table in tables.items()}
        default = content.get("default")
        if default is not None and default not in profiles:
            near = _similar(str(default), profiles)
            raise self._fault("", "default", f"there is no profile {default!r}{near}")
        return Profiles(self.path, default, profiles)

    def _settings(self, name: str, table: object) -> dict[str, ProfileSetting]:
        if not isinstance(table, dict):
            raise self._fault(name, "", f"is not a table: write [profiles.{name}]")
        if not _NAME.fullmatch(name):
            raise self._fault(name, "", "a profile's name has letters, digits, - and _ only")
        if "password" in table:
            raise self._fault(
                name,
                "password",
                "a password is not kept in this file: use password_file, the path of a file that "
                "only you can read, or password_command, such as 'pass show provgraph'",
            )
        self._check_names(table, VARIABLES, name)
        settings = {key: self._setting(name, key, value) for key, value in table.items()}
        for one, other in (("uri", "manager"), ("password_file", "password_command")):
            if one in settings and other in settings:
                raise self._fault(name, other, f"a profile has either {one} or {other}")
        return settings

    def _setting(self, profile: str, key: str, value: object) -> ProfileSetting:
        form, kind = _FORMS.get(key, (r".+", "a text"))
        if not isinstance(value, str) or not re.fullmatch(form, value):
            raise self._fault(profile, key, f"{value!r} is not {kind}")
        return ProfileSetting(key, value, self._line(profile, key))

    def _check_names(self, table: Mapping[str, Any], known: Collection[str], where: str) -> None:
        for key in table:
            if key not in known:
                choices = f"the settings are {', '.join(known)}"
                near = _similar(key, known)
                raise self._fault(where, key, f"there is no such setting{near or f': {choices}'}")

    def _fault(self, profile: str, key: str, reason: str) -> ConfigError:
        line = self._line(profile, key)
        place = f"{self.path}, line {line}" if line else str(self.path)
        names = ".".join(name for name in ("profiles" if profile else "", profile, key) if name)
        return ConfigError(f"{place}: {escape_line(names)}: {escape_line(reason)}")

    def _line(self, profile: str, key: str) -> int | None:
        """Return the line of a key, or of its table's head where the key is not on a line alone."""
        path = ["profiles", profile] if profile else []
        wanted = [*path, key] if key else path
        table: list[str] = []
        head = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if match := _HEAD.match(line):
                table = names = _names(match[1])
            elif match := _KEY.match(line):
                names = [*table, *_names(match[1])]
            else:
                continue
            if names[: len(wanted)] == wanted:
                return number
            head = number if names == path else head
        return head


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in _PART.findall(dotted)]


def _similar(name: str, known: Collection[str]) -> str:
    near = similar(name, known)
    return f" (did you mean {near[0]}?)" if near else ""


def _syntax(path: Path, message: str) -> str:
    match = _AT.fullmatch(message)
    if match is None:
        return f"{path} is not valid TOML: {message}"
    return f"{path}, line {match[2]}, column {match[3]}: this is not valid TOML: {match[1]}"
