"""The files for administrators: each is what the real program takes, and serves what it should."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import pytest
import yaml

from provgraph.manager import settings as manager_settings
from provgraph.manager.settings import ManagerSettings
from tests.support.manager import LiveManager, live_manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples" / "manager"
HOST = "prov.example.org"
_HTML = {"Accept": "text/html"}


def _program(name: str) -> str:
    """Return the path of a program; without it the test cannot run."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed; CONTRIBUTING.md says which programs tests need")
    return path


def test_the_settings_are_valid() -> None:
    """The example has no setting that the manager does not know."""
    settings = manager_settings.read(EXAMPLES / "manager.toml", {})
    assert settings.public_url == f"https://{HOST}"
    assert settings.oidc is not None
    assert settings.oidc.roles["cta/operators"] == "curator"


def test_the_unit_is_valid(tmp_path: Path) -> None:
    """Systemd finds nothing to complain of but the program, which is not installed there."""
    verify = _program("systemd-analyze")
    unit = tmp_path / "provgraph-manager.service"
    text = (EXAMPLES / unit.name).read_text()
    unit.write_text(text.replace("/opt/provgraph/bin/provgraph", "/bin/true"))
    done = subprocess.run(  # noqa: S603
        [verify, "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []


def test_the_services_are_one_file() -> None:
    """The compose file names a manager that waits for a healthy Neo4j, and keeps both's data."""
    services = yaml.safe_load((EXAMPLES / "compose.yaml").read_text())["services"]
    manager = services["manager"]
    assert manager["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert all(port.startswith("127.0.0.1:") for port in manager["ports"])
    environment = {
        name: value
        for name, value in manager["environment"].items()
        if name.startswith(manager_settings.PREFIX)
    } | {"PROVGRAPH_MANAGER_PUBLIC_URL": f"https://{HOST}"}
    assert manager_settings.read(None, environment).neo4j_uri == "bolt://neo4j:7687"


@pytest.fixture
def manager(store: Store, tmp_path: Path) -> Iterator[LiveManager]:
    """Return a manager that is reached through a proxy."""
    settings = ManagerSettings(public_url=f"https://{HOST}")
    with live_manager(store, tmp_path / "manager", settings) as manager:
        yield manager


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Return a certificate for the host, made now, and its key."""
    certificate, key = folder / "host.crt", folder / "host.key"
    kind = ["-x509", "-nodes", "-days", "2", "-newkey", "ec", "-pkeyopt"]
    curve = "ec_paramgen_curve:P-256"
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(  # noqa: S603
        [_program("openssl"), "req", *kind, curve, *subject, *files], check=True
    )
    return certificate, key


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    """Run a proxy until it listens, and stop it in the end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as proxy:  # noqa: S603
        try:
            end = time.monotonic() + 60
            while True:
                with socket.socket() as asking:
                    if not asking.connect_ex(("127.0.0.1", port)):
                        break
                assert proxy.poll() is None, proxy.communicate()[0].decode()
                assert time.monotonic() < end, "the proxy does not listen"
                time.sleep(0.05)
            yield
        finally:
            proxy.terminate()
            proxy.communicate(timeout=20)


def _nginx(folder: Path, port: int, upstream: str) -> list[str]:
    certificate, key = _certificate(folder)
    site = (EXAMPLES / "nginx.conf").read_text()
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}").replace(
        "127.0.0.1:8474", upstream
    )
    site = re.sub(r"/etc/ssl/\S+\.crt", str(certificate), site)
    site = re.sub(r"/etc/ssl/\S+\.key", str(key), site)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "whole.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{ access_log off; {temporary}\n{site}\n}}\n"
    )
    return [_program("nginx"), "-c", str(config), "-p", str(folder)]


def _nginx_below_a_path(folder: Path, port: int, upstream: str) -> list[str]:
    """Return nginx with the manager below `/prov/`, as docs/manager.md has it."""
    command = _nginx(folder, port, upstream)
    config = folder / "whole.conf"
    site = config.read_text().replace("location / {", "location /prov/ {")
    config.write_text(
        site.replace(f"proxy_pass http://{upstream};", f"proxy_pass http://{upstream}/;")
    )
    return command


def _caddy(folder: Path, port: int, upstream: str) -> list[str]:
    certificate, key = _certificate(folder)
    site = (EXAMPLES / "Caddyfile").read_text().replace("127.0.0.1:8474", upstream)
    head = f"https://{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}"
    site = site.replace(f"{HOST} {{", head)
    config = folder / "Caddyfile"
    config.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + site)
    return [_program("caddy"), "run", "--config", str(config), "--adapter", "caddyfile"]


@pytest.mark.parametrize("proxy", [_nginx, _caddy], ids=["nginx", "caddy"])
def test_a_proxy_serves_the_manager(
    manager: LiveManager,
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    proxy: object,
) -> None:
    """Through TLS: pages, the API, an export; the client's address and the cookie are right."""
    assert callable(proxy)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    store.load("examples/primer.provn")
    port = _free_port()
    upstream = manager.url.removeprefix("http://")
    command = proxy(tmp_path, port, upstream)
    context = ssl.create_default_context(cafile=str(tmp_path / "host.crt"))
    with (
        _running(command, port),
        httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=context, timeout=60) as client,
    ):
        client.headers["Host"] = HOST

        def ask(verb: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401  # as httpx
            return client.request(verb, path, extensions={"sni_hostname": HOST}, **options)

        assert ask("GET", "/health/live").json() == {"status": "live"}
        assert ask("GET", "/api/v1/stats").status_code == 401
        headers = manager.headers()
        shown = ask("GET", "/api/v1/element?id=ex:chart1", headers=headers)
        assert shown.json()["label"] == store.show("ex:chart1").label
        exported = ask("GET", "/api/v1/export?all=true&format=provn", headers=headers)
        assert "wasGeneratedBy" in exported.text
        logged_in = ask("POST", "/login", data={"token": manager.tokens["reader"]})
        assert "Secure" in logged_in.headers["set-cookie"]
        forged = {"X-Forwarded-For": "6.6.6.6"}
        assert ask("POST", "/login", data={"token": "pgt_x"}, headers=forged).status_code == 401
    assert '"client": "127.0.0.1"' in manager.services.audit.path.read_text()


def test_a_proxy_serves_the_manager_below_a_path(store: Store, tmp_path: Path) -> None:
    """What the manager names, a redirect, a link, a location, is found through the proxy."""
    store.load("examples/primer.provn")
    port = _free_port()
    settings = ManagerSettings(public_url=f"https://{HOST}:{port}/prov")
    with live_manager(store, tmp_path / "manager", settings) as manager:
        command = _nginx_below_a_path(tmp_path, port, manager.url.removeprefix("http://"))
        context = ssl.create_default_context(cafile=str(tmp_path / "host.crt"))
        address = f"https://127.0.0.1:{port}"
        with (
            _running(command, port),
            httpx.Client(base_url=address, verify=context, timeout=60) as client,
        ):
            client.headers["Host"] = HOST

            def ask(verb: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401
                here = path.removeprefix(f"https://{HOST}:{port}")
                return client.request(verb, here, extensions={"sni_hostname": HOST}, **options)

            login = ask("GET", "/prov/stats", headers=_HTML).headers["location"]
            assert ask("GET", login).status_code == 200
            form = {"token": manager.tokens["reader"], "next": "/stats"}
            logged_in = ask("POST", login.partition("?")[0], data=form)
            cookie = logged_in.headers["set-cookie"].partition(";")[0]
            page = ask("GET", logged_in.headers["location"], headers={"Cookie": cookie})
            style = re.findall(r'href="([^"]*\.css[^"]*)"', page.text)[0]
            assert ask("GET", style).status_code == 200
            headers = manager.headers()
            link = ask("GET", "/prov/api/v1/element?id=ex:chart1", headers=headers).headers["link"]
            target = link.partition(">")[0].removeprefix("<")
            assert "ex:chart1" in ask("GET", target, headers=headers).text
            document = ask("POST", "/prov/api/v1/documents", headers=headers, content=b"document")
            receipt = ask("GET", document.headers["location"], headers=headers)
            assert receipt.json()["id"] == document.json()["id"]


def test_a_manager_lives_below_a_path(store: Store, tmp_path: Path) -> None:
    """With a path in its public URL, all links and redirects of the pages begin with it."""
    settings = ManagerSettings(public_url=f"https://{HOST}/prov")
    with (
        live_manager(store, tmp_path, settings) as manager,
        httpx.Client(base_url=manager.url, headers=_HTML, timeout=120) as client,
    ):
        assert client.get("/stats").headers["location"] == "/prov/login?next=%2Fstats"
        form = {"token": manager.tokens["reader"], "next": "/stats?per=month"}
        logged_in = client.post("/login", data=form)
        assert logged_in.headers["location"] == "/prov/stats?per=month"
        cookie, *attributes = logged_in.headers["set-cookie"].split("; ")
        assert "Path=/prov" in attributes
        page = client.get("/stats", headers={"Cookie": cookie}).text
        links = re.findall(r'(?:href|src|action)="([^"]*)"', page)
        assert len(links) > 10
        assert [link for link in links if not link.startswith(("/prov/", "data:", "#"))] == []


def test_the_api_lives_below_a_path(store: Store, tmp_path: Path) -> None:
    """Links, locations and the description have the path; a long document is let through."""
    store.load("examples/primer.provn")
    settings = ManagerSettings(public_url=f"https://{HOST}/prov/")
    with (
        live_manager(store, tmp_path, settings) as manager,
        httpx.Client(base_url=f"{manager.url}/api/v1", headers=manager.headers()) as client,
    ):
        service = f"https://{HOST}/prov/api/v1/provenance"
        shown = client.get("/element?id=ex:chart1")
        assert shown.headers["link"].startswith(f"<{service}?target=")
        exported = client.get("/export?id=ex:chart1")
        assert exported.headers["link"].startswith(f"<{service}>; rel=")
        assert f'"{service}?target={{uri}}"' in client.get("/provenance").text
        document = b"document\n" + b"// long\n" * 150_000 + b"endDocument\n"
        accepted = client.post("/documents?name=long.provn", content=document)
        assert accepted.status_code == 202
        place = f"/prov/api/v1/receipts/{accepted.json()['id']}"
        assert accepted.headers["location"] == place
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/prov"}]
        assert 'route="/api/v1/element"' in client.get("../../metrics").text
