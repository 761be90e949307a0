"""Passwords: from the environment, a file that only the user can read, or a command.

They are read when a server is to be reached, and not before.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph.errors import CredentialsError

if TYPE_CHECKING:
    from typing import BinaryIO

PASSWORD = "NEO4J_PASSWORD"  # noqa: S105  # the name of a variable, as below
FILE = "PROVGRAPH_PASSWORD_FILE"
COMMAND = "PROVGRAPH_PASSWORD_COMMAND"
_SECONDS = 120
_TERMINAL = "/dev/tty"


def password() -> str:
    """Return the password that the environment gives or names; empty if there is none.

    `NEO4J_PASSWORD` holds it, `PROVGRAPH_PASSWORD_FILE` is the path of a file with it, and
    `PROVGRAPH_PASSWORD_COMMAND` a command that prints it.

    Raises:
        CredentialsError: the file or the command gives no password, or others can read the file.

    """
    if held := os.environ.get(PASSWORD):
        return held
    if file := os.environ.get(FILE):
        return _first_line(_of_file(Path(file).expanduser()), file)
    if command := os.environ.get(COMMAND):
        return _first_line(_of_command(command), repr(command))
    return ""


def needs_command() -> bool:
    """Say whether only a command gives the password, which may ask the user for another."""
    command, *others = (os.environ.get(name) for name in (COMMAND, PASSWORD, FILE))
    return bool(command) and not any(others)


def _of_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as stream:
            if os.name == "posix" and os.fstat(stream.fileno()).st_mode & 0o077:
                raise CredentialsError(
                    f"other users may read the password in {path}: run 'chmod 600 {path}'"
                )
            return stream.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CredentialsError(f"the password in {path} cannot be read: {reason}") from error


def _of_command(command: str) -> str:
    try:
        # What it asks for, or complains of, is shown to the user. The standard input is not its:
        # ssh would take the document of `provgraph load -`.
        with _terminal() as terminal:
            return subprocess.run(  # noqa: S603  # the user's own command, without a shell
                shlex.split(command),
                stdin=terminal,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=_SECONDS,
            ).stdout
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise CredentialsError(f"the password command {command!r} failed: {error}") from error


def _terminal() -> BinaryIO:
    """Return the terminal, from which a command may read an answer; nothing if there is none."""
    try:
        return Path(_TERMINAL).open("rb")
    except OSError:
        return Path(os.devnull).open("rb")


def _first_line(text: str, source: str) -> str:
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise CredentialsError(f"{source} gives no password: its first line is empty")
    return line
