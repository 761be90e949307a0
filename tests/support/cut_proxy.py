"""A proxy in front of a server, whose connections can all be cut at once."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class CutProxy:
    """Relays connections to a port of this machine, until it is told to cut."""

    def __init__(self, listener: socket.socket, port: int) -> None:
        """Relay to `port` what comes to `listener`."""
        self.port: int = listener.getsockname()[1]
        self._server = ("127.0.0.1", port)
        self._listener = listener
        self._is_cut = threading.Event()
        self._ends: set[socket.socket] = set()

    def cut(self) -> None:
        """Close all connections, wherever they are, and accept none that works."""
        self._is_cut.set()
        for end in list(self._ends):
            _shut(end)

    def mend(self) -> None:
        """Relay again."""
        self._is_cut.clear()

    def accept(self) -> None:
        """Relay each connection by two threads, until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=[client], daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._is_cut.is_set():
                return
            with socket.create_connection(self._server) as server:
                self._ends |= {client, server}
                answers = threading.Thread(target=_copy, args=[server, client], daemon=True)
                answers.start()
                _copy(client, server)
                answers.join()
                self._ends -= {client, server}


@contextmanager
def cut_proxy(port: int) -> Iterator[CutProxy]:
    """Relay to a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = CutProxy(listener, port)
        threading.Thread(target=proxy.accept, daemon=True).start()
        yield proxy
        _shut(listener)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    _shut(target)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
