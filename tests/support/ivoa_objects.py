"""An object of each class of the IVOA model, with all attributes set."""

from __future__ import annotations

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
    values: dict[str, Any] = {}
    for position, attribute in enumerate(kind.attributes):
        name = attribute.name
        if position < kind.identifiers:
            values[name] = f"urn:provgraph:agent:{number}{'ab'[position]}"
        else:
            text = STRINGS.get(name, f"{name} <é> 'x' \"y\"")
            values[name] = NOON if attribute.type is datetime else text
    return kind(**values)


ALL = [example(kind, number) for number, kind in enumerate(ivoa.CLASSES)]
