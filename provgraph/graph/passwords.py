"""Passwords: from the environment, a file that only the user can read, or a command.

They are read when a server is to be reached, and not before.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from provgraph.errors import CredentialsError

PASSWORD = "NEO4J_PASSWORD"  # noqa: S105  # the name of a variable, as below
_FILE = "PROVGRAPH_PASSWORD_FILE"
_COMMAND = "PROVGRAPH_PASSWORD_COMMAND"
_SECONDS = 120


def password() -> str:
    """Return the password that the environment gives or names; empty if there is none.

    `NEO4J_PASSWORD` holds it, `PROVGRAPH_PASSWORD_FILE` is the path of a file with it, and
    `PROVGRAPH_PASSWORD_COMMAND` a command that prints it.

    Raises:
        CredentialsError: the file or the command gives no password, or others can read the file.

    """
    if held := os.environ.get(PASSWORD):
        return held
    if file := os.environ.get(_FILE):
        return _first_line(_of_file(Path(file).expanduser()), file)
    if command := os.environ.get(_COMMAND):
        return _first_line(_of_command(command), repr(command))
    return ""


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
        # What it asks for, or complains of, is shown to the user.
        return subprocess.run(  # noqa: S603  # the user's own command, without a shell
            shlex.split(command), stdout=subprocess.PIPE, text=True, check=True, timeout=_SECONDS
        ).stdout
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise CredentialsError(f"the password command {command!r} failed: {error}") from error


def _first_line(text: str, source: str) -> str:
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise CredentialsError(f"{source} gives no password: its first line is empty")
    return line
