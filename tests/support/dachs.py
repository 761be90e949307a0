"""A DaCHS of a run's own, in a temporary folder: the server of many archives, by Debian's package.

Source: GAVO DaCHS 2.7, installation guide, and its configuration file `gavo.rc`.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import sqlalchemy as sa

from tests.support.postgres import free_port, server_user

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "dachs"
_ADMINISTRATOR = "gavoadmin"
_SECONDS_TO_START = 60.0
_SETTINGS = """[general]
rootDir: {folder}
group: {group}
gavoGroup: {group}
[web]
bindAddress: 127.0.0.1
serverPort: {port}
serverURL: http://127.0.0.1:{port}
"""


@dataclass(frozen=True, slots=True)
class Dachs:
    """An installation: its folder, its port, and its database as the superuser's URL."""

    folder: Path
    port: int
    superuser: sa.URL

    @property
    def tap(self) -> str:
        """The address of its TAP service."""
        return f"http://127.0.0.1:{self.port}/tap"

    @property
    def database(self) -> sa.URL:
        """The database, as the role that imports."""
        return self.superuser.set(username=_ADMINISTRATOR)

    @property
    def descriptor(self) -> Path:
        """Where the descriptor `provenance/q` is."""
        return self.folder / "inputs" / "provenance" / "q.rd"

    def run(self, *arguments: str) -> str:
        """Run a command of DaCHS; return what it says.

        Raises:
            RuntimeError: it fails.

        """
        process = self._start(arguments, subprocess.PIPE)
        output = process.communicate()[0].decode(errors="replace")
        if process.returncode:
            raise RuntimeError(f"dachs {' '.join(arguments)}: {output}")
        return output

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve on the loopback interface until the end."""
        console = self.folder / "console"
        with console.open("wb") as output:
            server = self._start(("serve", "start", "--foreground"), output)
        try:
            self._await_answer(server, console)
            yield
        finally:
            server.terminate()
            server.wait()

    def _await_answer(self, server: subprocess.Popen[bytes], console: Path) -> None:
        end = time.monotonic() + _SECONDS_TO_START
        while not _answers(f"{self.tap}/availability"):
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"DaCHS did not start:\n{console.read_text(errors='replace')}")
            time.sleep(0.1)

    def _start(
        self, arguments: tuple[str, ...], output: int | IO[bytes]
    ) -> subprocess.Popen[bytes]:
        user = server_user()
        return subprocess.Popen(  # noqa: S603  # the program that was found
            [str(shutil.which(PROGRAM)), *arguments],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.folder),
                "GAVOSETTINGS": str(self.folder / "gavo.rc"),
                "GAVOCUSTOM": os.devnull,
            },
            user=user,
            group=_group() if user else None,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


@contextmanager
def installed(database: str) -> Iterator[Dachs]:
    """Install DaCHS into an empty database, of which this is the superuser's URL."""
    with tempfile.TemporaryDirectory(prefix="provgraph-dachs-") as name:
        dachs = Dachs(Path(name), free_port(), sa.make_url(database))
        settings = _SETTINGS.format(folder=name, group=_group(), port=dachs.port)
        (dachs.folder / "gavo.rc").write_text(settings, encoding="utf-8")
        dachs.descriptor.parent.mkdir(parents=True)
        user = server_user()
        if user:
            for path in (dachs.folder, *dachs.folder.rglob("*")):
                shutil.chown(path, user, _group())
        url = dachs.superuser
        dachs.run(
            "init",
            "-d",
            f"host={url.host} port={url.port} dbname={url.database} user={url.username}",
        )
        yield dachs


def _group() -> str:
    """Return the group of the user that the servers run as."""
    user = server_user()
    number = pwd.getpwnam(user).pw_gid if user else os.getegid()
    return grp.getgrgid(number).gr_name


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own server
            return bool(answer.status == 200)
    except OSError:
        return False
