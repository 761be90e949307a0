"""Settings: with which version, configuration and arguments an activity ran."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class ExecutionSettings:
    """What a job's record says; `arguments` are those of its command line."""

    version: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    arguments: Sequence[str] = ()

    def values(self, name: str) -> list[str]:
        """Return the values of a parameter: none, one, or several that contradict each other.

        A null is none. A name is a key of the configuration, alone or with its components before it
        (`DL1.max_events`); of equal keys the least nested ones count. A parameter that no
        key has may be an argument: `--name=value`, `--name value`, a flag `--name`.
        """
        found: dict[int, list[str]] = {}
        for path, value in _keys((), self.config):
            if value is not None and name in {path[-1], ".".join(path)}:
                found.setdefault(len(path), []).append(text_of(value))
        least = found[min(found)] if found else list(self._arguments(name))
        return list(dict.fromkeys(least))

    def leaves(self) -> Iterator[tuple[str, str]]:
        """Yield each parameter of the configuration, with its components, and its value."""
        for path, value in _keys((), self.config):
            if value is not None and not isinstance(value, Mapping):
                yield ".".join(path), text_of(value)

    def _arguments(self, name: str) -> Iterator[str]:
        following = [*self.arguments[1:], "-"]
        for argument, after in zip(self.arguments, following, strict=False):
            option, equals, value = argument.partition("=")
            key = option.lstrip("-")
            if option.startswith("-") and name in {key, key.rpartition(".")[2]}:
                yield value if equals else "true" if after.startswith("-") else after


def text_of(value: object) -> str:
    """Return a value of a configuration as text: a text itself, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _keys(path: tuple[str, ...], config: object) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(config, Mapping):
        for key, value in config.items():
            yield (*path, key), value
            yield from _keys((*path, key), value)
