"""The floor of a load: the very same graph, by nothing but the driver and UNWIND … MERGE.

Its best form: what a load left in the store is read, and written again with rows of one shape
a statement, merged by their unique keys in the order of these, 10,000 at a time.
"""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neo4j.time import DateTime

from provgraph.runtime.gc import gc_paused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.server import Server

Rows = list[dict[str, Any]]
Place = tuple[str, str, Any]
"""Label, key and its value: how a node is found."""
_NODES = (
    "MATCH (n) WHERE NOT n:Schema "
    "RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS p"
)
_RELATIONS = (
    "MATCH (a)-[r]->(b) "
    "RETURN elementId(a) AS a, type(r) AS type, properties(r) AS p, elementId(b) AS b"
)


@dataclass(slots=True)
class Graph:
    """A graph as statements and their rows."""

    nodes: dict[str, Rows] = field(default_factory=lambda: defaultdict(list))
    relations: dict[str, Rows] = field(default_factory=lambda: defaultdict(list))

    @property
    def size(self) -> tuple[int, int]:
        """How many nodes and relations there are."""
        return sum(map(len, self.nodes.values())), sum(map(len, self.relations.values()))

    def write(self, server: Server) -> float:
        """Write the graph; return the seconds."""
        # The rows would be walked through by each collection, which does not belong to a baseline.
        gc.freeze()
        start = time.perf_counter()
        for statements in (self.nodes, self.relations):
            for text, rows in statements.items():
                server.write(text, rows)
        seconds = time.perf_counter() - start
        gc.unfreeze()
        return seconds


def read(server: Server) -> Graph:
    """Read the graph that is in the store, and make its statements."""
    with gc_paused():
        return _read(server)


def _read(server: Server) -> Graph:
    graph, unique = Graph(), _unique(server)
    places: dict[str, Place] = {}
    for row in server.run(_NODES):
        labels, properties = sorted(row["labels"]), row["p"]
        label, key = next(
            (name, key) for name, key in unique if name in labels and key in properties
        )
        places[row["id"]] = (label, key, properties[key])
        text, made = node(label, key, labels, properties)
        graph.nodes[text].append(made)
    for row in server.run(_RELATIONS):
        text, made = relation(places[row["a"]], row["type"], places[row["b"]], row["p"])
        graph.relations[text].append(made)
    for rows in (*graph.nodes.values(), *graph.relations.values()):
        rows.sort(key=lambda row: str(row["key"]))
    return graph


def _unique(server: Server) -> list[tuple[str, str]]:
    """Return label and property of the constraints on nodes."""
    constraints = server.run("SHOW CONSTRAINTS YIELD entityType, labelsOrTypes, properties")
    return [
        (row["labelsOrTypes"][0], row["properties"][0])
        for row in constraints
        if row["entityType"] == "NODE" and len(row["properties"]) == 1
    ]


def node(
    label: str, key: str, labels: list[str], properties: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return the statement that writes such nodes, and the row of one."""
    plain, times = _apart(properties)
    others = "".join(f", n:`{name}`" for name in labels if name != label)
    text = (
        f"UNWIND $rows AS r MERGE (n:`{label}` {{`{key}`: r.key}}) "
        f"ON CREATE SET n += r.props{others}{_times('n', times)}"
    )
    return text, {"key": properties[key], "props": plain, "times": times}


def relation(
    start: Place, reltype: str, end: Place, props: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return the statement that writes such relations, and the row of one."""
    plain, times = _apart(props)
    made = f"MERGE (a)-[n:`{reltype}` {{key: r.key}}]->(b) ON CREATE"
    if "key" not in props:
        made = f"CREATE (a)-[n:`{reltype}`]->(b)"
    text = (
        f"UNWIND $rows AS r MATCH (a:`{start[0]}` {{`{start[1]}`: r.a}}) "
        f"MATCH (b:`{end[0]}` {{`{end[1]}`: r.b}}) {made} "
        f"SET n += r.props{_times('n', times)}"
    )
    key = props.get("key", start[2])
    return text, {"key": key, "a": start[2], "b": end[2], "props": plain, "times": times}


def _apart(properties: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Split off times: the server makes them of text in less time than the driver packs them."""
    times = {name: value for name, value in properties.items() if isinstance(value, DateTime)}
    plain = {name: value for name, value in properties.items() if name not in times}
    return plain, {name: value.iso_format() for name, value in times.items()}


def _times(variable: str, times: Mapping[str, str]) -> str:
    return "".join(
        f", {variable}.`{name}` = {'datetime' if _zoned(text) else 'localdatetime'}"
        f"(r.times.`{name}`)"
        for name, text in sorted(times.items())
    )


def _zoned(text: str) -> bool:
    return text.endswith("Z") or "+" in text or text.count("-") > 2  # noqa: PLR2004  # of the date
