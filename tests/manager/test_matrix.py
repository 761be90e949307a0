"""Nobody gets in: every route against every role and every kind of wrong credentials.

The routes come from the application itself: one that is new is tested, or fails for want of a role.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2 as httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from provgraph.manager.access import required
from provgraph.manager.oidc import OidcSettings
from provgraph.manager.settings import ManagerSettings
from provgraph.pages.app import create_app
from provgraph.results.access import ROLES
from tests.support.issuer import AUDIENCE, Issuer, live_issuer
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.dependencies.models import Dependant

    from provgraph.results.access import Role
    from provgraph.store import Store

PUBLIC = {
    "/health/live",
    "/health/ready",
    "/login",
    "/login/oidc",
    "/login/oidc/back",
    "/static/{name}",
}
"""What anyone may ask: whether the manager lives, how to log in, and the style sheet."""

Route = tuple[str, str, "Role | None"]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """Return an issuer on loopback."""
    with live_issuer() as issuer:
        yield issuer


@pytest.fixture
def manager(store: Store, tmp_path: Path, issuer: Issuer) -> Iterator[LiveManager]:
    """Return a manager whose users may come from the issuer, too."""
    oidc = OidcSettings(issuer.url, AUDIENCE, {"cta/operators": "admin"})
    with live_manager(store, tmp_path, ManagerSettings(oidc=oidc)) as manager:
        token = {"Authorization": f"Bearer {issuer.token()}"}
        assert httpx.get(f"{manager.url}/api/v1/me", headers=token).json()["role"] == "admin"
        yield manager


def _routes(app: FastAPI) -> Iterator[Route]:
    """Yield verb, path and least role of each route."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            for verb in sorted(route.methods or ()):
                yield verb, route.path or "", _role(route.dependant)


def _role(dependant: Dependant) -> Role | None:
    """Return the role that a route asks for."""
    requires = required(dependant)
    return requires.role if requires else None


def test_each_route_asks_for_a_role(manager: LiveManager) -> None:
    """A route without a role is one of the few that are public; all that change need a writer."""
    routes = list(_routes(create_app(manager.services)))
    assert len(routes) > 60
    assert {path for _, path, role in routes if role is None} <= PUBLIC
    changing = [(verb, path, role) for verb, path, role in routes if verb not in {"GET", "HEAD"}]
    assert [row for row in changing if row[2] is None and row[1] not in PUBLIC] == []


def test_the_description_has_each_route_of_the_api(manager: LiveManager) -> None:
    """OpenAPI names every route below /api, and that it needs credentials."""
    described = httpx.get(f"{manager.url}/api/v1/openapi.json", headers=manager.headers()).json()
    documented = {
        (verb.upper(), path): operation.get("security")
        for path, operations in described["paths"].items()
        for verb, operation in operations.items()
    }
    for verb, path, role in _routes(create_app(manager.services)):
        plain = path.replace(":path}", "}")
        if path.startswith("/api/") and verb != "HEAD":
            assert (verb, plain) in documented
            assert bool(documented[verb, plain]) == (role is not None), path


def _wrong_credentials(
    manager: LiveManager, issuer: Issuer
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield headers that must let nobody in, each with its name."""
    tokens = manager.services.tokens
    revoked = tokens.create("revoked", "admin")
    tokens.revoke(revoked.token.id)
    expired = tokens.create("expired", "admin", lifetime=timedelta(microseconds=1))
    stranger = Issuer(url="https://evil.example.org")
    unsigned = f"{_part({'alg': 'none'})}.{_part(issuer.claims())}."
    bearer = {
        "a made up token": "pgt_0123456789ab_" + "A" * 43,
        "a revoked token": revoked.secret,
        "an expired token": expired.secret,
        "a token in capitals": manager.tokens["admin"].upper(),
        "a token of another issuer": stranger.token(),
        "a token signed by a stranger": stranger.token(iss=issuer.url),
        "a token for another audience": issuer.token(aud="other"),
        "an unsigned token": unsigned,
    }
    yield "nothing", {}
    yield "a made up session", {"Cookie": f"{manager.services.sessions.cookie}=x"}
    yield "a password", {"Authorization": "Basic YWRtaW46YWRtaW4="}
    for name, token in bearer.items():
        yield name, {"Authorization": f"Bearer {token}"}
    yield "a token in the query's place", {"X-Token": manager.tokens["admin"]}


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_wrong_credentials_get_in_nowhere(manager: LiveManager, issuer: Issuer) -> None:
    """Each route refuses each kind before it looks at anything else."""
    app = create_app(manager.services)
    wrong = dict(_wrong_credentials(manager, issuer))
    routes = [(verb, path) for verb, path, role in _routes(app) if role is not None]
    heads = [("HEAD", path) for verb, path in routes if verb == "GET"]
    asked = [(name, *route) for name in wrong for route in routes]
    asked += [("nothing", *route) for route in heads]
    statuses = _statuses(manager, [(verb, path, wrong[name]) for name, verb, path in asked])
    admitted = [row for row, status in zip(asked, statuses, strict=True) if status != 401]
    assert admitted == []


def test_a_role_gets_as_far_as_it_goes(manager: LiveManager) -> None:
    """Each route refuses each role below its own with 403, and lets its own pass the check."""
    routes = [row for row in _routes(create_app(manager.services)) if row[2]]
    below, own = [], []
    for verb, path, needed in routes:
        assert needed is not None
        roles = ROLES[: ROLES.index(needed)]
        below += [(verb, path, manager.headers(role)) for role in roles]
        if verb == "GET":
            own.append((verb, path, manager.headers(needed)))
    for request, status in zip(below, _statuses(manager, below), strict=True):
        assert status == 403, request
    for request, status in zip(own, _statuses(manager, own), strict=True):
        assert status not in {401, 403, 500}, request


Request = tuple[str, str, dict[str, str]]


def _statuses(manager: LiveManager, requests: list[Request]) -> list[int]:
    """Return the status of each answer of the application, asked without a network.

    The body of a change is broken: whoever is refused is refused before it is read.
    """

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(create_app(manager.services))
        async with httpx.AsyncClient(transport=transport, base_url=manager.url) as client:
            return [await _status(client, *request) for request in requests]

    return asyncio.run(ask())


async def _status(client: httpx.AsyncClient, verb: str, path: str, headers: dict[str, str]) -> int:
    url = re.sub(r"[{}]|:path", "", path)
    if verb in {"GET", "HEAD"}:
        return (await client.request(verb, url, headers=headers)).status_code
    kind = {"Content-Type": "application/json"}
    answer = await client.request(verb, url, headers={**headers, **kind}, content=b"{")
    return answer.status_code
