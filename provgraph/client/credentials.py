"""Credentials: the tokens of managers, by URL, in a file that only the user can read."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from provgraph.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "PROVGRAPH_TOKEN"  # noqa: S105  # the name of a variable
"""The environment variable that goes before the file."""
_SECONDS_TO_WAIT = 10.0


def file() -> Path:
    """Return the path of the file."""
    return Path(platformdirs.user_config_path("provgraph")) / "tokens.json"


def token(url: str) -> str | None:
    """Return the token for a manager, from the environment or the file.

    Raises:
        ConfigError: the file cannot be read, or others can read it.

    """
    return os.environ.get(TOKEN) or _read().get(_key(url))


def save(url: str, secret: str | None) -> None:
    """Keep the token for a manager; `None` forgets it.

    Raises:
        ConfigError: the file cannot be written.

    """
    with _alone():
        tokens = {name: value for name, value in _read().items() if name != _key(url)}
        _write(tokens | ({} if secret is None else {_key(url): secret}))


@contextmanager
def _alone() -> Iterator[None]:
    """Let no other process change the file meanwhile: each keeps what the others have written.

    Raises:
        ConfigError: the folder cannot be written, or another process keeps the file for long.

    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # 40 ms, which reading must not cost

    path = file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{path.name}.lock"), _SECONDS_TO_WAIT, mode=0o600):
            yield
    except Timeout as error:
        raise ConfigError(f"another process is writing the tokens in {path}: try again") from error
    except OSError as error:
        raise ConfigError(f"the tokens in {path} cannot be written: {error}") from error


def _key(url: str) -> str:
    return url.rstrip("/").lower()


def _read() -> dict[str, str]:
    path = file()
    try:
        with path.open(encoding="utf-8") as stream:
            if os.name == "posix" and os.fstat(stream.fileno()).st_mode & 0o077:
                raise ConfigError(
                    f"other users may read the tokens in {path}: run 'chmod 600 {path}'"
                )
            return {str(name): str(value) for name, value in json.load(stream).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(f"the tokens in {path} cannot be read: {error}") from error


def _write(tokens: dict[str, str]) -> None:
    path = file()
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as stream:
        json.dump(tokens, stream, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
