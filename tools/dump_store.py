"""Write what a store holds as JSON lines, so that a later version can be tried on it.

First the statements that make constraints and indexes, then nodes, then relationships by the
positions of their ends. `tests/store/test_upgrade.py` reads it. Run from the root of a checkout
against the store of `NEO4J_URI`:

    python tools/dump_store.py tests/data/upgrade/schema-N.jsonl.gz
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j
from neo4j.time import DateTime

from provgraph.graph.address import target

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONSTRAINTS = """
SHOW CONSTRAINTS YIELD name, createStatement WHERE name STARTS WITH 'provgraph_'
RETURN createStatement AS text
"""
_INDEXES = """
SHOW INDEXES YIELD name, owningConstraint, createStatement
WHERE name STARTS WITH 'provgraph_' AND owningConstraint IS NULL RETURN createStatement AS text
"""
_NODES = "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS props"
_RELATIONS = """
MATCH (a)-[r]->(b)
RETURN elementId(a) AS start, type(r) AS type, properties(r) AS props, elementId(b) AS end
"""


def lines(driver: neo4j.Driver) -> Iterator[object]:
    """Yield a text for each statement, `[labels, properties]`, `[start, type, properties, end]`."""
    for found in (_CONSTRAINTS, _INDEXES):
        yield from (row["text"] for row in driver.execute_query(found).records)
    positions: dict[str, int] = {}
    for row in driver.execute_query(_NODES).records:
        positions[row["id"]] = len(positions)
        yield [sorted(row["labels"]), row["props"]]
    for row in driver.execute_query(_RELATIONS).records:
        yield [positions[row["start"]], row["type"], row["props"], positions[row["end"]]]


def _value(value: object) -> dict[str, str]:
    if isinstance(value, DateTime):
        return {"datetime": value.iso_format()}
    raise TypeError(f"no property is {value!r}")


def main(path: Path) -> None:
    """Write the dump."""
    where = target(None, username=None, password=None, database=None)
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        neo4j.GraphDatabase.driver(where.uri, auth=(where.username, where.password)) as driver,
        gzip.GzipFile(path, "wb", mtime=0) as file,
    ):
        file.writelines(json.dumps(line, default=_value).encode() + b"\n" for line in lines(driver))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
