"""Login of browsers at the OIDC issuer: the authorization code flow with PKCE (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx2 as httpx

from provgraph.errors import UnauthenticatedError
from provgraph.manager.oidc import (
    IssuerError,
    IssuerKeys,
    OidcSettings,
    checked,
    is_typed_access_token,
    principal_of,
)

if TYPE_CHECKING:
    from provgraph.manager.access import Principal

_SECONDS_FOR_LOGIN = 600
_SECONDS_TO_ANSWER = 10.0
_WAITING_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Started:
    """A login that a browser began: what must come back with it."""

    expires: float
    browser: str
    verifier: str
    nonce: str


@dataclass(slots=True)
class OidcLogin:
    """Logins of browsers at an issuer; `callback` is the manager's URL that they come back to."""

    settings: OidcSettings
    keys: IssuerKeys
    callback: str
    _started: dict[str, _Started] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, browser: str) -> str:
        """Return the issuer's URL to which a browser is sent.

        `browser` is a secret in a cookie of the browser: nobody else can end the login with it.

        Raises:
            IssuerError: the issuer does not answer.

        """
        endpoint = str(self.keys.description().get("authorization_endpoint"))
        state = secrets.token_urlsafe(24)
        started = _Started(
            time.monotonic() + _SECONDS_FOR_LOGIN,
            browser,
            secrets.token_urlsafe(48),
            secrets.token_urlsafe(24),
        )
        self._remember(state, started)
        challenge = hashlib.sha256(started.verifier.encode()).digest()
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.settings.client_id or "",
                "redirect_uri": self.callback,
                "scope": "openid profile",
                "state": state,
                "nonce": started.nonce,
                "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
                "code_challenge_method": "S256",
            }
        )
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"

    def finish(self, browser: str, state: str, code: str) -> Principal:
        """Return who logged in, from what the issuer sent back with the browser.

        Raises:
            UnauthenticatedError: it does not belong to a login that this browser started.
            IssuerError: the issuer does not answer.

        """
        with self._lock:
            started = self._started.pop(state, None)
        if (
            started is None
            or started.expires < time.monotonic()
            or not hmac.compare_digest(started.browser.encode(), browser.encode())
        ):
            raise UnauthenticatedError(
                "this login was not started here, or took too long: log in again"
            )
        token = checked(
            self._id_token(code, started.verifier), self.keys, self.settings.client_id or ""
        )
        if is_typed_access_token(token):
            raise UnauthenticatedError("the issuer sent an access token in place of an ID token")
        claims = token.claims
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), started.nonce.encode()):
            raise UnauthenticatedError("the issuer's answer belongs to another login")
        return principal_of(claims, self.settings)

    def _remember(self, state: str, started: _Started) -> None:
        now = time.monotonic()
        with self._lock:
            for key in [key for key, value in self._started.items() if value.expires < now]:
                del self._started[key]
            if len(self._started) >= _WAITING_AT_MOST:
                del self._started[next(iter(self._started))]
            self._started[state] = started

    def _id_token(self, code: str, verifier: str) -> str:
        endpoint = str(self.keys.description().get("token_endpoint"))
        client = self.settings.client_id or ""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "client_id": client,
            "code_verifier": verifier,
        }
        secret = self.settings.client_secret
        auth = httpx.BasicAuth(client, secret) if secret else httpx.USE_CLIENT_DEFAULT
        try:
            answer = self.keys.http.post(
                endpoint, data=form, auth=auth, timeout=_SECONDS_TO_ANSWER, follow_redirects=False
            )
            if answer.is_client_error:
                raise UnauthenticatedError("the issuer does not accept this login: try again")
            token = answer.raise_for_status().json()["id_token"]
        except (httpx.HTTPError, json.JSONDecodeError, KeyError, TypeError) as error:
            raise IssuerError(
                f"the issuer {self.settings.issuer} gives no ID token: {error}"
            ) from error
        return str(token)
