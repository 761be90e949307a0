"""The statements under `cypher/`: each is documented, runs, and says what it takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.graph import statements
from tools.generate_cypher import CYPHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import neo4j

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
NAMES = statements.names()


@pytest.fixture(scope="session")
def languages(driver: neo4j.Driver) -> Sequence[str]:
    """Return the versions of Cypher that the server offers: 5, and 25 since Neo4j 2025.06.

    The local server is Neo4j 5.26. `python -m tests.faults newer-neo4j` runs these tests with both.
    """
    text = "CALL dbms.components() YIELD name, versions RETURN *"
    components = {row["name"]: row["versions"] for row in driver.execute_query(text).records}
    return [name for name in ("5", "25") if name in components.get("Cypher", ["5"])]


@pytest.fixture(scope="module")
def small_store(
    _opened: Store, driver: neo4j.Driver, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Let the server plan statements anew, for a store of a few elements."""
    driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    small = tmp_path_factory.mktemp("small") / "small.provn"
    small.write_text("document prefix ex <http://e/> wasDerivedFrom(ex:b, ex:a) endDocument")
    _opened.load(small)
    driver.execute_query("CALL db.clearQueryCaches()")


_ONCE = {"bulk/is_empty", "check/multiple_generations", "check/reused_paths"}


@pytest.mark.usefixtures("small_store")
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("schema/")])
def test_server_plans_it_without_a_warning_and_scans_nothing_for_each(
    name: str, driver: neo4j.Driver, languages: Sequence[str]
) -> None:
    """The server plans the statement in each language, and nothing in it is deprecated.

    Neighbours are reached along relations even where a plan expects one row: a plan made in a store
    of a few elements is used for seconds, whatever is loaded then, and 10,000 elements with a scan
    of all elements for each took over a minute.
    """
    statement = statements.statement(name)
    parameters = dict.fromkeys(statement.used)
    with driver.session() as session:
        for language in languages:
            text = f"CYPHER {language} EXPLAIN {statement.text}"
            summary = session.run(text, parameters).consume()
            assert summary.plan
            assert not _deprecated(summary), language
            assert name in _ONCE or not list(_repeated_scans(summary.plan)), language


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("schema/")])
def test_schema_statements_run(name: str, driver: neo4j.Driver, languages: Sequence[str]) -> None:
    """They run in each language on a store that has the schema, and nothing is deprecated."""
    statement = statements.statement(name)
    with driver.session() as session:
        for language in languages:
            text = f"CYPHER {language} {statement.text}"
            summary = session.run(text, version=1, provgraph="test").consume()
            assert not _deprecated(summary), language


_SEEKS_IN_TEXT_INDEX = ("NodeIndexContainsScan", "NodeIndexEndsWithScan")
"""Called scans, but a text index knows which nodes hold the parts of a text."""


def _repeated_scans(plan: dict[str, Any], *, repeated: bool = False) -> Iterator[str]:
    """Yield the scans below a plan's node that are done for each row of another part."""
    kind = plan["operatorType"]
    if repeated and "Scan" in kind and not kind.startswith(_SEEKS_IN_TEXT_INDEX):
        yield f"{kind} {plan['args'].get('Details')}"
    for place, child in enumerate(plan.get("children", [])):
        yield from _repeated_scans(child, repeated=repeated or (place == 1 and "Apply" in kind))


def test_names_are_unique() -> None:
    """No statement is both written by hand and generated."""
    assert len(NAMES) == len(set(NAMES))


def test_generated_files_say_so() -> None:
    """Their first line names the template; it is not part of the statement."""
    for path in CYPHER.joinpath("generated").rglob("*.cypher"):
        mark = re.match(
            r"// Generated from (cypher/templates/\S+) by \S+; do not edit\.\n", path.read_text()
        )
        assert mark
        assert ROOT.joinpath(mark[1]).is_file()
    assert "Generated" not in statements.statement("lineage/all_up").purpose


def test_parts_are_included() -> None:
    """The conditions of `find` and their parameters are part of each of its statements."""
    statement = statements.statement("find/by_name")
    assert [statement.parameters[0].name, statement.parameters[-1].name] == ["part", "limit"]
    lines = [line for line in statement.text.splitlines() if line]
    assert lines[1:3] == ["WITH x", "WHERE NOT x:Unknown"]
    assert not [name for name in NAMES if name.startswith(("parts/", "templates/"))]


def test_a_deprecated_feature_is_noticed(driver: neo4j.Driver) -> None:
    """The check above can fail: the server does report what is deprecated."""
    with driver.session() as session:
        summary = session.run("EXPLAIN MATCH (a) RETURN id(a)").consume()
    assert _deprecated(summary)


def _deprecated(summary: neo4j.ResultSummary) -> list[str]:
    statuses = summary.gql_status_objects
    return [one.status_description for one in statuses if one.raw_classification == "DEPRECATION"]
