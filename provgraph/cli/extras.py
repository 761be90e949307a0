"""Commands that need an extra: without it they say how to install it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from provgraph.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Turn the absence of a package into a message that names the extra.

    Raises:
        ConfigError: a package is not installed.

    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("provgraph"):
            raise
        raise ConfigError(
            f"this needs the package {error.name}: pip install 'provgraph[{name}]'"
        ) from error
