"""Everything asked of shapes on which a walk along paths never ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.lineage import fill
from provgraph.errors import TimeLimitError
from tests.support.report import Report
from tests.support.shapes import SECONDS, Shape, chain, circle, diamonds, hub, questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Connection
    from tests.support.server import Server

FULL = (diamonds(1000), chain(10_000), circle(10_000), hub(100_000))


def measure(server: Server, shapes: tuple[Shape, ...] = FULL) -> Report:
    """Ask everything of every shape; the server is empty before."""
    for shape in shapes:
        fill(server, shape)
    report = Report("shapes: nothing explodes")
    for shape in shapes:
        for name, ask in questions(shape).items():
            report.measure(f"{shape.name}: {name}", partial(_asked, server.connection, ask), runs=0)
    return report


def _asked(connection: Connection, ask: Callable[[Connection], object]) -> str:
    try:
        return str(ask(connection))[:60]
    except TimeLimitError:
        return f"MORE THAN {SECONDS:.0f} s"
