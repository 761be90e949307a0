"""The settings of a manager: a TOML file, then the environment; checked before it starts."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  # pydantic resolves it at run time
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from provgraph.errors import ConfigError
from provgraph.manager.inbox.limits import InboxLimits
from provgraph.manager.oidc import OidcSettings  # noqa: TC001  # pydantic resolves it at run time
from provgraph.neo4j_local.home import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "PROVGRAPH_MANAGER_"
"""Of environment variables: PROVGRAPH_MANAGER_PORT is `port`, …_LIMITS_SECONDS is that of
`[limits]`."""
_FILE = f"{PREFIX}CONFIG"
"""The name of the file, which is no setting: the command line reads it."""

Positive = Annotated[int, Field(gt=0)]
_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request may ask for, and one token at once.

    `seconds` is the longest time for an answer, `concurrent` the requests of one token that
    are answered at the same time, `threads` those of all; `body` the bytes of a request's body.
    """

    __pydantic_config__ = _STRICT

    seconds: Annotated[float, Field(gt=0, le=86_400)] = 60.0
    concurrent: Positive = 8
    threads: Positive = 32
    body: Positive = 64 * 2**20


def _folder() -> Path:
    return Home.at(None).path / "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerSettings:
    """How a manager runs: where it listens, where its Neo4j is, what it allows.

    `public_url` is how others reach it, through a proxy; `allowed_hosts` are further names in
    the Host header. `trusted_proxies` are the addresses of proxies, or networks, whose word on a
    client's address and scheme is taken. `folder` holds the inbox, the tokens, the sessions and
    the audit trail. Without `neo4j_uri` it is the local server. `oidc` names the issuer whose
    users may log in.
    """

    __pydantic_config__ = _STRICT

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8474
    public_url: Annotated[str | None, Field(pattern=r"^https?://[^/\s]+(/\S*)?$")] = None
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    folder: Path = field(default_factory=_folder)
    neo4j_uri: str | None = None
    neo4j_username: str | None = None
    neo4j_database: str | None = None
    limits: Limits = field(default_factory=Limits)
    inbox: InboxLimits = field(default_factory=InboxLimits)
    oidc: OidcSettings | None = None


_ADAPTER = TypeAdapter(ManagerSettings)


def read(file: Path | None, environment: Mapping[str, str] = os.environ) -> ManagerSettings:
    """Return the settings of a file, if one is given, overridden by environment variables.

    Raises:
        ConfigError: the file cannot be read, or a setting is unknown or not valid.

    """
    values = _of_file(file) if file else {}
    return checked(_merged(values, _of_environment(environment)), str(file or "the environment"))


def checked(values: Mapping[str, Any], source: str) -> ManagerSettings:
    """Return settings made of plain values.

    Raises:
        ConfigError: a setting is unknown or not valid; the message names all of them.

    """
    try:
        return _ADAPTER.validate_python(values)
    except ValidationError as error:
        faults = [
            f"{source}: {'.'.join(map(str, fault['loc']))}: {_reason(fault['type'], fault['msg'])}"
            for fault in error.errors()
        ]
        raise ConfigError("\n".join(faults)) from error


def _reason(kind: str, message: str) -> str:
    return "there is no such setting" if kind == "unexpected_keyword_argument" else message


def _of_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}") from error


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables with our prefix; those of a section are its members."""
    values: dict[str, Any] = {}
    sections = {"limits", "inbox", "oidc"}
    for variable, text in sorted(environment.items()):
        if variable.startswith(PREFIX) and variable != _FILE:
            name = variable.removeprefix(PREFIX).lower()
            section, _, member = name.partition("_")
            if section in sections and member:
                values.setdefault(section, {})[member] = text
            else:
                values[name] = _listed(name, text)
    return values


def _listed(name: str, text: str) -> object:
    return text.split(",") if name in {"allowed_hosts", "trusted_proxies"} else text


def _merged(values: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with others over them, section by section."""
    merged = dict(values)
    for name, value in others.items():
        before = merged.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[name] = _merged(before, value)
        else:
            merged[name] = value
    return merged
