"""OIDC access tokens: JSON Web Tokens of the one issuer that is configured (RFC 9068).

Issuer, audience and expiry are required; the algorithm is one of a fixed list, all with public
keys; keys come from the issuer's own description, never from where a token says. What the issuer
signs for another purpose, such as an ID token, is no access token.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping  # noqa: TC003  # pydantic resolves it at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import httpx2 as httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from provgraph.errors import ConfigError, UnauthenticatedError, UnreachableError
from provgraph.manager.access import Principal
from provgraph.results.access import ROLES, Role

if TYPE_CHECKING:
    from fastapi import Request
    from pydantic import ConfigDict

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
_GROUP_CLAIMS = ("groups", "wlcg.groups", "entitlements", "eduperson_entitlement", "roles")
_DISCOVERY = "/.well-known/openid-configuration"
_SECONDS_TO_ANSWER = 5.0
_SECONDS_TO_KEEP = 3600.0
_SECONDS_BETWEEN_FETCHES = 30.0
_SECONDS_AFTER_FAILURE = 5.0
"""So long nobody waits for an issuer that has just not answered: each would hold a thread."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LEEWAY = 30
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LONGEST_TOKEN = 16_384
_ACCESS_TYPE = "at+jwt"
_TYPES = frozenset({_ACCESS_TYPE, "jwt", ""})
"""The header `typ` of access tokens: `at+jwt` (RFC 9068, section 2.1), and what issuers before it
write: Keycloak `JWT`, INDIGO IAM none."""
_OTHER_PURPOSES = frozenset({"ID", "Refresh", "Offline", "Logout"})
"""The claim `typ` with which Keycloak marks what is no access token."""
_OF_ID_TOKENS = ("at_hash", "c_hash", "nonce")
"""Claims of ID tokens (OpenID Connect Core 1.0, sections 2 and 3.3.2.11)."""


class IssuerError(UnreachableError):
    """The issuer does not answer, or not as one."""


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The issuer whose tokens are accepted, for whom they must be, and what groups may do.

    `roles` gives the role of each group; `everyone` that of all others, or `None`: they get none.
    With a `client_id`, browsers log in at the issuer; its secret, if it has one, is beside it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = {"extra": "forbid"}

    issuer: str
    audience: str
    roles: Mapping[str, Role] = field(default_factory=dict)
    everyone: Role | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class IssuerKeys:
    """An issuer's description and public keys, fetched when needed and kept for an hour."""

    issuer: str
    http: httpx.Client
    _keys: KeySet | None = None
    _description: dict[str, Any] = field(default_factory=dict)
    _fetched: float = 0.0
    _failure: tuple[float, str] = (-math.inf, "")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self, *, renew: bool = False) -> KeySet:
        """Return the keys; `renew` asks the issuer again, though not twice in half a minute.

        Raises:
            IssuerError: the issuer does not answer, or did not a moment ago.

        """
        with self._lock:
            age = time.monotonic() - self._fetched
            limit = _SECONDS_BETWEEN_FETCHES if renew else _SECONDS_TO_KEEP
            if self._keys is None or age > limit:
                self._keys = self._fetch_patiently()
                self._fetched = time.monotonic()
            return self._keys

    def _fetch_patiently(self) -> KeySet:
        time_of_failure, reason = self._failure
        if time.monotonic() - time_of_failure < _SECONDS_AFTER_FAILURE:
            raise IssuerError(reason)
        try:
            self._description = self._described()
            return self._fetch()
        except IssuerError as error:
            self._failure = time.monotonic(), str(error)
            raise

    def decoded(self, token: str) -> jwt.Token:
        """Return a token whose signature is the issuer's; its claims are not checked yet.

        Raises:
            JoseError, ValueError: it is not.
            IssuerError: the issuer does not answer.

        """
        try:
            return jwt.decode(token, self.current(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The issuer may have new keys.
            return jwt.decode(token, self.current(renew=True), algorithms=ALGORITHMS)

    def description(self) -> dict[str, Any]:
        """Return what the issuer says of itself (OpenID Connect Discovery 1.0, section 4).

        It is fetched with the keys: not for each login.

        Raises:
            IssuerError: it does not answer, calls itself otherwise, or names an endpoint
                without TLS.

        """
        self.current()
        return self._description

    def _described(self) -> dict[str, Any]:
        described = self._get(self.issuer.rstrip("/") + _DISCOVERY)
        if described.get("issuer") != self.issuer:
            raise IssuerError(
                f"{self.issuer} calls itself {described.get('issuer')!r}: check the issuer in the "
                "manager's settings"
            )
        for url in (str(described[name]) for name in _ENDPOINTS if name in described):
            if not _is_safe(url):
                raise IssuerError(f"the issuer {self.issuer} names {url!r}, without TLS")
        return described

    def _fetch(self) -> KeySet:
        keys = self._get(str(self._description.get("jwks_uri")))
        try:
            return KeySet.import_key_set(
                {"keys": [k for k in keys["keys"] if k.get("kty") != "oct"]}
            )
        except (JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise IssuerError(f"the keys of {self.issuer} are not understood") from error

    def _get(self, url: str) -> dict[str, Any]:
        try:
            answer = self.http.get(url, timeout=_SECONDS_TO_ANSWER, follow_redirects=False)
            value = answer.raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise IssuerError(f"the issuer {self.issuer} does not answer: {error}") from error
        if not isinstance(value, dict):
            raise IssuerError(f"the issuer {self.issuer} answers what is not understood")
        return value


@dataclass(frozen=True, slots=True)
class Oidc:
    """Knows callers by the access tokens of an issuer."""

    settings: OidcSettings
    keys: IssuerKeys

    @classmethod
    def of(cls, settings: OidcSettings, http: httpx.Client) -> Oidc:
        """Check the settings; nothing is asked of the issuer before the first token.

        Raises:
            ConfigError: the issuer is no URL with TLS, or the audience is missing.

        """
        _check(settings)
        return cls(settings, IssuerKeys(settings.issuer, http))

    def principal(self, request: Request) -> Principal | None:
        """Return the caller by an access token in the header `Authorization`.

        Raises:
            UnauthenticatedError: the token is not one of the issuer's, for us, valid now.
            IssuerError: the issuer does not answer.

        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token.count(".") != 2:  # noqa: PLR2004  # header, claims, signature
            return None
        return self.principal_of(token.strip())

    def check_proof(self, request: Request, proof: str) -> None:
        """Return at once: no browser adds a token by itself."""

    def principal_of(self, token: str) -> Principal:
        """Return the caller that an access token stands for; see `principal`."""
        valid = checked(token, self.keys, self.settings.audience)
        if not _is_access_token(valid):
            raise UnauthenticatedError("this is an ID token, or another one: send the access token")
        return principal_of(valid.claims, self.settings)


def checked(token: str, keys: IssuerKeys, audience: str) -> jwt.Token:
    """Return a token that the issuer signed, for this audience, valid now.

    Raises:
        UnauthenticatedError: it is anything else.

    """
    if len(token) > _LONGEST_TOKEN:
        raise UnauthenticatedError("the token is too long")
    try:
        decoded = keys.decoded(token)
        _required_claims(keys.issuer, audience).validate(decoded.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        # Why a token is wrong is for the log: a forger learns nothing.
        raise UnauthenticatedError(
            "the access token is not valid here: expired, of another issuer, for another "
            "audience, or not signed by the issuer"
        ) from error
    return decoded


def is_typed_access_token(token: jwt.Token) -> bool:
    """Return whether the header of a token says that it is an access token (RFC 9068)."""
    return _type_of(token) == _ACCESS_TYPE


def _type_of(token: jwt.Token) -> str:
    """Return the type in a token's header, in lower case, without `application/` (RFC 7515)."""
    return str(token.header.get("typ") or "").lower().removeprefix("application/")


def _is_access_token(token: jwt.Token) -> bool:
    claims = token.claims
    if _type_of(token) not in _TYPES or claims.get("typ") in _OTHER_PURPOSES:
        return False
    # Keycloak's access tokens say that they are such, and may have a nonce.
    is_said = is_typed_access_token(token) or claims.get("typ") == "Bearer"
    return is_said or not any(name in claims for name in _OF_ID_TOKENS)


def principal_of(claims: Mapping[str, Any], settings: OidcSettings) -> Principal:
    """Return the caller that claims describe, with the highest role of the groups.

    Raises:
        UnauthenticatedError: no group has a role.

    """
    groups = {group for claim in _GROUP_CLAIMS for group in _texts(claims.get(claim))}
    roles = [role for group, role in settings.roles.items() if group in groups]
    if settings.everyone:
        roles.append(settings.everyone)
    if not roles:
        raise UnauthenticatedError(
            "the token is valid, but none of its groups has a role here: ask the administrator"
        )
    subject = str(claims["sub"])
    name = str(claims.get("preferred_username") or claims.get("name") or subject)
    return Principal(f"oidc:{subject}", name, max(roles, key=ROLES.index))


def _required_claims(issuer: str, audience: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        sub={"essential": True},
    )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _is_safe(url: str) -> bool:
    """Return whether TLS, or this machine, protects what is asked of a URL."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in _LOOPBACK)


def _check(settings: OidcSettings) -> None:
    if not _is_safe(settings.issuer):
        raise ConfigError(f"the OIDC issuer {settings.issuer!r} is not an https:// URL")
    if not settings.audience:
        raise ConfigError("the OIDC audience is missing: only tokens for this manager are accepted")
