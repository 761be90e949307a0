"""The home: the folder that holds a local server's store, settings, password and logs."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from provgraph.errors import LocalServerError
from provgraph.neo4j_local.hints import OTHER_WAYS
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import filelock

_SECONDS_TO_WAIT = 600.0
USER = "neo4j"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a local server, and its credentials."""

    uri: str
    username: str
    password: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Record:
    """The process that serves a home, as `server.json` records it."""

    pid: int
    port: int
    neo4j: str
    ready: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one local server."""

    path: Path

    @classmethod
    def at(cls, path: Path | None) -> Home:
        """Return the home at `path`, at `PROVGRAPH_HOME`, or in the user's data folder.

        Raises:
            LocalServerError: its name cannot be used.

        """
        chosen = path or os.environ.get("PROVGRAPH_HOME")
        home = Path(chosen or platformdirs.user_data_path("provgraph")).expanduser().resolve()
        if escape_line(str(home)) != str(home):
            raise LocalServerError(
                f"the local server's home {escape_line(str(home))} has a name that Java cannot "
                "open: set PROVGRAPH_HOME to a folder whose path is UTF-8 without line breaks and "
                f"other control characters. {OTHER_WAYS}"
            )
        return cls(home)

    @property
    def conf(self) -> Path:
        """The folder of `neo4j.conf`."""
        return self.path / "conf"

    @property
    def data(self) -> Path:
        """The folder of the store."""
        return self.path / "data"

    @property
    def console(self) -> Path:
        """The standard output and error of the server's Java."""
        return self.path / "logs" / "console.log"

    @property
    def log(self) -> Path:
        """Neo4j's own log."""
        return self.path / "logs" / "neo4j.log"

    @property
    def password_file(self) -> Path:
        """The server's password, which only the user can read."""
        return self.path / "password"

    @contextmanager
    def locked(self, report: Callable[[str], None]) -> Iterator[None]:
        """Prevent other commands from starting, stopping or restoring this server.

        The home's folders, closed to other users, and its password exist in the context.

        Raises:
            LocalServerError: they cannot be created, or the lock is not released.

        """
        import filelock  # noqa: PLC0415  # 40 ms, which a running server must not cost

        with self._writing():
            for folder in (self.path, self.conf, self.data, self.console.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = filelock.FileLock(self.path / "lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            report("another command is starting or stopping the local server: waiting for it")
            self._wait_for(lock)
        try:
            with self._writing():
                if not self.password_file.exists():
                    self.write(self.password_file, secrets.token_hex(24))
            yield
        finally:
            lock.release()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LocalServerError(
                f"the local server's home {self.path} cannot be written: {error.strerror}. Set "
                f"PROVGRAPH_HOME to a writable folder with free space. {OTHER_WAYS}"
            ) from error

    def _wait_for(self, lock: filelock.BaseFileLock) -> None:
        try:
            lock.acquire(timeout=_SECONDS_TO_WAIT)
        except TimeoutError as error:  # filelock's Timeout is one
            raise LocalServerError(
                f"another command has held {self.path / 'lock'} for {_SECONDS_TO_WAIT:.0f} "
                "seconds: run 'provgraph neo4j status', or stop that command"
            ) from error

    def address(self, port: int) -> Address:
        """Return the address of the server that listens at `port`."""
        password = self.password_file.read_text("utf-8")
        return Address(f"bolt://127.0.0.1:{port}", USER, password, self.path)

    def record(self) -> Record | None:
        """Return the recorded process of the server, which may have ended."""
        try:
            return Record(**json.loads(self._record_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def remember(self, record: Record) -> None:
        """Record the server's process."""
        self.write(self._record_file, json.dumps(asdict(record)))
        self.write(self._port_file, str(record.port))

    def forget(self) -> None:
        """Remove the record of the server's process; its port is kept for the next one."""
        self._record_file.unlink(missing_ok=True)

    def last_port(self) -> int | None:
        """Return the port of the last server, if there was one."""
        try:
            return int(self._port_file.read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def browser_port(self) -> int | None:
        """Return the port at which the server serves Neo4j Browser, if it is to do so."""
        try:
            return int(self._browser_file.read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def serve_browser(self, port: int | None) -> None:
        """Let the next server serve Neo4j Browser at a port; `None`: not at all."""
        if port is None:
            self._browser_file.unlink(missing_ok=True)
        else:
            self.write(self._browser_file, str(port))

    @property
    def _browser_file(self) -> Path:
        return self.path / "browser"

    @property
    def _record_file(self) -> Path:
        return self.path / "server.json"

    @property
    def _port_file(self) -> Path:
        return self.path / "port"

    @staticmethod
    def write(path: Path, text: str) -> None:
        """Write a file that only the user can read, atomically."""
        new = path.with_name(f"{path.name}.new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        new.replace(path)
