"""Nanoseconds in the store: native times, found by comparison, and exported exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph import exporter
from provgraph.ingest import batch
from provgraph.ingest.batch import LoadOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.graph.connection import Connection

    Cypher = Callable[..., list[dict[str, Any]]]

DOCUMENT = """document
  prefix n <http://example.org/nanos/>
  activity(n:run, 2024-05-01T10:00:00.123456789Z, 2024-05-01T10:00:01.5Z, [ex])
  entity(n:e, [n:at="2024-05-01T10:00:00.1234567" %% xsd:dateTime,
    n:fine="2024-05-01T10:00:00.12345678912Z" %% xsd:dateTime])
  wasGeneratedBy(n:e, n:run, 2024-05-01T10:00:00.987654321+02:00)
endDocument
""".replace(", [ex]", "")
OTHER = DOCUMENT.replace("n:at=", 'n:more="x", n:at=')


def test_nanoseconds_are_compared_and_come_back(
    connection: Connection, cypher: Cypher, tmp_path: Path
) -> None:
    """Also where a second document declares the same element in another way."""
    for name, text in (("one.provn", DOCUMENT), ("other.provn", OTHER)):
        tmp_path.joinpath(name).write_text(text)
        batch.load_file(connection, str(tmp_path / name), LoadOptions())
    times = cypher(
        "MATCH (e:Entity)-[r:WAS_GENERATED_BY]->(a:Activity) RETURN DISTINCT"
        " a.startTime.nanosecond AS start, r.time.nanosecond AS time, e.`n:at`.nanosecond AS at,"
        " e.`n:fine` AS fine,"
        " a.startTime > datetime('2024-05-01T10:00:00.123456788Z') AS later,"
        " a.startTime < datetime('2024-05-01T10:00:00.12345679Z') AS earlier"
    )
    assert times == [
        {
            "start": 123456789,
            "time": 987654321,
            "at": 123456700,
            "fine": '"2024-05-01T10:00:00.12345678912+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
            "later": True,
            "earlier": True,
        }
    ]
    ids = [row["id"] for row in cypher("MATCH (d:Document) RETURN d.id AS id")]
    for document in ids:
        text = exporter.documents(connection, [document]).get_provn()
        for digits in ("123456789+", '1234567"', "12345678912+", "987654321+02:00"):
            assert digits in text
