"""Line logs of logprov, made a record at a time, and lstosa's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.corpus import REAL

if TYPE_CHECKING:
    from prov.model import ProvDocument

LSTOSA = REAL.parent / "lstosa-prov.log"
CONVERTED = REAL / "lstosa-run06286.json"

needs_lstosa = pytest.mark.skipif(
    not (LSTOSA.exists() and CONVERTED.exists()),
    reason=f"there is no {LSTOSA.name} beside {REAL}; PROVGRAPH_TEST_DATA names another folder",
)


def log(*records: object, mark: str = "_PROV_") -> bytes:
    """Return a log of records, with other lines between them."""
    lines = [f"INFO {mark}2026-01-01T00:00:00{mark}{record}\nINFO a line" for record in records]
    return "\n".join(lines).encode()


def session(name: str) -> dict[str, Any]:
    """Return the record that opens a session."""
    return {"session_id": name, "name": f"run {name}", "startTime": "2026-01-01T00:00:00"}


def begin(activity: str, session: str, start: str = "2026-01-01T00:00:00.5") -> dict[str, Any]:
    """Return the record of an activity's start."""
    record = {"activity_id": activity, "name": "reduce", "startTime": start}
    return {**record, "in_session": session, "agent_name": "me"}


def of(document: ProvDocument, kind: type[Any]) -> list[Any]:
    """Return the records of a kind."""
    return list(document.get_records(kind))


def names(document: ProvDocument, kind: type) -> list[str]:
    """Return the URIs of the elements of a kind."""
    return sorted(str(record.identifier.uri) for record in of(document, kind))
