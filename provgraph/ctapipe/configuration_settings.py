"""Settings: each parameter of a configuration with its value, stored once for all that have it.

```
(:Document)-[:SETS]->(:Setting {key, path, name, value})
(:Document)-[:SETS]->(:SettingGroup)-[:SETS]->(:SettingGroup)-[:SETS]->(:Setting)
```

A value that hardly two configurations have in common, such as a path or the number of a run, is
linked with the configuration's document. All others are in groups by the first two names of their
path, and these groups in one group. Of the 106 settings of a processing job 8 are individual, and
the groups of the others are those of the job before: 9 relationships instead of 106.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from provgraph.ctapipe.deduplication import is_individual, part_of
from provgraph.runtime.repeated import RepeatedValues, comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from provgraph.graph.connection import Transaction
    from provgraph.runtime import nested

_LONGEST_KEY = 1000
_BYTES_KEPT = 4_000_000
_GROUPED_BY = 2
"""How many names of a path the settings of one group have in common."""


@dataclass(frozen=True, slots=True)
class ConfigurationSetting:
    """A parameter, by its path in the configuration, and its value as JSON text.

    `section` are the first names of its path; it is empty if the value is individual.
    """

    key: str
    path: str
    name: str
    value: str
    section: tuple[str, ...]

    @property
    def row(self) -> dict[str, str]:
        """The setting as a row for the statement `settings/upsert`."""
        return {"key": self.key, "path": self.path, "name": self.name, "value": self.value}


@dataclass(frozen=True, slots=True)
class GroupedSettings:
    """The settings of a configuration: the individual ones, and the groups of all others.

    `sections` are groups of settings by their keys; `group` has all of them, if there are any.
    """

    individual: tuple[ConfigurationSetting, ...]
    sections: Mapping[str, tuple[ConfigurationSetting, ...]]

    @classmethod
    def of(cls, config: Mapping[str, object]) -> Self:
        """Group the settings of a configuration."""
        by_section: defaultdict[tuple[str, ...], dict[str, ConfigurationSetting]]
        by_section = defaultdict(dict)
        for setting in _settings_below((), config):
            by_section[setting.section][setting.key] = setting
        individual = tuple(by_section.pop((), {}).values())
        sections = (tuple(settings.values()) for settings in by_section.values())
        return cls(individual, {_group_key(_keys(section)): section for section in sections})

    @property
    def group(self) -> str | None:
        """The key of the group of all sections."""
        return _group_key(sorted(self.sections)) if self.sections else None

    @property
    def settings(self) -> Iterator[ConfigurationSetting]:
        """All settings; an empty section of the configuration is one, too."""
        yield from self.individual
        for section in self.sections.values():
            yield from section


def store_settings(tx: Transaction, configurations: Mapping[str, Mapping[str, object]]) -> None:
    """Store the settings of configurations, by the ids of their new documents."""
    if not configurations:
        return
    grouped = {id_: GroupedSettings.of(config) for id_, config in configurations.items()}
    settings = {setting.key: setting for each in grouped.values() for setting in each.settings}
    sections = {key: section for each in grouped.values() for key, section in each.sections.items()}
    groups = {each.group: each.sections for each in grouped.values() if each.group}
    ordered = sorted(grouped.items(), key=lambda item: (item[1].group or "", item[0]))
    tx.defer(
        "settings/upsert",
        settings=[settings[key].row for key in sorted(settings)],
        sections=[{"key": key, "settings": _keys(sections[key])} for key in sorted(sections)],
        groups=[{"key": key, "sections": sorted(groups[key])} for key in sorted(groups)],
        documents=[
            {"id": id_, "settings": _keys(each.individual), "group": each.group}
            for id_, each in ordered
        ],
    )


def _keys(settings: Iterable[ConfigurationSetting]) -> list[str]:
    return sorted(setting.key for setting in settings)


def _group_key(keys: list[str]) -> str:
    return hashlib.sha256(json.dumps(keys).encode()).hexdigest()


def _settings_below(
    path: nested.Path, section: Mapping[str, object]
) -> Iterator[ConfigurationSetting]:
    """Yield the parameters in a section at a path."""
    for name, value in section.items():
        inner = (*path, name)
        if isinstance(value, dict) and value:
            yield from _settings_of_section(inner, value)
        else:
            yield _setting(inner, value)


def _settings_of_section(
    path: nested.Path, section: Mapping[str, object]
) -> tuple[ConfigurationSetting, ...]:
    """Return the parameters in a section, which most jobs have in common."""
    key = (path, comparable(section))
    settings = _KEPT.get(key)
    if settings is None:
        settings = tuple(_settings_below(path, section))
        _KEPT.put(key, settings, sum(4 * len(setting.key) for setting in settings))
    return settings


def _setting(path: tuple[str, ...], value: object) -> ConfigurationSetting:
    text, dotted = part_of(value).canonical, ".".join(path)
    key = f"{dotted}={text}"
    if len(key) > _LONGEST_KEY:
        key = f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
    section = () if _has_individual(value, text) else path[:-1][:_GROUPED_BY] or path[:1]
    return ConfigurationSetting(key, dotted, path[-1], text, section)


def _has_individual(value: object, text: str) -> bool:
    if isinstance(value, list):
        return any(_has_individual(item, "") for item in value if isinstance(item, str | list))
    return not isinstance(value, dict) and is_individual(value, text)


_KEPT = RepeatedValues[tuple[ConfigurationSetting, ...]](_BYTES_KEPT)
