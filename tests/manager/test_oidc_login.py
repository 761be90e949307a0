"""Login of browsers at an issuer: only the browser that began a login can end it, once."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx
import pytest

from provgraph.errors import UnauthenticatedError, UnreachableError
from provgraph.manager.access import Principal
from provgraph.manager.oidc import IssuerKeys, OidcSettings
from provgraph.manager.oidc_login import OidcLogin
from tests.support.issuer import AUDIENCE, ISSUER, Issuer

_SETTINGS = OidcSettings(
    ISSUER,
    AUDIENCE,
    {"cta/operators": "curator"},
    client_id="pages",
    client_secret="s3cret",  # noqa: S106  # made up
)
_CALLBACK = "https://prov.example.org/login/oidc"


@pytest.fixture
def issuer() -> Issuer:
    """Return an issuer that logs its users in."""
    return Issuer()


@pytest.fixture
def login(issuer: Issuer) -> OidcLogin:
    """Return the manager's side of the login."""
    return OidcLogin(_SETTINGS, IssuerKeys(ISSUER, issuer.client()), _CALLBACK)


def test_a_user_of_the_issuer_logs_in(issuer: Issuer, login: OidcLogin) -> None:
    """The browser is sent with state, nonce and challenge; the groups of the ID token count."""
    url = login.start("browser")
    asked = dict(parse_qsl(urlsplit(url).query))
    assert url.startswith(f"{ISSUER}/authorize?")
    assert (asked["redirect_uri"], asked["code_challenge_method"]) == (_CALLBACK, "S256")
    principal = login.finish("browser", **issuer.log_in(url))
    assert principal == Principal("oidc:1234", "mathieu", "curator")


def test_a_login_ends_once(issuer: Issuer, login: OidcLogin) -> None:
    """What a browser brought back is of no use afterwards."""
    back = issuer.log_in(login.start("browser"))
    login.finish("browser", **back)
    with pytest.raises(UnauthenticatedError, match="not started here"):
        login.finish("browser", **back)


def test_another_browser_cannot_end_it(issuer: Issuer, login: OidcLogin) -> None:
    """A link with the code of an attacker's account logs nobody else in, nor out of turn."""
    back = issuer.log_in(login.start("attacker"))
    with pytest.raises(UnauthenticatedError, match="not started here"):
        login.finish("victim", **back)
    with pytest.raises(UnauthenticatedError):
        login.finish("browser", state="made up", code="made up")


@pytest.mark.parametrize(
    "changes", [{"nonce": "other"}, {"aud": AUDIENCE}, {"iss": "https://evil.example.org"}]
)
def test_an_id_token_of_another_login_is_refused(
    issuer: Issuer, login: OidcLogin, changes: dict[str, Any]
) -> None:
    """The nonce must be that of the start, the audience the pages, the issuer ours."""
    back = issuer.log_in(login.start("browser"), **changes)
    with pytest.raises(UnauthenticatedError):
        login.finish("browser", **back)


def test_a_code_of_another_start_is_refused(issuer: Issuer, login: OidcLogin) -> None:
    """Codes are bound to the verifier of their start (PKCE)."""
    first = issuer.log_in(login.start("browser"))
    second = issuer.log_in(login.start("browser"))
    with pytest.raises(UnauthenticatedError, match="does not accept"):
        login.finish("browser", state=first["state"], code=second["code"])


def test_an_issuer_that_is_away_is_said() -> None:
    """The message names the issuer, and no secret."""

    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused")

    client = httpx.Client(transport=httpx.MockTransport(away))
    login = OidcLogin(_SETTINGS, IssuerKeys(ISSUER, client), _CALLBACK)
    with pytest.raises(UnreachableError, match=r"iam\.example\.org does not answer"):
        login.start("browser")
    assert "s3cret" not in repr(login)
