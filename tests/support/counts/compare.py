"""A file, counted apart, against what a document or the store holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.support.counts import of_json, of_provn, of_rdf, of_xml
from tests.support.counts.counts import PROV, Counts, attributes_of_things, of_document
from tests.support.random_prov.statements import ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from prov.model import ProvDocument

_COUNTERS = {
    ".json": of_json.count,
    ".xml": of_xml.count,
    ".provx": of_xml.count,
    ".provn": of_provn.count,
}
SUFFIXES = frozenset({*_COUNTERS, *of_rdf.FORMATS})


def difference(file: Path, document: ProvDocument) -> dict[str, Any]:
    """Return what a file and the document that was read of it do not have in common."""
    text = file.read_bytes()
    if file.suffix in of_rdf.FORMATS:
        return _rdf_difference(of_rdf.count(text, file.suffix), document)
    expected, given = _COUNTERS[file.suffix](text), of_document(document)
    return {"missing": expected - given, "too many": given - expected} if (
        expected != given
    ) else {}  # fmt: skip


def relations_of(file: Path) -> Counter[str]:
    """Return how many relations of each kind a file states."""
    text = file.read_bytes()
    rdf = file.suffix in of_rdf.FORMATS
    counts = of_rdf.count(text, file.suffix) if rdf else _COUNTERS[file.suffix](text)
    return _relations(counts.records)


def _rdf_difference(expected: Counts, document: ProvDocument) -> dict[str, Any]:
    """Compare relations, and attributes; PROV's own classes and ends say which records are."""
    relations = _relations(of_document(document).records)
    attributes = Counter(
        {
            name: count
            for name, count in attributes_of_things(document).items()
            if not name.startswith(PROV) or name in of_rdf.NAMES.values()
        }
    )
    wanted = Counter({n: c for (_, n), c in expected.attributes.items() if n != f"{PROV}type"})
    both = ((_relations(expected.records), relations), (wanted, attributes))
    found: Mapping[str, dict[str, int]] = {
        "missing": {k: v for first, second in both for k, v in (first - second).items()},
        "too many": {k: v for first, second in both for k, v in (second - first).items()},
    }
    return {name: each for name, each in found.items() if each}


def _relations(records: Counter[str]) -> Counter[str]:
    return Counter({kind: number for kind, number in records.items() if kind not in ELEMENTS})
