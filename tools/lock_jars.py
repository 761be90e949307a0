"""Write the lock file of the local server: the jars of a Neo4j version and their sums.

Usage: python tools/lock_jars.py 5.26.28
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

from provgraph.neo4j_local import fetch, jars

if TYPE_CHECKING:
    from jgo.maven import Artifact

# The server, and neo4j-admin's bulk import, which the server does not depend on.
_PROJECTS = ("org.neo4j:neo4j", "org.neo4j.app:neo4j-server", "org.neo4j:neo4j-import-tool")
# Neo4j Browser, which is versioned by itself; `neo4j start --browser` serves it.
_BROWSER = "org.neo4j.client:neo4j-browser:5.24.0"
_HEADER = """\
# The jars of the local server: coordinate, size in bytes, SHA-256; the class path's order.
# Written by tools/lock_jars.py; not to be edited.
neo4j = "{version}"

[browser]
{browser}
[jars]
"""


def lock(version: str) -> str:
    """Return the text of the lock file for Neo4j `version`."""
    context = fetch.maven()
    wanted = [context.create_dependency(f"{project}:{version}") for project in _PROJECTS]
    inputs, others = context.resolver.resolve(wanted)
    lines = [_line(dependency.artifact) for dependency in sorted([*inputs, *others], key=_order)]
    browser = _line(context.create_dependency(_BROWSER).artifact)
    return _HEADER.format(version=version, browser=browser) + "".join(lines)


def _order(dependency: object) -> tuple[bool, str]:
    # Java's class data sharing rejects this class path unless jaxb-runtime's jar, whose
    # manifest names further jars, comes last.
    return "jaxb-runtime" in str(dependency), str(dependency)


def _line(artifact: Artifact) -> str:
    content = artifact.resolve().read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return f'"{artifact}" = {{ size = {len(content)}, sha256 = "{digest}" }}\n'


if __name__ == "__main__":
    jars.LOCK_FILE.write_text(lock(sys.argv[1]), encoding="utf-8")
