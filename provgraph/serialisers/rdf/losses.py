"""What RDF cannot express of a document: counted, and said once with an example."""

from __future__ import annotations

from collections import Counter

from prov.model import ProvRecord

from provgraph.model import records
from provgraph.readers.notes import add_note


class Losses:
    """Counts what is lost, by what it is."""

    def __init__(self) -> None:
        """Begin without any."""
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, what: str, example: object) -> None:
        """Count one more loss."""
        self._counts[what] += 1
        if self._counts[what] == 1:
            self._examples[what] = (
                shown(example) if isinstance(example, ProvRecord) else str(example)
            )

    def say(self) -> None:
        """Add a note for each kind of loss."""
        for what, count in self._counts.items():
            times = f" ({count} times)" if count > 1 else ""
            add_note(f"{self._examples[what]}: {what}{times}")


def shown(record: ProvRecord) -> str:
    """Return a record's kind and id, or its ends, for a message."""
    ends = ", ".join(str(value) for _, value in record.formal_attributes if value)
    return f"{records.kind_of(record)}({record.identifier or ends})"
