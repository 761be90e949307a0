"""Locations: the paths and URLs of a manager, which may live below a path of its public URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request


def root_path(public_url: str | None) -> str:
    """Return the path of a public URL, below which a proxy serves the manager; mostly none."""
    return urlsplit(public_url or "").path.rstrip("/")


def root_of(scope: Mapping[str, Any]) -> str:
    """Return the path at which the manager's own paths begin, of a request or its scope."""
    return str(scope.get("root_path", "")).rstrip("/")


def path_of(scope: Mapping[str, Any]) -> str:
    """Return the path of a request as the routes have it, without that of the public URL."""
    path: str = scope["path"]
    root = root_of(scope)
    return path.removeprefix(root) if path.startswith(f"{root}/") else path


def location(request: Request, name: str, **parameters: str) -> str:
    """Return the path of a route as browsers and clients ask for it."""
    return root_of(request) + str(request.app.url_path_for(name, **parameters))
