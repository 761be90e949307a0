"""A manager for tests: served on loopback from a thread of this process, on a scratch store."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from provgraph.client import ProvClient
from provgraph.manager.operations import OPERATIONS
from provgraph.manager.serving import listening, server, services_on, url_of
from provgraph.manager.settings import ManagerSettings
from provgraph.pages.app import create_app
from provgraph.results.access import ROLES, Role
from provgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from provgraph.manager.services import Services

_SECONDS_TO_START = 20.0


@dataclass(frozen=True, slots=True)
class LiveManager:
    """A manager that is served: its URL, and a token for each role."""

    url: str
    services: Services
    tokens: Mapping[Role, str] = field(repr=False)

    def client(self, role: Role = "admin") -> ProvClient:
        """Return a client with that role."""
        return ProvClient(self.url, token=self.tokens[role])

    def headers(self, role: Role = "admin") -> dict[str, str]:
        """Return the headers of a request with that role."""
        return {"Authorization": f"Bearer {self.tokens[role]}"}


@contextmanager
def live_manager(
    store: Store, folder: Path, settings: ManagerSettings | None = None
) -> Iterator[LiveManager]:
    """Serve a store on a free port of loopback, its files in a folder, and stop in the end."""
    chosen = replace(settings or ManagerSettings(), port=0, folder=folder)
    services = services_on(store, chosen)
    tokens: dict[Role, str] = {role: services.tokens.create(role, role).secret for role in ROLES}
    with listening(chosen) as listener:
        served = server(create_app(services), chosen)
        thread = threading.Thread(target=served.run, args=([listener],), daemon=True)
        thread.start()
        _await(served, thread)
        try:
            yield LiveManager(url_of(listener), services, tokens)
        finally:
            served.should_exit = True
            thread.join()
            services.inbox.close()


class StoreThroughManager(Store):
    """A store whose questions and changes go through a manager and its client, and back."""

    client: ProvClient

    @classmethod
    def of(cls, store: Store, client: ProvClient) -> Self:
        """Return a store that asks a client of a manager of the store."""
        through = cls(store._connection)  # noqa: SLF001  # the same store
        through.client = client
        return through

    def within(self, seconds: float) -> Self:
        """Limit the client, too."""
        return self.of(super().within(seconds), self.client.within(seconds))


def _through(method: str) -> Callable[..., Any]:
    def ask(self: StoreThroughManager, *arguments: object, **options: object) -> object:
        return getattr(self.client, method)(*arguments, **options)

    return ask


for operation in OPERATIONS:
    setattr(StoreThroughManager, operation.method, _through(operation.method))


def _await(served: object, thread: threading.Thread) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while not getattr(served, "started", False):
        assert thread.is_alive(), "the server ended at its start"
        assert time.monotonic() < end, "the server did not start in time"
        time.sleep(0.01)
