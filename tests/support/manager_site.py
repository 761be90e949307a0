"""A manager as a team runs it, and what can happen to it: its processes, network and disk."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil

from provgraph import neo4j_local
from provgraph.manager.serving import inbox_of, tokens_of
from provgraph.manager.settings import ManagerSettings
from provgraph.neo4j_local.neo4j_conf import is_free
from tests.support.cut_proxy import CutProxy, cut_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provgraph.graph.connection import Target
    from provgraph.manager.inbox.inbox import Inbox

_SECONDS_TO_START = 120.0
_MB = 1_000_000
_DISK = 200 * _MB
"""The size of the disk that the inbox has for itself."""


class ManagerSite:
    """A manager's process on a free port, a proxy before it, and its Neo4j."""

    def __init__(self, home: Path, target: Target, folder: Path, port: int) -> None:
        """Take the local server's home and address, and the folder of the manager."""
        self.home = home
        self.folder = folder
        self.settings = ManagerSettings(folder=folder, port=port)
        self.log = folder / "manager.log"
        self.token = tokens_of(self.settings).create("steps", "writer").secret
        self._environment = {
            **os.environ,
            "NEO4J_URI": target.uri,
            "NEO4J_USERNAME": target.username,
            "NEO4J_PASSWORD": target.password,
            "PROVGRAPH_MANAGER_FOLDER": str(folder),
            "PROVGRAPH_MANAGER_PORT": str(port),
            # All of the disk: what it refuses must be refused whole.
            "PROVGRAPH_MANAGER_INBOX_FREE": "0",
        }
        self._neo4j_port = urlsplit(target.uri).port or 0
        self._process: subprocess.Popen[bytes] | None = None

    def inbox(self) -> Inbox:
        """Return the inbox, opened beside the manager."""
        return inbox_of(self.settings)

    def start(self) -> None:
        """Start the manager, and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # ours
                [sys.executable, "-m", "provgraph", "serve"], env=self._environment, stderr=log
            )
        end = time.monotonic() + _SECONDS_TO_START
        while not _answers(self.settings.port):
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def memory(self) -> int:
        """Return the bytes of memory that the manager's process takes."""
        assert self._process
        size: int = psutil.Process(self._process.pid).memory_info().rss
        return size

    def stop(self) -> int:
        """Stop the manager as systemd does; return its exit status."""
        assert self._process
        self._process.terminate()
        return self._process.wait()

    def kill_manager(self) -> None:
        """Kill the manager's process, and start it again."""
        assert self._process
        self._process.kill()
        self._process.wait()
        self.start()

    def kill_worker(self) -> None:
        """Kill the worker's process; the manager starts it again."""
        for worker in self.workers():
            worker.send_signal(signal.SIGKILL)

    def kill_neo4j(self) -> None:
        """Kill Neo4j, and start it again."""
        pid = neo4j_local.status(self.home).pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        # Its sockets are closed a while after it has ended: it is to get its port again.
        while neo4j_local.status(self.home).running or not is_free(self._neo4j_port):
            time.sleep(0.05)
        neo4j_local.ensure_running(self.home, report=lambda _: None)

    def fill_disk(self, seconds: float) -> None:
        """Let the disk of the inbox have no byte left for a while."""
        filler = self.folder / "inbox" / "filler"
        try:
            with filler.open("wb") as stream:
                while True:
                    stream.write(bytes(_MB))
                    stream.flush()
        except OSError:
            time.sleep(seconds)
        finally:
            filler.unlink()

    def workers(self) -> list[psutil.Process]:
        """Return the workers of this manager that run."""
        assert self._process
        children = psutil.Process(self._process.pid).children()
        return [child for child in children if child.is_running()]


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/health/live", timeout=5
        ) as answer:  # http
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


@contextmanager
def manager_site(
    home: Path, target: Target, folder: Path
) -> Iterator[tuple[ManagerSite, CutProxy]]:
    """Start a manager, with a proxy before it; stop it in the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _disk(folder / "inbox"), cut_proxy(port) as proxy:
        site = ManagerSite(home, target, folder, port)
        site.start()
        try:
            yield site, proxy
        finally:
            site.stop()


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Give a folder a small disk of its own, where this user may mount one."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603  # ours
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607  # ours


def has_own_disk(folder: Path) -> bool:
    """Tell whether the inbox has a disk of its own, which can be filled."""
    return (folder / "inbox").is_mount()
