"""RDF: the same PROV-O read by provgraph and by `prov`, in each syntax; no database."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from prov.model import ProvDocument

from provgraph import readers
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

_SYNTAXES = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt",
    "nquads": "nquads",
    "rdfxml": "xml",
}
"""provgraph's names of the syntaxes, and rdflib's."""
_RUNS = 3


def measure(jobs: int) -> Report:
    """Read `jobs` jobs, each an activity with a usage, an output and its agent."""
    report = Report(f"Reading PROV-O: {jobs:,} jobs")
    document = _document(jobs)
    for name, rdflib_name in _SYNTAXES.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            stream = io.StringIO()
            document.serialize(stream, format="rdf", rdf_format=rdflib_name)
            data = stream.getvalue().encode()
            floor = f"prov, {name}"
            report.measure(floor, _by_prov(data, rdflib_name), runs=_RUNS, result=_records)
        report.measure(
            f"provgraph, {name}",
            _by_provgraph(data, name),
            runs=_RUNS,
            floor=floor,
            result=_records,
        )
    return report


def _by_prov(data: bytes, syntax: str) -> Callable[[], ProvDocument]:
    def read() -> ProvDocument:
        return ProvDocument.deserialize(content=data, format="rdf", rdf_format=syntax)

    return read


def _by_provgraph(data: bytes, name: str) -> Callable[[], ProvDocument]:
    def read() -> ProvDocument:
        return readers.read(readers.open_source(name, data), name).document

    return read


def _records(document: ProvDocument) -> str:
    return f"{len(list(document.get_records())):,} records"


def _document(jobs: int) -> ProvDocument:
    document = ProvDocument()
    document.add_namespace("ex", "http://example.org/")
    document.agent("ex:agent", {"prov:label": "operator"})
    for number in range(jobs):
        job, output = f"ex:job{number}", f"ex:file{number}"
        document.activity(job, "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", {"ex:run": number})
        document.entity(output, {"prov:label": f"file {number}", "ex:size": 1024 * number})
        document.wasGeneratedBy(output, job, "2026-01-01T01:00:00Z")
        document.used(job, f"ex:file{max(number - 1, 0)}", None, None, {"prov:role": "input"})
        document.wasAssociatedWith(job, "ex:agent")
    return document
