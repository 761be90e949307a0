"""Lineage, beside the raw statements, PostgreSQL's recursive SQL and a search in memory."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from provgraph.model.relations import followed
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.lineage import depths, lineage
from provgraph.render.tree import tree
from tests.support.history import URI, History
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.results.lineage import Lineage
    from tests.support.server import Server
    from tests.support.shapes import Shape

_TYPES = "|".join(followed("data"))
_LEAST = f"""MATCH (s:Element {{key: $start}})
CALL (s) {{ MATCH p = (s)-[:{_TYPES}*1..]->(x) RETURN x, min(length(p)) AS depth }}"""
_CLOSURE = f"""MATCH (s:Element {{key: $start}})
CALL (s) {{ MATCH (s)-[:{_TYPES}*0..]->(x) RETURN DISTINCT x }}"""
IDS = "raw: ids and depths, collected"
WHOLE = "raw: properties, depths and relations, collected"


def fill(server: Server, history: History | Shape) -> None:
    """Write a history as provgraph's loader would leave it, but for the assertions."""
    for label, ids in (("Activity", history.activities()), ("Entity", history.entities())):
        statement = f"""UNWIND $rows AS r
        CREATE (e:Element:{label} {{key: r, uri: r, name: r, record: 'the exact record'}})"""
        server.write(statement, (URI + name for name in ids))
    _relate(server, "USED", history.used())
    _relate(server, "WAS_GENERATED_BY", history.generated())
    server.run("CALL db.awaitIndexes(300)")


def _relate(server: Server, reltype: str, pairs: Iterable[tuple[str, str]]) -> None:
    rows = ({"a": URI + a, "b": URI + b, "k": f"{a} {n}"} for n, (a, b) in enumerate(pairs))
    statement = f"""UNWIND $rows AS r
    MATCH (a:Element {{key: r.a}}) MATCH (b:Element {{key: r.b}})
    CREATE (a)-[:{reltype} {{key: r.k, scope: '', documents: [1]}}]->(b)"""
    server.write(statement, rows)


def measure(server: Server, history: History, start: str, postgres: str | None) -> Report:
    """Measure one history from one start; the server holds it.

    `postgres` is the URL of a database for the same questions in SQL.
    """
    report = Report(f"lineage of {start}: {history}")
    key, connection = URI + start, server.connection
    report.measure("raw: count", lambda: server.run(f"{_LEAST} RETURN count(x)", start=key)[0][0])
    ids = f"{_LEAST} RETURN collect([x.uri, depth]) AS found"
    report.measure(IDS, lambda: len(server.run(ids, start=key)[0]["found"]))
    report.measure(WHOLE, lambda: _raw_whole(server, key))
    report.measure("ids and depths", lambda: depths(connection, [key]), floor=IDS, result=len)
    report.measure("whole", lambda: lineage(connection, [key]), floor=WHOLE, result=_size)
    full = Bounds(attributes=True)
    report.measure(
        "whole, with attributes",
        lambda: lineage(connection, [key], bounds=full),
        floor=WHOLE,
        result=_size,
    )
    page = Bounds(limit=500)
    report.measure(
        "the 500 nearest, as a tree",
        lambda: list(tree(lineage(connection, [key], bounds=page))),
        result=lambda lines: f"{len(lines)} lines",
    )
    report.measure("6 relations", lambda: lineage(connection, [key], depth=6), result=_size)
    causes = _in_memory(history)
    report.measure(
        "Python dictionaries: ids and depths", lambda: _search(causes, start), floor=IDS, result=len
    )
    if postgres:
        _in_sql(report, history, key, postgres)
    return report


def _in_sql(report: Report, history: History, key: str, url: str) -> None:
    from benchmarks.sql import Database  # noqa: PLC0415  # needs psycopg

    database = Database(url, history)
    report.measure("PostgreSQL: ids", lambda: database.ids(key), floor=IDS)
    report.measure("PostgreSQL: ids and depths", lambda: database.depths(key), floor=IDS)
    database.close()


def _raw_whole(server: Server, key: str) -> str:
    nodes = f"{_LEAST} RETURN collect([properties(x), depth]) AS found"
    relations = f"""{_CLOSURE} MATCH (x)-[r:{_TYPES}]->(y)
    RETURN collect([type(r), x.uri, y.uri, r.role]) AS found"""
    sizes = [len(server.run(text, start=key)[0]["found"]) for text in (nodes, relations)]
    return f"{sizes[0]} nodes, {sizes[1]} relations"


def _size(answer: Lineage) -> str:
    return f"{len(answer.nodes) - 1} nodes, {len(answer.relations)} relations"


def _in_memory(history: History) -> dict[str, list[str]]:
    causes: dict[str, list[str]] = {}
    for pairs in (history.used(), history.generated()):
        for effect, cause in pairs:
            causes.setdefault(effect, []).append(cause)
    return causes


def _search(causes: dict[str, list[str]], start: str) -> dict[str, int]:
    depths = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for cause in causes.get(node, ()):
            if cause not in depths:
                depths[cause] = depths[node] + 1
                queue.append(cause)
    del depths[start]
    return depths
