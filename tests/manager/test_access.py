"""Roles, sessions, OIDC tokens: who gets in, and who does not."""

from __future__ import annotations

import base64
import hmac
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from provgraph.errors import ConfigError, ForbiddenError, UnauthenticatedError, UnreachableError
from provgraph.manager.access import CSRF_FIELD, CSRF_HEADER, CheckedRoute, Principal, require
from provgraph.manager.audit import Audit
from provgraph.manager.oidc import IssuerKeys, Oidc, OidcSettings
from provgraph.manager.sessions import LoginCodes, Sessions
from provgraph.manager.throttle import FREE_ATTEMPTS, Throttle
from provgraph.manager.tokens import Tokens
from provgraph.results.access import ROLES
from tests.support.issuer import AUDIENCE, ISSUER, Issuer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from provgraph.manager.access import Authenticator
    from provgraph.results.access import Role

_SETTINGS = OidcSettings(ISSUER, AUDIENCE, {"cta/operators": "curator", "cta": "reader"})


@dataclass
class _Services:
    authenticators: Sequence[Authenticator]


def _app(*authenticators: Authenticator) -> FastAPI:
    """Return an app with a route for each role, which names the caller."""
    app = FastAPI()
    app.state.services = _Services(authenticators)
    for role in ROLES:
        _add_route(app, role)

    @app.exception_handler(UnauthenticatedError)
    def _unknown(_: Request, error: Exception) -> Response:
        return Response(str(error), 401)

    @app.exception_handler(ForbiddenError)
    def _forbidden(_: Request, error: Exception) -> Response:
        return Response(str(error), 403)

    return app


def _add_route(app: FastAPI, role: Role) -> None:
    def route(caller: Principal = Depends(require(role))) -> str:  # noqa: B008  # of this role
        return caller.name

    app.add_api_route(f"/{role}", route, methods=["GET", "POST"])


Writer = Annotated[Principal, Depends(require("writer"))]


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    """Tokens in a database of their own."""
    return Tokens.at(tmp_path / "access.sqlite")


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    """Sessions in a database of their own."""
    return Sessions.at(tmp_path / "access.sqlite", secure=True)


@pytest.mark.parametrize("needed", ROLES)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_lower_ones_may(tokens: Tokens, role: Role, needed: Role) -> None:
    """Each role against the route of each: 200, or 403 with what is missing."""
    secret = tokens.create("mathieu", role).secret
    answer = TestClient(_app(tokens)).get(
        f"/{needed}", headers={"Authorization": f"Bearer {secret}"}
    )
    if ROLES.index(role) >= ROLES.index(needed):
        assert (answer.status_code, answer.json()) == (200, "mathieu")
    else:
        assert answer.status_code == 403
        assert f"needs the role {needed}" in answer.text


@pytest.mark.parametrize(
    "header",
    [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Basic YTpi"}],
)
def test_nobody_is_refused(tokens: Tokens, header: dict[str, str]) -> None:
    """A request without credentials gets 401 and how to give some."""
    answer = TestClient(_app(tokens)).get("/reader", headers=header)
    assert answer.status_code == 401
    assert "provgraph login" in answer.text


def test_a_production_limits_what_a_writer_hands_in() -> None:
    """A writer of one production may write to it alone; readers may write nowhere."""
    writer = Principal("1", "job", "writer", "prod5")
    assert writer.may_write_to("prod5")
    assert not writer.may_write_to("prod6")
    assert not writer.may_write_to(None)
    assert Principal("2", "ops", "writer").may_write_to("prod6")
    assert not Principal("3", "web", "reader").may_write_to(None)


def _started(sessions: Sessions, role: Role = "curator") -> tuple[TestClient, str]:
    """Return a browser with a session, and the proof for its changes."""
    response = Response()
    sessions.start(response, "mathieu", role, None)
    cookie = response.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    client = TestClient(_app(sessions), base_url="https://testserver")
    client.cookies.set(sessions.cookie, cookie)
    return client, sessions.csrf_token(_with_cookie(sessions, cookie))


def _with_cookie(sessions: Sessions, value: str) -> Request:
    return Request(
        {"type": "http", "headers": [(b"cookie", f"{sessions.cookie}={value}".encode())]}
    )


def test_a_session_cookie_is_closed_to_scripts(sessions: Sessions) -> None:
    """The cookie is HttpOnly, Secure, SameSite, and its value is in no file."""
    response = Response()
    sessions.start(response, "mathieu", "reader", None)
    cookie = response.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    value = cookie.split("=", 1)[1].split(";")[0]
    files = list(sessions.path.parent.iterdir())
    assert files
    assert not any(value.encode() in file.read_bytes() for file in files)


def test_a_session_reads_with_its_cookie_alone(sessions: Sessions) -> None:
    """Reading needs no proof; a role that is too low stays so."""
    client, _ = _started(sessions)
    assert client.get("/curator").json() == "mathieu"
    assert client.get("/admin").status_code == 403


@pytest.mark.parametrize("proof", ["", "0" * 64, "\u00e9"])
def test_a_change_without_proof_is_refused(sessions: Sessions, proof: str) -> None:
    """Another site can have a browser send its cookie, and not the proof."""
    client, _ = _started(sessions)
    answer = client.post("/writer", headers=[(CSRF_HEADER.encode(), proof.encode("latin-1"))])
    assert answer.status_code == 403
    assert "page of this manager" in answer.text


def test_a_change_with_its_proof_is_done(sessions: Sessions) -> None:
    """The manager's own pages know the proof; that of another session is none."""
    client, proof = _started(sessions)
    _, other = _started(sessions)
    assert client.post("/writer", headers={CSRF_HEADER: proof}).json() == "mathieu"
    assert client.post("/writer", headers={CSRF_HEADER: other}).status_code == 403


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
def test_the_caller_is_checked_before_the_body(tokens: Tokens, kind: str) -> None:
    """Of a body that cannot be read nobody learns, whose role is not enough to send it."""
    router = APIRouter(route_class=CheckedRoute)

    @router.post("/change")
    def change(names: list[str], _: Writer) -> int:
        return len(names)

    app = _app(tokens)
    app.include_router(router)
    client = TestClient(app, headers={"Content-Type": kind})
    asked = {role: tokens.create(role, role).secret for role in ROLES[:2]}
    assert client.post("/change", content=b"[").status_code == 401
    statuses = {
        role: client.post(
            "/change", content=b"[", headers={"Authorization": f"Bearer {secret}"}
        ).status_code
        for role, secret in asked.items()
    }
    assert statuses == {"reader": 403, "writer": 422}


def test_a_form_sends_its_proof_in_a_field(sessions: Sessions) -> None:
    """Forms work without scripts; a file of another site's form does not pass for the field."""
    client, proof = _started(sessions)
    assert client.post("/writer", data={CSRF_FIELD: proof}).json() == "mathieu"
    assert client.post("/writer", data={CSRF_FIELD: ""}).status_code == 403
    assert client.post("/writer", files={CSRF_FIELD: proof.encode()}).status_code == 403


def test_a_session_ends(sessions: Sessions) -> None:
    """After logging out the cookie is nobody's, even if it was copied."""
    client, _ = _started(sessions)
    cookie = client.cookies[sessions.cookie]
    sessions.end(_with_cookie(sessions, cookie), Response())
    answer = client.get("/reader")
    assert answer.status_code == 401
    assert "log in again" in answer.text


def test_managers_on_several_ports_do_not_end_each_others_sessions(tmp_path: Path) -> None:
    """A browser sends its cookies to all ports of a machine: each manager has a name of its own."""
    first, second = (
        Sessions.at(tmp_path / "access.sqlite", secure=False, address=f"127.0.0.1:{port}")
        for port in (8474, 8475)
    )
    other = Sessions.at(tmp_path / "other" / "access.sqlite", secure=False, address="127.0.0.1:0")
    assert len({first.cookie, second.cookie, other.cookie}) == 3


def test_a_session_expires(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cookie that a browser keeps for longer is nobody's."""
    monkeypatch.setattr("provgraph.manager.sessions.SECONDS_TO_LIVE", -1)
    client, _ = _started(sessions)
    assert client.get("/reader").status_code == 401


def test_a_login_code_is_used_up() -> None:
    """A link that starts a session does so once."""
    codes = LoginCodes()
    code = codes.create("me", "admin")
    assert codes.take(code) == ("me", "admin")
    with pytest.raises(UnauthenticatedError, match="was used"):
        codes.take(code)
    with pytest.raises(UnauthenticatedError):
        codes.take("")


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    """Return the issuer that the manager is configured with."""
    return Issuer()


@pytest.fixture
def oidc(issuer: Issuer) -> Oidc:
    """Return the check of access tokens, with nothing fetched yet."""
    return Oidc.of(_SETTINGS, issuer.client())


def test_an_access_token_gives_the_highest_role_of_its_groups(issuer: Issuer, oidc: Oidc) -> None:
    """Groups are mapped to roles; the subject may stand in logs."""
    caller = oidc.principal_of(issuer.token(groups=["other", "cta", "cta/operators"]))
    assert caller == Principal("oidc:1234", "mathieu", "curator")


@pytest.mark.parametrize("claim", ["wlcg.groups", "entitlements", "roles"])
def test_groups_may_stand_in_other_claims(issuer: Issuer, oidc: Oidc, claim: str) -> None:
    """INDIGO IAM, Keycloak and others name the claim differently."""
    groups: dict[str, Any] = {"groups": None, claim: ["cta"]}
    token = issuer.token(**groups)
    assert oidc.principal_of(token).role == "reader"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "other-service"},
        {"aud": ["a", "b"]},
        {"aud": None},
        {"iss": "https://evil.example.org"},
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": 4_000_000_000},
        {"sub": None},
    ],
)
def test_a_token_for_others_is_refused(issuer: Issuer, oidc: Oidc, changes: dict[str, Any]) -> None:
    """Audience, issuer, expiry and subject are required and must be right."""
    with pytest.raises(UnauthenticatedError, match="not valid here"):
        oidc.principal_of(issuer.token(**changes))


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _none(issuer: Issuer, algorithm: str) -> str:
    return f"{_part({'alg': algorithm})}.{_part(issuer.claims())}."


def _confused(issuer: Issuer) -> str:
    """Return a token signed with the issuer's public key as if it were a shared secret."""
    public = issuer.key.as_pem(private=False)
    signed = f"{_part({'alg': 'HS256', 'kid': issuer.key.kid})}.{_part(issuer.claims())}"
    signature = hmac.digest(public, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _forged(issuer: Issuer, **header: object) -> str:
    """Return a token signed with another key, which its header offers."""
    key = RSAKey.generate_key(2048, {"kid": str(issuer.key.kid)})
    offered = {"alg": "RS256", "kid": issuer.key.kid, "jwk": key.as_dict(private=False)} | header
    return jwt.encode(offered, issuer.claims(), key, algorithms=["RS256"])


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "forge",
    [
        lambda issuer: _none(issuer, "none"),
        lambda issuer: _none(issuer, "None"),
        _confused,
        _forged,
        lambda issuer: _forged(issuer, jku="https://evil.example.org/jwks"),
        lambda issuer: issuer.token()[:-4] + "AAAA",
        lambda issuer: ".".join([*issuer.token().split(".")[:2], ""]),
        lambda _: "a.b.c",
        lambda _: "..",
        lambda _: "\u00e9.\u00e9.\u00e9",
        lambda _: "e30." + "A" * 100_000 + ".x",
    ],
)
def test_a_forged_token_is_refused(issuer: Issuer, oidc: Oidc, forge: object) -> None:
    """No algorithm, a public key as secret, a key of one's own, garbage: all are 401."""
    assert callable(forge)
    with pytest.raises(UnauthenticatedError):
        oidc.principal_of(forge(issuer))
    assert not any("evil" in path for path in issuer.requests)


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        ("at+jwt", {"typ": "ID"}),
        ("JWT", {"at_hash": "x"}),
        ("JWT", {"c_hash": "x"}),
        (None, {"nonce": "x"}),
        ("JWT", {"typ": "Refresh"}),
        ("logout+jwt", {}),
        ("secevent+jwt", {"typ": "Bearer"}),
        ("id_token", {}),
    ],
)
def test_an_id_token_is_not_an_access_token(
    issuer: Issuer, oidc: Oidc, kind: str | None, claims: dict[str, Any]
) -> None:
    """What tells a client who logged in, or that they logged out, does not let it act for them."""
    with pytest.raises(UnauthenticatedError, match="ID token"):
        oidc.principal_of(issuer.token(kind=kind, **claims))


@pytest.mark.parametrize(
    ("kind", "claims"),
    [
        ("at+jwt", {}),
        ("AT+JWT", {"nonce": "x"}),
        ("application/at+jwt", {}),
        ("JWT", {}),
        ("JWT", {"typ": "Bearer", "nonce": "x"}),
        (None, {}),
    ],
)
def test_the_type_of_an_access_token(
    issuer: Issuer, oidc: Oidc, kind: str | None, claims: dict[str, Any]
) -> None:
    """`at+jwt` as RFC 9068 has it, `JWT` as Keycloak, and none as INDIGO IAM are accepted."""
    assert oidc.principal_of(issuer.token(kind=kind, **claims)).role == "curator"


def test_a_token_without_a_known_group_is_refused(issuer: Issuer, oidc: Oidc) -> None:
    """A stranger with a valid token of the same issuer gets in nowhere."""
    with pytest.raises(UnauthenticatedError, match="none of its groups has a role"):
        oidc.principal_of(issuer.token(groups=["lofar"]))


def test_everyone_may_get_a_role() -> None:
    """A manager may let all of an issuer's users read."""
    issuer = Issuer()
    oidc = Oidc.of(OidcSettings(ISSUER, AUDIENCE, {}, everyone="reader"), issuer.client())
    assert oidc.principal_of(issuer.token(groups=None)).role == "reader"


def test_new_keys_are_fetched_and_a_flood_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rotated key is found at once after half a minute; wrong tokens do not ask each time."""
    issuer = Issuer()
    oidc = Oidc.of(_SETTINGS, issuer.client())
    oidc.principal_of(issuer.token())
    issuer.key = ECKey.generate_key("P-256", {"kid": "second"})
    for _ in range(20):
        with pytest.raises(UnauthenticatedError):
            oidc.principal_of(issuer.token(algorithm="ES256"))
    assert issuer.requests.count("/jwks") == 1
    monkeypatch.setattr("provgraph.manager.oidc._SECONDS_BETWEEN_FETCHES", 0.0)
    assert oidc.principal_of(issuer.token(algorithm="ES256")).role == "curator"


def test_nobody_waits_for_an_issuer_that_just_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of tokens asks an issuer that is away once, and again after a pause."""
    asked: list[str] = []

    def away(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ConnectTimeout("no answer")

    client = httpx.Client(transport=httpx.MockTransport(away))
    oidc = Oidc.of(_SETTINGS, client)
    for _ in range(20):
        with pytest.raises(UnreachableError, match="does not answer"):
            oidc.principal_of("a.b.c")
    assert len(asked) == 1
    monkeypatch.setattr("provgraph.manager.oidc._SECONDS_AFTER_FAILURE", 0.0)
    with pytest.raises(UnreachableError):
        oidc.principal_of("a.b.c")
    assert len(asked) == 2


def test_the_description_is_not_fetched_for_each_login() -> None:
    """Whoever opens the login page does not make the manager ask the issuer."""
    issuer = Issuer()
    keys = IssuerKeys(ISSUER, issuer.client())
    assert [keys.description() for _ in range(3)] == [issuer.description()] * 3
    assert issuer.requests.count("/.well-known/openid-configuration") == 1


def test_an_endpoint_without_tls_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of a login and the manager's secret go nowhere in the clear."""
    issuer = Issuer()
    plain = issuer.description() | {"token_endpoint": "http://iam.example.org/token"}
    monkeypatch.setattr(issuer, "description", lambda: plain)
    with pytest.raises(UnreachableError, match="without TLS"):
        Oidc.of(_SETTINGS, issuer.client()).principal_of(issuer.token())


def test_an_issuer_that_is_another_is_refused() -> None:
    """Keys of one who calls itself otherwise are not taken."""
    oidc = Oidc.of(_SETTINGS, Issuer(url="https://evil.example.org").client())
    with pytest.raises(UnreachableError, match="calls itself"):
        oidc.principal_of(Issuer().token())


@pytest.mark.parametrize(
    ("issuer_url", "audience"),
    [
        ("http://iam.example.org", AUDIENCE),
        ("iam.example.org", AUDIENCE),
        ("https://iam:x", AUDIENCE),
        (ISSUER, ""),
    ],
)
def test_unsafe_settings_are_refused(issuer_url: str, audience: str) -> None:
    """An issuer without TLS, or tokens for whomever, are an error at the start."""
    with pytest.raises(ConfigError):
        Oidc.of(OidcSettings(issuer_url, audience, {}), Issuer().client())


def test_whoever_guesses_waits() -> None:
    """After some failures a client must wait, longer each time; success forgets them."""
    throttle = Throttle()
    for _ in range(FREE_ATTEMPTS):
        assert throttle.seconds_to_wait("10.0.0.1") == 0
        throttle.failed("10.0.0.1")
    first = throttle.seconds_to_wait("10.0.0.1")
    throttle.failed("10.0.0.1")
    assert 0 < first < throttle.seconds_to_wait("10.0.0.1")
    assert throttle.seconds_to_wait("10.0.0.2") == 0
    throttle.succeeded("10.0.0.1")
    assert throttle.seconds_to_wait("10.0.0.1") == 0


def test_the_audit_trail_is_lines_of_json(tmp_path: Path) -> None:
    """Each change is a line that says who, what and when; a hostile name stays within its line."""
    audit = Audit(tmp_path / "audit.jsonl")
    audit.write(Principal("1", "a\nb", "admin"), "POST /api/v1/marks", 200, ids=["x"])
    audit.write(None, "GET /login", 401)
    first, second = map(json.loads, audit.path.read_text("utf-8").splitlines())
    assert (first["name"], first["ids"], second["caller"]) == ("a\nb", ["x"], None)
    assert audit.path.stat().st_mode & 0o777 == 0o600


def test_a_line_for_which_the_disk_has_no_room_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The change is done, so its request does not fail; the next line is whole again."""
    audit = Audit(tmp_path / "audit.jsonl")
    audit.write(None, "first", 200)
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:10]))
    audit.write(None, "second", 200)
    monkeypatch.undo()
    audit.write(None, "third", 200)
    first, _, third = audit.path.read_text("utf-8").splitlines()
    assert [json.loads(line)["action"] for line in (first, third)] == ["first", "third"]
    assert '"action": "second"' in caplog.text


def test_a_client_that_never_ends_waits_five_minutes() -> None:
    """However often it failed, the wait is a number, and bounded."""
    throttle = Throttle()
    for _ in range(2_000):
        throttle.failed("1.2.3.4")
    assert 299 < throttle.seconds_to_wait("1.2.3.4") <= 300
