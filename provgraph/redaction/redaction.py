"""Redaction: names are learned from all of a document or log, then replaced everywhere in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.redaction import documents, records
from provgraph.redaction.replacer import Replacer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prov.model import ProvDocument


class Redaction:
    """Replaces names of persons and machines by pseudonyms, and counts it.

    First everything is learned, then replaced: a user named in one place is found in all.
    """

    def __init__(self, key: bytes | None = None) -> None:
        """Take the key of the pseudonyms; without one they are new in each redaction."""
        self._replacer = Replacer(key)

    def learn(self, values: Iterable[Mapping[str, object]]) -> None:
        """Learn the names in records of job logs."""
        for value in values:
            records.learn(self._replacer, value)

    def learn_document(self, document: ProvDocument) -> None:
        """Learn the names in a PROV document."""
        documents.learn(self._replacer, document)

    def record(self, value: Mapping[str, object]) -> dict[str, object]:
        """Return a record of a job log with pseudonyms, and without environment variables."""
        return records.redacted(self._replacer, value)

    def names_and_values(self, value: Mapping[str, object]) -> dict[str, object]:
        """Return a JSON object whose keys are words of users, with pseudonyms in these, too."""
        return records.redacted(self._replacer, value, all_keys=True)

    def document(self, document: ProvDocument) -> ProvDocument:
        """Return a PROV document with pseudonyms, and without environment variables."""
        return documents.redacted(self._replacer, document)

    def text(self, text: str) -> str:
        """Return a text with pseudonyms."""
        return self._replacer.text(text)

    def summary(self) -> str:
        """Return in one line what was replaced and left out, and at how many places."""
        return self._replacer.summary()
