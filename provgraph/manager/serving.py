"""Serving: opens the store, puts the services together, and runs the server until it is stopped."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sqlite3
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import uvicorn

from provgraph.client import credentials
from provgraph.errors import ConfigError, InboxError, UnreachableError
from provgraph.graph.address import target
from provgraph.graph.connection import Connection
from provgraph.manager import logs
from provgraph.manager.audit import Audit
from provgraph.manager.inbox.inbox import Inbox
from provgraph.manager.inbox.process import WorkerProcess
from provgraph.manager.job_logs import LogStore
from provgraph.manager.locations import root_path
from provgraph.manager.metrics import Metrics
from provgraph.manager.oidc import Oidc
from provgraph.manager.oidc_login import OidcLogin
from provgraph.manager.readiness import Readiness
from provgraph.manager.running import Running
from provgraph.manager.services import Services
from provgraph.manager.sessions import Sessions
from provgraph.manager.store_state import StoreState
from provgraph.manager.tokens import Tokens
from provgraph.runtime.gc import gc_paused
from provgraph.runtime.plural import plural
from provgraph.store import Store, connected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from provgraph.graph.connection import Target
    from provgraph.manager.settings import ManagerSettings

    Application = Callable[[Services], FastAPI]

_SECONDS_TO_STOP = 30
_OWN_LIFETIME = timedelta(days=30)
_INBOX = "inbox"
_ACCESS = "access.sqlite"
_LOG = logging.getLogger(__name__)


def serve(
    settings: ManagerSettings,
    create_app: Application,
    *,
    show: Callable[[str], object] | None = None,
) -> None:
    """Serve an application until SIGINT or SIGTERM.

    Without `public_url` the manager is one's own: a link is printed that logs in once, and given
    to `show`.

    Raises:
        ConfigError: the address cannot be listened on.
        StoreError: the database cannot be used.

    """
    with (
        opened(settings, must_answer=False) as services,
        listening(settings) as listener,
        _working(settings, services) as worker,
    ):
        signal.signal(signal.SIGTERM, _ended)
        # A personal manager logs failures alone, a team's also each request.
        logs.configure(logging.INFO if settings.public_url else logging.WARNING)
        url = settings.public_url or _login_url(url_of(listener), services)
        sys.stderr.write(f"provgraph: serving at {url}\n")
        if show and not settings.public_url:
            # The socket listens already: the browser waits until it is answered.
            show(_link_file(settings.folder, url).as_uri())
        with gc_paused():
            app = create_app(services)
        # What is there now stays; the collector would walk through it while others wait.
        gc.freeze()
        with _own_token(settings, services, url_of(listener)):
            # Not before: the starts of two processes would hold up each other.
            server(app, settings, worker.start).run([listener])


def _link_file(folder: Path, url: str) -> Path:
    """Write a page that leads to a URL; on a command line others could see the code in it."""
    path = folder / "login.html"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0;url={escape(url)}">\n')
    return path


@contextmanager
def _own_token(settings: ManagerSettings, services: Services, url: str) -> Iterator[None]:
    """Let the command line of the user log in at one's own manager while it runs."""
    if settings.public_url:
        yield
        return
    new = services.tokens.create("command line", "admin", lifetime=_OWN_LIFETIME)
    credentials.save(url, new.secret)
    try:
        yield
    finally:
        services.tokens.revoke(new.token.id)
        credentials.save(url, None)


def _ended(*_: object) -> None:
    """End in order: uvicorn stops first, and then sends itself the signal that stopped it."""
    raise SystemExit(0)


@contextmanager
def _working(settings: ManagerSettings, services: Services) -> Iterator[WorkerProcess]:
    """Yield the worker that loads what waits in the inbox, not started; stop it in the end."""
    worker = WorkerProcess(
        inbox_folder(settings),
        settings.inbox,
        uri=settings.neo4j_uri,
        username=settings.neo4j_username,
        database=settings.neo4j_database,
        restarted=services.metrics.restarts.inc,
    )
    try:
        yield worker
    finally:
        worker.stop()


def _login_url(url: str, services: Services) -> str:
    return f"{url}/login?code={services.codes.create('you', 'admin')}"


def check(settings: ManagerSettings) -> Iterator[str]:
    """Yield a line for each thing that is as it must be before the manager can serve.

    Raises:
        ConfigError: the address cannot be listened on.
        StoreError: the database cannot be used.

    """
    yield "settings: valid"
    with listening(settings) as listener:
        yield f"address: {url_of(listener)} is free"
    with opened(settings) as services:
        documents = sum(services.store.stats().documents.values())
        yield f"database: reached; {plural(documents, 'document')}"


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], object]) -> None:
        """Take what is called then."""
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer from now on."""
        await super().startup(sockets)
        self._answers()


def server(
    app: FastAPI, settings: ManagerSettings, answers: Callable[[], object] = lambda: None
) -> uvicorn.Server:
    """Return the server of an application, not started; it calls `answers` when it does so.

    Below a path of `public_url`, a proxy takes that path off before it passes requests on.
    """
    return _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=list(settings.trusted_proxies),
            root_path=root_path(settings.public_url),
            timeout_graceful_shutdown=_SECONDS_TO_STOP,
            lifespan="off",
        ),
        answers,
    )


@contextmanager
def opened(settings: ManagerSettings, *, must_answer: bool = True) -> Iterator[Services]:
    """Open the store and all that a manager needs; close them in the end.

    A manager accepts documents while its database is away: then it need not answer.

    Raises:
        StoreError: the database cannot be used.
        ConfigError: the manager's folder cannot be written.

    """
    where = target(
        settings.neo4j_uri,
        username=settings.neo4j_username,
        password=None,
        database=settings.neo4j_database,
    )
    with _store(where, must_answer=must_answer) as store:
        services = services_on(store, settings)
        with closing(services.inbox):
            yield services


def _store(where: Target, *, must_answer: bool) -> Store:
    """Open the store; one that does not answer now may do so when it is asked."""
    try:
        return Store(connected(where))
    except UnreachableError as error:
        if must_answer:
            raise
        _LOG.warning("documents are accepted, and wait: %s", error)
        return Store(Connection(where))


def services_on(store: Store, settings: ManagerSettings) -> Services:
    """Return the services of a manager of an open store, kept in its folder.

    Raises:
        ConfigError: the folder cannot be written.

    """
    folder = settings.folder
    secure = (settings.public_url or "").startswith("https:")
    address = settings.public_url or f"{settings.host}:{settings.port}"
    try:
        inbox = inbox_of(settings)
        return Services(
            settings=settings,
            store=store,
            inbox=inbox,
            tokens=tokens_of(settings),
            sessions=Sessions.at(
                folder / _ACCESS,
                secure=secure,
                address=address,
                root=root_path(settings.public_url),
            ),
            audit=Audit(folder / "audit.jsonl"),
            readiness=Readiness(inbox, store),
            running=Running.on(store, settings.limits),
            state=StoreState(store, settings.limits.seconds),
            metrics=Metrics.of(inbox),
            logs=LogStore.at(inbox.folder, inbox.limits.logs),
            **_issuer(settings),
        )
    except (OSError, sqlite3.Error, InboxError) as error:
        raise ConfigError(f"the folder {folder} of the manager cannot be used: {error}") from error


def tokens_of(settings: ManagerSettings) -> Tokens:
    """Return the tokens of a manager, which may be running or not.

    Raises:
        ConfigError: its folder cannot be written.

    """
    path = settings.folder / _ACCESS
    try:
        return Tokens.at(path)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(f"{path} cannot be used: {error}") from error


def inbox_of(settings: ManagerSettings) -> Inbox:
    """Return the inbox of a manager, which may be running or not.

    Raises:
        InboxError: its folder or database cannot be used.

    """
    return Inbox(inbox_folder(settings), settings.inbox)


def inbox_folder(settings: ManagerSettings) -> Path:
    """Return the folder of the inbox."""
    return settings.folder / _INBOX


def _issuer(settings: ManagerSettings) -> dict[str, Any]:
    """Return the services that need the OIDC issuer, if there is one."""
    if settings.oidc is None:
        return {}
    oidc = Oidc.of(settings.oidc, httpx.Client())
    if settings.oidc.client_id is None:
        return {"oidc": oidc}
    if settings.public_url is None:
        raise ConfigError("browsers that log in at the OIDC issuer come back to public_url: set it")
    callback = settings.public_url.rstrip("/") + "/login/oidc/back"
    return {"oidc": oidc, "oidc_login": OidcLogin(settings.oidc, oidc.keys, callback)}


@contextmanager
def listening(settings: ManagerSettings) -> Iterator[socket.socket]:
    """Return a socket that listens, before anything is served, so that a fault is told at once.

    Raises:
        ConfigError: the address cannot be listened on.

    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named; else a body waits for
    # the acknowledgement of its headers, which clients send after 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigError(
                f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
                "Choose another port with --port"
            ) from error
        yield listener


def url_of(listener: socket.socket) -> str:
    """Return the URL at which a socket listens."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
