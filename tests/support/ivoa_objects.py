"""An object of each class of the IVOA model, with all attributes set."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from provgraph.ivoa import model as ivoa

NOON = datetime(2020, 9, 3, 12, 0, 0, 250000, tzinfo=UTC)
STRINGS = {
    "type": "Organization",
    "artefact_type": "Parameter",
    "multiplicity": "0..*",
    "options": "a,b",
}


def example(kind: type[ivoa.IvoaObject], number: int) -> ivoa.IvoaObject:
    """Return an object of a class with all attributes set."""
    given: dict[str, Any] = {}
    for field in fields(kind):
        ends = [f.name for f in fields(kind)[:2]] if issubclass(kind, ivoa.IvoaRelation) else ["id"]
        if field.name in ends:
            given[field.name] = f"urn:provgraph:agent:{number}{'ab'[ends.index(field.name)]}"
        elif field.name in ivoa.TIMES:
            given[field.name] = NOON
        else:
            given[field.name] = STRINGS.get(field.name, f"{field.name} <é> 'x' \"y\"")
    return kind(**given)


ALL = [example(kind, number) for number, kind in enumerate(ivoa.CLASSES)]
