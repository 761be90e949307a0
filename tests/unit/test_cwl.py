"""CWL: what the runner cwltool records of a workflow is read with the names of its files."""

from __future__ import annotations

from pathlib import Path

from provgraph import readers
from provgraph.graph.rows import PropertyNames, rows_of
from provgraph.model.names import split
from provgraph.readers.source import open_source

EXAMPLE = Path(__file__).parents[2] / "examples" / "cwl" / "primary.cwlprov.json"


def test_files_are_called_by_their_basename() -> None:
    """Each file of the run is shown and found by its basename, others keep what they had."""
    rows = rows_of(readers.read(open_source(EXAMPLE)).document, PropertyNames({}))
    shown = {row["key"]: row["props"] for row in rows.elements}
    ordered = shown["urn:uuid:26caff08-15e2-47c1-9b71-cfd6921d89fc"]
    assert ordered["name"] == "ordered.csv"
    assert "ordered.csv" in split(ordered["names"])
    content = shown["urn:hash::sha1:c923a0c1a66d7e45b1c4d9a83b67361d525ea54c"]
    assert content["name"] == content["uri"]
