"""An OIDC issuer for tests: it answers with its description and keys, and signs tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

if TYPE_CHECKING:
    from collections.abc import Iterator

ISSUER = "https://iam.example.org"
AUDIENCE = "provgraph"


@dataclass
class Issuer:
    """An issuer with one key, which it may replace; `requests` counts what it was asked."""

    url: str = ISSUER
    key: RSAKey | ECKey | OKPKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"})
    )
    requests: list[str] = field(default_factory=list)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request as the issuer."""
        self.requests.append(request.url.path)
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self.description())
        if request.url.path == "/token":
            return self._exchange(dict(parse_qsl(request.content.decode())))
        if request.url.path == "/jwks":
            return httpx.Response(200, json=KeySet([self.key]).as_dict(private=False))
        return httpx.Response(404)

    def description(self) -> dict[str, str]:
        """Return what the issuer says of itself."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
        }

    def log_in(self, url: str, **changes: object) -> dict[str, str]:
        """Log a user in at the URL that a browser was sent to; return what comes back with it."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = f"code{len(self.codes)}"
        claims: dict[str, Any] = {"aud": asked["client_id"], "nonce": asked["nonce"]} | changes
        self.codes[code] = (asked["code_challenge"], self.token(kind="JWT", **claims))
        return {"state": asked["state"], "code": code}

    def _exchange(self, form: dict[str, str]) -> httpx.Response:
        """Give the ID token for a code, once, to the one who began the login."""
        challenge, token = self.codes.pop(form["code"], ("", ""))
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != challenge:
            return httpx.Response(400, json={"error": "invalid_grant"})
        return httpx.Response(200, json={"id_token": token, "token_type": "Bearer"})

    def client(self) -> httpx.Client:
        """Return a client for which this issuer is the whole network."""
        return httpx.Client(transport=httpx.MockTransport(self.answer))

    def claims(self, **changes: object) -> dict[str, Any]:
        """Return the claims of a valid token; a change to `None` leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "1234",
            "preferred_username": "mathieu",
            "groups": ["cta/operators"],
            "iat": now,
            "exp": now + 600,
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    def token(
        self, *, algorithm: str = "RS256", kind: str | None = "at+jwt", **changes: object
    ) -> str:
        """Return a token signed by this issuer; `kind` is the type in its header."""
        header = {"alg": algorithm, "kid": self.key.kid} | ({"typ": kind} if kind else {})
        content = json.dumps(self.claims(**changes))
        return jws.serialize_compact(header, content, self.key, algorithms=[algorithm])


class _Handler(BaseHTTPRequestHandler):
    """Answers requests on loopback as the issuer of its class does."""

    issuer: ClassVar[Issuer]

    def do_GET(self) -> None:
        """Answer a request."""
        answer = self.issuer.answer(httpx.Request("GET", f"http://issuer{self.path}"))
        self.send_response(answer.status_code)
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's
        """Log nothing."""


@contextmanager
def live_issuer() -> Iterator[Issuer]:
    """Serve an issuer on loopback, and stop it in the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {})) as server:
        issuer = Issuer(url=f"http://127.0.0.1:{server.server_port}")
        cast("type[_Handler]", server.RequestHandlerClass).issuer = issuer
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
