"""Fixtures: a real Neo4j for the whole run, and an empty store for each test."""

from __future__ import annotations

import gc
import os
import warnings
from contextlib import closing
from typing import TYPE_CHECKING, Any

import neo4j
import pytest

import provgraph
from provgraph.graph.connection import Connection, Target
from provgraph.queries import job_facets
from tests.support.postgres import programs, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from provgraph.store import Store

os.environ["PROVGRAPH_PROFILE"] = ""  # the profiles of whoever runs the tests are not used

Cypher = "Callable[..., list[dict[str, Any]]]"


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Return the server of this run.

    `PROVGRAPH_TEST_URI`, else a container where a Docker engine answers, else a local
    server of our own in a temporary folder.
    """
    uri = os.environ.get("PROVGRAPH_TEST_URI")
    if uri:
        user = os.environ.get("PROVGRAPH_TEST_USERNAME", "")
        yield Target(uri, user, os.environ.get("PROVGRAPH_TEST_PASSWORD", ""))
    elif _docker_answers():
        yield from _container()
    else:
        yield from _local(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="session")
def driver(target: Target) -> Iterator[neo4j.Driver]:
    """Return a driver of the tests' own, to look at the graph without provgraph."""
    auth = (target.username, target.password) if target.username else None
    with neo4j.GraphDatabase.driver(target.uri, auth=auth) as connected:
        yield connected


@pytest.fixture
def cypher(driver: neo4j.Driver) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that runs a statement and returns its rows."""

    def run(text: str, **parameters: object) -> list[dict[str, Any]]:
        return [dict(record) for record in driver.execute_query(text, parameters).records]

    return run


@pytest.fixture(scope="session")
def _opened(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the open store; with `PROVGRAPH_TEST_MANAGER`, asked through a manager."""
    with provgraph.connect(
        target.uri, username=target.username, password=target.password
    ) as opened:
        if os.environ.get("PROVGRAPH_TEST_MANAGER"):
            yield from _through_manager(opened, tmp_path_factory.mktemp("manager"))
        else:
            yield opened


def _through_manager(opened: Store, folder: Path) -> Iterator[Store]:
    from tests.support.manager import StoreThroughManager, live_manager  # noqa: PLC0415

    with live_manager(opened, folder) as manager, manager.client() as client:
        yield StoreThroughManager.of(opened, client)


@pytest.fixture
def store(_opened: Store, driver: neo4j.Driver) -> Store:
    """Return the store, emptied."""
    job_facets._kept.clear()  # noqa: SLF001  # counted in a store of before
    driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    return _opened


@pytest.fixture
def connection(store: Store, target: Target) -> Iterator[Connection]:
    """Return a connection to the emptied store."""
    assert store is not None
    connection = Connection(target)
    yield connection
    connection.close()


@pytest.fixture
def environment(store: Store, target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line find the emptied store."""
    assert store is not None
    monkeypatch.setenv("NEO4J_URI", target.uri)
    monkeypatch.setenv("NEO4J_USERNAME", target.username)
    monkeypatch.setenv("NEO4J_PASSWORD", target.password)
    monkeypatch.delenv("NEO4J_DATABASE", raising=False)


def _docker_answers() -> bool:
    import docker  # noqa: PLC0415  # only where no server is named

    with warnings.catch_warnings():
        # Docker's client leaves its socket open when nobody answers.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            with closing(docker.from_env(timeout=1)) as client:
                return bool(client.ping())
        except docker.errors.DockerException:
            return False
        finally:
            gc.collect()


def _container() -> Iterator[Target]:
    from testcontainers.community.neo4j import Neo4jContainer  # noqa: PLC0415

    with Neo4jContainer("neo4j:5.26-community") as container:
        yield Target(container.get_connection_url(), container.username, container.password)


def _local(home: Path) -> Iterator[Target]:
    from provgraph import neo4j_local  # noqa: PLC0415

    address = neo4j_local.ensure_running(home)
    yield Target(address.uri, address.username, address.password)
    neo4j_local.stop(home)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what builds images where no container engine answers."""
    needing = [item for item in items if item.get_closest_marker("containers")]
    if needing and not _docker_answers():
        config.hook.pytest_deselected(items=needing)
        items[:] = [item for item in items if item not in needing]


def pytest_collection_finish() -> None:
    """Let the garbage collector leave out what stays until the end: half a million objects."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a skipped test fail the run where all that tests need is installed."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the URL of an empty PostgreSQL, `PROVGRAPH_TEST_POSTGRES` if that is set."""
    named, folder = os.environ.get("PROVGRAPH_TEST_POSTGRES"), programs()
    if named:
        yield named
    elif folder is None:
        pytest.skip("no initdb here: install PostgreSQL, or set PROVGRAPH_TEST_POSTGRES")
    else:
        with running(folder) as url:
            yield url
