"""Access tokens and logins of a real OIDC issuer: Keycloak, of its newest release."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx

from provgraph.errors import UnauthenticatedError, UnreachableError
from provgraph.manager.oidc import IssuerKeys, Oidc, OidcSettings
from provgraph.manager.oidc_login import OidcLogin
from tests.support import keycloak
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provgraph.manager.access import Principal
    from tests.support.keycloak import Keycloak

_CALLBACK = "http://127.0.0.1:8474/login/oidc/back"


def measure() -> tuple[Report, list[str]]:
    """Log in and ask with tokens, right and wrong ones; return the report and the faults."""
    report = Report("issuer")
    with (
        tempfile.TemporaryDirectory() as folder,
        keycloak.running(Path(folder), _CALLBACK) as issuer,
    ):
        outcomes = list(_outcomes(issuer))
        for name, right in outcomes:
            result = "as it should be" if right else "wrong"
            report.note(f"Keycloak {issuer.version}: {name}", result)
    return report, [f"issuer: {name}" for name, right in outcomes if not right]


def _outcomes(issuer: Keycloak) -> Iterator[tuple[str, bool]]:
    """Yield each case, and whether it came out right."""
    settings = OidcSettings(
        issuer.issuer,
        keycloak.AUDIENCE,
        {keycloak.GROUP: "curator"},
        client_id=keycloak.PAGES,
        client_secret=keycloak.SECRET,
    )
    oidc = Oidc.of(settings, httpx.Client(timeout=120))
    token = issuer.access_token()
    yield "a token of a group has its role", _is_curator(oidc.principal_of(token))
    stranger = issuer.access_token(keycloak.STRANGER)
    yield "a token without a known group", _refused(lambda: oidc.principal_of(stranger))
    other = issuer.access_token(client=keycloak.OTHER)
    yield "a token for another audience", _refused(lambda: oidc.principal_of(other))
    changed = token[:-8] + ("A" * 8)
    yield "a token with another signature", _refused(lambda: oidc.principal_of(changed))
    login = OidcLogin(settings, oidc.keys, _CALLBACK)
    back = _back(issuer, login, keycloak.USER)
    yield "a browser logs in", _is_curator(login.finish("browser", **back))
    yield "a login is used once", _refused(lambda: login.finish("browser", **back))
    others = _back(issuer, login, keycloak.USER)
    yield "another browser", _refused(lambda: login.finish("stranger", **others))
    unknown = _back(issuer, login, keycloak.STRANGER)
    yield "a user without a role", _refused(lambda: login.finish("browser", **unknown))
    keys = IssuerKeys(issuer.issuer + "/", oidc.keys.http)
    yield "an issuer of another name", _refused(keys.description)


def _back(issuer: Keycloak, login: OidcLogin, user: str) -> dict[str, str]:
    query = dict(parse_qsl(urlsplit(issuer.log_in(login.start("browser"), user)).query))
    return {"state": query["state"], "code": query["code"]}


def _is_curator(principal: Principal) -> bool:
    return (principal.name, principal.role) == (keycloak.USER, "curator")


def _refused(work: Callable[[], object]) -> bool:
    try:
        work()
    except (UnauthenticatedError, UnreachableError):
        return True
    return False
