"""A proxy in front of a Bolt server that swallows: what it takes never arrives."""

from __future__ import annotations

import math
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.graph.connection import Target

_COMMIT = bytes.fromhex("0002 b012 0000")
"""The message COMMIT in one chunk. Source: Neo4j's Bolt Protocol, "Message Exchange"."""


class SwallowingProxy:
    """Relays connections to a server until it is told to swallow."""

    def __init__(self, target: Target, listener: socket.socket) -> None:
        """Relay to `target` what comes to `listener`."""
        self.target = replace(target, uri=f"bolt://127.0.0.1:{listener.getsockname()[1]}")
        self.commits = 0
        self.swallows = threading.Event()
        self.bytes_left = math.inf
        self.loses_commits = False
        self._server = target.uri.partition("//")[2].split(":")
        self._listener = listener
        self._ends: list[socket.socket] = []

    def swallow_after(self, size: int) -> None:
        """Swallow all that the server sends after so many bytes more."""
        self.bytes_left = size

    def swallow_answers_of_commits(self) -> None:
        """Swallow the answers to the first COMMIT from now on, the third, and so on.

        The connection is cut instead of the answer, so that nobody waits for it.
        """
        self.commits, self.loses_commits = 0, True

    def accept(self) -> None:
        """Relay each connection by two threads, until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                host, port = self._server
                server = socket.create_connection((host, int(port)))
                self._ends += (client, server)
                swallowed = threading.Event()
                for work in (self._send, self._answer):
                    threading.Thread(
                        target=work, args=(client, server, swallowed), daemon=True
                    ).start()

    def _send(
        self, client: socket.socket, server: socket.socket, swallowed: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.swallows.is_set():
                    continue
                for _ in range(data.count(_COMMIT)):
                    if self.loses_commits and self.commits % 2 == 0:
                        swallowed.set()
                    self.commits += 1
                server.sendall(data)
        self._close(client, server)

    def _answer(
        self, client: socket.socket, server: socket.socket, swallowed: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := server.recv(4096):
                self.bytes_left -= len(data)
                if self.bytes_left < 0:
                    self.swallows.set()
                if swallowed.is_set():
                    break
                if not self.swallows.is_set():
                    client.sendall(data)
        if swallowed.is_set():
            self._close(client, server)

    @staticmethod
    def _close(*ends: socket.socket) -> None:
        for end in ends:
            # Closing alone would not wake the thread that reads from it.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """Close all connections."""
        self._close(self._listener, *self._ends)


@contextmanager
def swallowing(target: Target) -> Iterator[SwallowingProxy]:
    """Run a proxy to the server at `target`."""
    proxy = SwallowingProxy(target, socket.create_server(("127.0.0.1", 0)))
    threading.Thread(target=proxy.accept, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
