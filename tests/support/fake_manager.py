"""A server that answers as it is told, in the place of a manager."""

from __future__ import annotations

import gzip
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Reply:
    """What is answered: after some seconds a status, headers and a body."""

    status: int = 202
    body: bytes = b'{"id": "receipt-1"}'
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Received:
    """A request that came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def package(self) -> dict[str, Any]:
        """The package that was sent."""
        value: dict[str, Any] = json.loads(gzip.decompress(self.body))
        return value


@dataclass
class FakeManager:
    """A running server: its URL, and the requests that came."""

    url: str
    requests: list[Received]


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that left before their answer, as some tests let them."""


@contextmanager
def fake_manager(replies: Sequence[Reply] = ()) -> Iterator[FakeManager]:
    """Serve the replies, one for each request, the last one for all after it."""
    requests: list[Received] = []
    given = [*replies] or [Reply()]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            requests.append(Received(self.path, dict(self.headers), body))
            reply = given[min(len(requests), len(given)) - 1]
            time.sleep(reply.seconds)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield FakeManager(f"http://127.0.0.1:{server.server_address[1]}", requests)
    finally:
        server.shutdown()
        server.server_close()
