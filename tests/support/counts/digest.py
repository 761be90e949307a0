"""`python -m tests.support.counts.digest`: what is read of files, a hash for each.

The files are listed on standard input, as JSON.

A test runs it under several hash seeds: the hashes must be the same.
"""

from __future__ import annotations

import hashlib
import json
import sys
import warnings
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from provgraph import readers
from provgraph.errors import ReadError
from provgraph.graph.rows import PropertyNames, namespaces_of, rows_of
from tests.support.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable


def digest(file: str) -> str:
    """Return a hash of the document, the notes and the rows of the graph, or of the refusal."""
    try:
        reading = readers.read(readers.open_source(file))
    except ReadError as error:
        return _hash(str(error))
    rows = rows_of(reading.document, PropertyNames(namespaces_of(reading.document)))
    return _hash(canonical(reading.document), reading.notes, _plain(asdict(rows)))


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _plain(value: Any) -> object:  # noqa: ANN401  # rows of every kind
    """Return rows without their order, which means nothing in a graph."""
    if isinstance(value, dict):
        return sorted((repr(key), repr(_plain(each))) for key, each in value.items())
    if isinstance(value, list):
        return sorted(repr(_plain(each)) for each in value)
    return repr(value)


def main(files: Iterable[str]) -> None:
    """Write file → hash as JSON."""
    warnings.simplefilter("ignore")
    json.dump({file: digest(file) for file in files}, sys.stdout)


if __name__ == "__main__":
    main(json.load(sys.stdin))
