"""Collecting: the rows of documents become lines of CSV, put aside until equal keys meet.

Attributes' prefixes are given in the order of the files, which one of several readers does
not know: properties go by the full URI until headers are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.bulk.csv import Columns, cell, listed, quoted
from provgraph.bulk.spill import Spill
from provgraph.graph.prefixes import FIXED
from provgraph.graph.rows import PropertyNames
from provgraph.graph.writer import declared_prefixes, document_node
from provgraph.model.relations import IMPLIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from provgraph.bulk.csv import Cell
    from provgraph.bulk.spill import Spilled
    from provgraph.graph.rows import Row, Rows
    from provgraph.graph.writer import DocumentInfo

DECLARED, END, MISSING, REFERENCE = range(4)
"""What a row says of an element."""

UNPREFIXED = PropertyNames(FIXED)
"""Names of properties as far as they need no registry; `:` and the URI for all others."""


class Collector:
    """Puts the rows of documents aside, those of a document all or none."""

    def __init__(self, folder: Path, process: str) -> None:
        """Take the folder of what is put aside, and what tells this process from others."""
        self.spill = Spill(folder, process)
        self.columns = Columns(process)
        self.prefixes: set[tuple[str, str]] = set()
        self._last_scope = ""

    def add(self, rows: Rows, info: DocumentInfo, number: int) -> None:
        """Put a document of the file of that number aside.

        Raises:
            LoadError: it holds what neo4j-admin cannot import.

        """
        rows_by_kind = [*self._elements(rows, info.id, number)]
        rows_by_kind += self._relations(rows, info, number)
        for kind, row in rows_by_kind:
            self.spill.add(kind, row)
        node = document_node(rows, info)
        for scope in node["scopes"]:
            self._scope(scope, number)
        said = {
            "properties": node["properties"],
            "scopes": [scope["key"] for scope in node["scopes"]],
            "elements": rows.element_count,
            "relations": rows.relation_count,
        }
        self.spill.add("documents", (info.id, number, said))
        self.prefixes.update(declared_prefixes(rows))

    def _scope(self, scope: Row, number: int) -> None:
        key = scope["key"]
        if key != self._last_scope:
            cells = {name: cell(value) for name, value in scope["properties"].items()}
            self.spill.add("scopes", (key, number, *self.columns.line("scopes", cells)))
        self._last_scope = key

    def _elements(self, rows: Rows, document: str, number: int) -> Iterator[tuple[str, Spilled]]:
        for row in rows.elements:
            props = dict(row["props"])
            record, key, uri = props.pop("record"), row["key"], props["uri"]
            sheet, line = self._line("elements", props, row)
            line = f"{listed(['Element', *row['labels']])},{line}"
            declared = (row["scope"], row["kind"], record, None if uri == key else uri)
            yield "elements", (key, number, document, DECLARED, *declared, sheet, line)
        for row in rows.ends:
            line = ",".join(quoted(row[column]) for column in ("uri", "name", "names"))
            yield "elements", (row["key"], number, document, END, line)
        for key in rows.missing:
            yield "elements", (key, number, document, MISSING)
        for key in rows.references:
            yield "elements", (key, number, document, REFERENCE)

    def _relations(
        self, rows: Rows, info: DocumentInfo, number: int
    ) -> Iterator[tuple[str, Spilled]]:
        for reltype, relations in rows.relations.items():
            for row in relations:
                sheet, line = self._line("relations", row["props"], row)
                ends = f"{quoted(row['from'])},{quoted(row['to'])}"
                line = f'{ends},{reltype},"{row["key"]}",{line}'
                key = f"{reltype} {row['key']}"
                asserted = reltype not in IMPLIED and "implied" not in row["props"]
                yield "relations", (key, number, info.id, info.number, asserted, sheet, line)

    def _line(self, kind: str, props: Mapping[str, object], row: Row) -> tuple[str, str]:
        cells: dict[str, Cell] = {k: cell(value) for k, value in props.items()}
        cells |= {name: ("datetime", text) for name, text in row["zoned"].items()}
        cells |= {name: ("localdatetime", text) for name, text in row["local"].items()}
        return self.columns.line(kind, cells)
