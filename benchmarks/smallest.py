"""The floor of job logs: the smallest graph that holds the same content.

A node for each job with its record as JSON; the parts that several records have in common are
nodes of their own, once each. Files, software, and who used, generated and ran what. Nothing is
looked up by parameter, no file is identified, and no PROV record is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from neo4j.time import DateTime

from benchmarks import raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.support.server import Server

Record = dict[str, Any]
_KEYS = {"FloorJob": "key", "FloorPart": "sha256", "FloorFile": "url", "FloorSoftware": "key"}
"""Labels and their unique keys; provgraph's own labels have further indexes."""
_SHORTEST, _DEEPEST = 100, 3
"""Of a record, a part that is shared is so long, in characters, and lies at most so deep."""
_PART = "part"


def write(server: Server, folder: Path) -> tuple[float, raw.Graph]:
    """Write the smallest graph of a folder's job logs; return the seconds, and the graph."""
    read = records(folder)
    graph = graph_of(read)
    assert _is_whole(graph, read)  # noqa: S101  # with less content it is not a baseline
    for label, key in _KEYS.items():
        server.run(f"CREATE CONSTRAINT smallest_{label} FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")
    server.run("CALL db.awaitIndexes(300)")
    seconds = graph.write(server)
    for label in _KEYS:
        server.run(f"DROP CONSTRAINT smallest_{label}")
    return seconds, graph


def graph_of(records: list[Record]) -> raw.Graph:
    """Return the graph as statements and their rows."""
    graph = raw.Graph()
    uses = Counter(text for record in records for text in _parts(record, 1))
    shared = {text: _digest(text) for text, number in uses.items() if number > 1}
    for text, digest in sorted(shared.items(), key=itemgetter(1)):
        _add_node(graph, "FloorPart", sha256=digest, text=text)
    for url in sorted({file["url"] for record in records for _, file in _files(record)}):
        _add_node(graph, "FloorFile", url=url)
    for software in sorted(set(map(_software, records))):
        _add_node(graph, "FloorSoftware", key=software)
    for record in sorted(records, key=itemgetter("activity_uuid")):
        _add_job(graph, record, shared)
    return graph


def _add_job(graph: raw.Graph, record: Record, shared: Mapping[str, str]) -> None:
    job, held = record["activity_uuid"], list[str]()
    _add_node(
        graph,
        "FloorJob",
        key=job,
        name=record["activity_name"],
        status=record["status"],
        start=DateTime.from_iso_format(record["start"]["time_utc"]),
        stop=DateTime.from_iso_format(record["stop"]["time_utc"]),
        text=json.dumps(_without(record, shared, held, 1)),
    )
    _relate(graph, job, "RAN_WITH", "FloorSoftware", _software(record))
    for digest in held:
        _relate(graph, job, "HOLDS", "FloorPart", digest)
    for reltype, file in _files(record):
        _relate(graph, job, reltype, "FloorFile", file["url"], role=file["role"])


def _is_whole(graph: raw.Graph, records: list[Record]) -> bool:
    """Whether each record can be put together again from its node and its parts."""
    rows = [row["props"] | {"key": row["key"]} for made in graph.nodes.values() for row in made]
    parts = {row["key"]: row["text"] for row in rows if "sha256" in row}
    texts = {row["key"]: row["text"] for row in rows if "status" in row}
    return all(
        _together(json.loads(texts[record["activity_uuid"]]), parts) == record for record in records
    )


def _together(value: object, parts: Mapping[str, str]) -> object:
    if not isinstance(value, dict):
        return value
    if value.keys() == {_PART}:
        return _together(json.loads(parts[value[_PART]]), parts)
    return {name: _together(child, parts) for name, child in value.items()}


def _add_node(graph: raw.Graph, label: str, **properties: object) -> None:
    text, row = raw.node(label, _KEYS[label], [label], properties)
    graph.nodes[text].append(row)


def _relate(  # what a relation is
    graph: raw.Graph, job: str, reltype: str, label: str, key: str, **properties: object
) -> None:
    start, end = ("FloorJob", _KEYS["FloorJob"], job), (label, _KEYS[label], key)
    text, row = raw.relation(start, reltype, end, properties)
    graph.relations[text].append(row)


def _files(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    for reltype, files in (("USED", record["input"]), ("GENERATED", record["output"])):
        for file in files:
            yield reltype, file


def _parts(value: object, depth: int) -> Iterator[str]:
    """Yield the texts of the parts of a value that are long enough to be shared."""
    for child in value.values() if isinstance(value, dict) else ():
        if len(text := json.dumps(child)) >= _SHORTEST:
            yield text
            if depth < _DEEPEST:
                yield from _parts(child, depth + 1)


def _without(value: object, shared: Mapping[str, str], held: list[str], depth: int) -> object:
    """Return a value with the digests of its shared parts instead of these; add them to `held`."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return value
    left: dict[str, object] = {}
    for name, child in value.items():
        digest = shared.get(json.dumps(child))
        if digest:
            held.append(digest)
        left[name] = {_PART: digest} if digest else _without(child, shared, held, depth + 1)
    return left


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _software(record: Record) -> str:
    return f"ctapipe {record['system']['ctapipe_version']}"


def records(folder: Path) -> list[Record]:
    """Return the records of a folder's job logs."""
    return [json.loads(file.read_text(encoding="utf-8"))[0] for file in sorted(folder.iterdir())]
