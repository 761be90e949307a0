"""Settings: each parameter of a configuration with its value, stored once for all that have it.

`(:Document)-[:SETS]->(:Setting {key, path, name, value})`, from the document of the configuration.
Of the 106 parameters of a processing job 4 differ from those of the next one: a relationship
without properties is the smallest record of them (34 bytes).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.ctapipe.deduplication import part_of
from provgraph.runtime.repeated import RepeatedValues, comparable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.graph.connection import Transaction
    from provgraph.runtime import nested

_LONGEST_KEY = 1000
_BYTES_KEPT = 4_000_000


@dataclass(frozen=True, slots=True)
class ConfigurationSetting:
    """A parameter, by its path in the configuration, and its value as JSON text."""

    key: str
    path: str
    name: str
    value: str

    @property
    def row(self) -> dict[str, str]:
        """The setting as a row for the statement `settings/upsert`."""
        return {"key": self.key, "path": self.path, "name": self.name, "value": self.value}


def settings_of(config: Mapping[str, object]) -> Iterator[ConfigurationSetting]:
    """Return all parameters of a configuration; an empty section is one, too."""
    return _settings_below((), config)


def store_settings(tx: Transaction, configurations: Mapping[str, Mapping[str, object]]) -> None:
    """Store the settings of configurations, by the ids of their new documents."""
    by_document = {id_: [*settings_of(config)] for id_, config in sorted(configurations.items())}
    unique = {setting.key: setting for settings in by_document.values() for setting in settings}
    rows = [
        {"id": id_, "keys": sorted({setting.key for setting in settings})}
        for id_, settings in by_document.items()
    ]
    if rows:
        ordered = [unique[key].row for key in sorted(unique)]
        tx.defer("settings/upsert", settings=ordered, rows=rows)


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
        _KEPT.put(key, settings, sum(2 * len(setting.key) for setting in settings))
    return settings


def _setting(path: tuple[str, ...], value: object) -> ConfigurationSetting:
    text, dotted = part_of(value).canonical, ".".join(path)
    key = f"{dotted}={text}"
    if len(key) > _LONGEST_KEY:
        key = f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
    return ConfigurationSetting(key, dotted, path[-1], text)


_KEPT = RepeatedValues[tuple[ConfigurationSetting, ...]](_BYTES_KEPT)
