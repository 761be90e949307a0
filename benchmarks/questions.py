"""Path, common, roots, leaves, impact, marks, diff and why, on the generated history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.queries.common_ancestors import common_ancestors
from provgraph.queries.diff import diff
from provgraph.queries.impact import impact
from provgraph.queries.path import path
from provgraph.queries.roots_leaves import roots_or_leaves
from provgraph.queries.why import why
from tests.support.history import URI, History
from tests.support.report import Report

if TYPE_CHECKING:
    from tests.support.server import Server


def measure(server: Server, history: History, start: str) -> Report:
    """Measure the questions about one file and its neighbour; the server holds the history."""
    report = Report(f"questions about {start}: {history}")
    connection, key = server.connection, URI + start
    layer, number = start.removeprefix("e").split("-")
    neighbour = f"{URI}e{layer}-{int(number) + 2}"
    first = roots_or_leaves(connection, [key], "roots").ends[-1].id
    report.measure(
        f"path of {2 * int(layer)} relations", lambda: path(connection, key, first).length
    )
    report.measure("all shortest paths", lambda: path(connection, key, first, limit=10).count)
    report.measure(
        "no path: what it says instead", lambda: bool(path(connection, key, neighbour).reason)
    )
    report.measure("common", lambda: common_ancestors(connection, [key, neighbour]).total)
    report.measure("roots", lambda: len(roots_or_leaves(connection, [key], "roots").ends))
    report.measure("leaves", lambda: len(roots_or_leaves(connection, [first], "leaves").ends))
    report.measure("impact", lambda: len(impact(connection, [first]).touched))
    report.measure("diff", lambda: diff(connection, key, neighbour).shared)
    report.measure("why", lambda: len(why(connection, key).recipe))
    return report
