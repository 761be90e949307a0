"""What activities were configured with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from provgraph.results.base import Answer, Result


@dataclass(frozen=True, slots=True)
class ConfigurationParameter(Result):
    """A parameter by its path in the configuration, and its value as JSON text."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class ParameterDifference(Result):
    """A parameter that differs between two activities; `None` where one does not have it."""

    path: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class ConfiguredActivity(Result):
    """An activity that ran with something: `what` is a parameter or a software."""

    id: str
    name: str
    start: str | None
    what: str


@dataclass(frozen=True, slots=True)
class SoftwareVersion(Result):
    """A version of a software, which is an agent."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ParameterList(Answer):
    """The parameters of an activity."""

    SCHEMA: ClassVar[str] = "parameters"

    parameters: tuple[ConfigurationParameter, ...]


@dataclass(frozen=True, slots=True)
class ParameterDifferences(Answer):
    """The parameters that differ between two activities."""

    SCHEMA: ClassVar[str] = "parameter-differences"

    differences: tuple[ParameterDifference, ...]


@dataclass(frozen=True, slots=True)
class ActivityList(Answer):
    """The activities that ran with a parameter or a software."""

    SCHEMA: ClassVar[str] = "runs"

    activities: tuple[ConfiguredActivity, ...]


@dataclass(frozen=True, slots=True)
class SoftwareList(Answer):
    """The software that an activity ran with."""

    SCHEMA: ClassVar[str] = "software"

    software: tuple[SoftwareVersion, ...]
