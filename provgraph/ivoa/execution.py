"""Executions: activities as they ran, to be matched with descriptions, and what they match."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from provgraph.runtime import nested

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.ivoa.model import IvoaObject


@dataclass(frozen=True, slots=True)
class EntityUse:
    """An entity that an execution used or, if `output`, generated, in a role."""

    entity: str
    output: bool
    role: str | None
    value: bool = False
    name: str | None = None
    location: str | None = None

    def is_status_of(self, job: Execution) -> bool:
        """Return whether it is the value that provgraph makes of the job's status."""
        return self.entity == f"{job.id}_status"


@dataclass(frozen=True, slots=True)
class ExecutionSettings:
    """The version, configuration and command-line arguments of an execution."""

    version: str | None = None
    config: Mapping[str, object] = field(default_factory=dict)
    arguments: Sequence[str] = ()

    def values(self, name: str) -> list[str]:
        """Return the values of a parameter: none, one, or several that contradict each other.

        Nulls are ignored. `name` is a key of the configuration, alone or with the sections
        around it (`DL1.max_events`). Of several keys with that name the least nested ones
        count. Without such a key, an argument is taken: `--name=value`, `--name value`, or a
        flag `--name`.
        """
        by_depth: dict[int, list[str]] = {}
        for path, value in nested.walk(self.config):
            if value is not None and name in {path[-1], ".".join(path)}:
                by_depth.setdefault(len(path), []).append(_text_of(value))
        values = by_depth[min(by_depth)] if by_depth else self._arguments(name)
        return list(dict.fromkeys(values))

    def parameters(self) -> Iterator[tuple[str, str]]:
        """Yield the dotted path and the value of each parameter of the configuration."""
        for path, value in nested.leaves(self.config):
            if value is not None and not isinstance(value, Mapping):
                yield ".".join(path), _text_of(value)

    def _arguments(self, name: str) -> Iterator[str]:
        following = [*self.arguments[1:], "-"]
        for argument, after in zip(self.arguments, following, strict=False):
            option, equals, value = argument.partition("=")
            key = option.lstrip("-")
            if option.startswith("-") and name in {key, key.rpartition(".")[2]}:
                yield value if equals else "true" if after.startswith("-") else after


@dataclass(frozen=True, slots=True)
class Execution:
    """An activity as it ran: its URI, what it used and generated, its settings."""

    id: str
    uses: Sequence[EntityUse]
    settings: ExecutionSettings

    @property
    def name(self) -> str:
        """The last part of its URI, which is as unique as a UUID or a hash is."""
        return self.id.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class DescriptionLinks:
    """The links of an execution to its descriptions, none if no version fits, and notes."""

    links: tuple[IvoaObject, ...]
    notes: tuple[str, ...]


def _text_of(value: object) -> str:
    """Return a value of a configuration as text: strings as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
