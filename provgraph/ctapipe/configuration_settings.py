"""Settings: each parameter of a configuration with its value, stored once for all that have it.

`(:Document)-[:SETS]->(:Setting {key, path, name, value})`, from the document of the configuration.
Of the 106 parameters of a processing job 4 differ from those of the next one: a relationship
without properties is the smallest record of them (34 bytes).
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from provgraph.runtime import nested
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.graph.connection import Transaction

_LONGEST_KEY = 1000


@dataclass(frozen=True, slots=True)
class ConfigurationSetting:
    """A parameter, by its path in the configuration, and its value as JSON text."""

    key: str
    path: str
    name: str
    value: str


def settings_of(config: Mapping[str, object]) -> Iterator[ConfigurationSetting]:
    """Return all parameters of a configuration; an empty section is one, too."""
    return (_setting(path, value) for path, value in nested.leaves(config))


def store_settings(tx: Transaction, configurations: Mapping[str, Mapping[str, object]]) -> None:
    """Store the settings of configurations, by the ids of their new documents."""
    by_document = {id_: [*settings_of(config)] for id_, config in sorted(configurations.items())}
    unique = {setting.key: setting for settings in by_document.values() for setting in settings}
    rows = [
        {"id": id_, "keys": sorted({setting.key for setting in settings})}
        for id_, settings in by_document.items()
    ]
    if rows:
        ordered = [asdict(unique[key]) for key in sorted(unique)]
        tx.run("settings/upsert", settings=ordered, rows=rows)


def _setting(path: tuple[str, ...], value: object) -> ConfigurationSetting:
    text, dotted = canonical_json(value), ".".join(path)
    key = f"{dotted}={text}"
    if len(key) > _LONGEST_KEY:
        key = f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"
    return ConfigurationSetting(key, dotted, path[-1], text)
