"""Merging: what several documents say of one element or relation becomes one line.

This is what `cypher/load` does in the graph: an element declared once, or always in the same
words, is written as it was collected; one declared differently shows the union.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from provgraph.bulk.collect import DECLARED, END, MISSING, REFERENCE, UNPREFIXED
from provgraph.bulk.csv import Cell, Columns, Sheets, cell, listed, quoted
from provgraph.bulk.spill import Spill, grouped
from provgraph.ctapipe.deduplication import references
from provgraph.ctapipe.document_writer import FORMAT
from provgraph.graph.merging import remaining_properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from provgraph.bulk.spill import Spilled


class Merger:
    """One process's share of the merging."""

    def __init__(self, spilled: Path, sheets: Path, process: str) -> None:
        """Take the folders of what was put aside and of the sheets."""
        self._spilled = spilled
        self._spill = Spill(spilled, process)
        self._sheets = Sheets(sheets, process)
        self._new: dict[str, Counter[str]] = {"newElements": Counter(), "newRelations": Counter()}
        self.columns = Columns(process)

    def merge(self, parts: Iterable[int]) -> Counter[str]:
        """Merge parts of all but the documents; return how many nodes and relations there are."""
        counts: Counter[str] = Counter()
        for part in parts:
            for key, rows in grouped(self._spilled, "elements", part):
                self._element(key, rows)
                counts["elements"] += 1
            for _, rows in grouped(self._spilled, "relations", part):
                counts["relations"] += self._relation(rows)
            for sha256, rows in grouped(self._spilled, "contents", part):
                self._content(sha256, rows[0][2])
            for key, rows in grouped(self._spilled, "scopes", part):
                _, _, sheet, line = rows[0]
                self._sheets.write(sheet, f"{quoted(key)},{line}")
            for key, rows in grouped(self._spilled, "settings", part):
                self._sheets.write("settings", f"{quoted(key)},{rows[0][2]}")
            for key, rows in grouped(self._spilled, "setting_groups", part):
                self._sheets.write("setting_groups", quoted(key))
                self._edges(key, rows[0][2])
            for document, rows in grouped(self._spilled, "configurations", part):
                self._edges(document, rows[0][2])
            self._put_new_aside()
        self._spill.flush()
        self._sheets.close()
        return counts

    def _element(self, key: str, rows: list[Spilled]) -> None:
        rows = _once(rows)
        self._new["newElements"][rows[0][2]] += 1
        declared = [row for row in rows if row[3] == DECLARED]
        if declared:
            self._declared(key, declared)
        elif rows[0][3] == MISSING:
            self._sheets.write("missing", quoted(key))
        else:
            line = next(row[4] for row in rows if row[3] == END)
            self._sheets.write("ends", f"{quoted(key)},{line}")
        for row in rows:
            if row[3] == REFERENCE:
                self._sheets.write("references", f"{quoted(row[2])},{quoted(key)}")

    def _declared(self, key: str, rows: list[Spilled]) -> None:
        *_, own_record, uri, sheet, line = rows[0]
        texts = list(dict.fromkeys(row[6] for row in rows))
        if len(texts) > 1:
            sheet, line = self._union(uri or key, texts)
        self._sheets.write(sheet, f"{quoted(key)},{quoted(own_record)},{line}")
        for _, _, document, _, scope, kind, record, *_ in rows:
            line = f"{quoted(document)},{quoted(key)},{quoted(scope)},{kind}"
            if record == own_record:
                self._sheets.write("asserts", line)
            else:
                self._sheets.write("otherwise", f"{line},{quoted(record)}")

    def _union(self, uri: str, texts: list[str]) -> tuple[str, str]:
        props, labels = remaining_properties(uri, texts, UNPREFIXED)
        cells = {name: cell(value) for name, value in props.items() if value is not None}
        sheet, line = self.columns.line("elements", cells)
        return sheet, f"{listed(['Element', *labels])},{line}"

    def _relation(self, rows: list[Spilled]) -> bool:
        """Write a relation; return whether documents assert it, rather than imply it."""
        *_, asserted, sheet, line = rows[0]
        self._new["newRelations"][rows[0][2]] += asserted
        documents = dict.fromkeys(str(row[3]) for row in rows)
        self._sheets.write(sheet, f"{listed(documents)},{line}")
        return bool(asserted)

    def _content(self, sha256: str, text: str) -> None:
        self._sheets.write("contents", f'"{sha256}",{quoted(text)}')
        for inner in references(text):
            self._sheets.write("content_holds", f'"{sha256}","{inner}"')

    def _edges(self, start: str, edges: Iterable[tuple[str, str]]) -> None:
        for kind, end in edges:
            self._sheets.write(kind, f"{quoted(start)},{quoted(end)}")

    def _put_new_aside(self) -> None:
        for name, counted in self._new.items():
            for document, count in counted.items():
                self._spill.add("documents", (document, -1, {name: count}))
            counted.clear()


class DocumentMerger:
    """One process's share of the documents' nodes, which are merged last."""

    def __init__(self, spilled: Path, sheets: Path, process: str, loaded: str) -> None:
        """Take the folders, and the time that the documents are to show."""
        self._spilled = spilled
        self._sheets = Sheets(sheets, process)
        self._fixed = {"status": cell("complete"), "loaded": ("datetime", loaded)}
        self.columns = Columns(process)

    def merge(self, parts: Iterable[int]) -> Counter[str]:
        """Merge the documents of parts; return how many there are."""
        counts: Counter[str] = Counter()
        for part in parts:
            for document, rows in grouped(self._spilled, "documents", part):
                self._document(document, rows)
                counts["documents"] += 1
        self._sheets.close()
        return counts

    def _document(self, document: str, rows: list[Spilled]) -> None:
        new: Counter[str] = Counter(newElements=0, newRelations=0)
        told = []
        for _, number, said in rows:
            if number < 0:
                new.update(said)
            else:
                told.append(said)
        first, id_ = told[0], quoted(document)
        # What jobs share remembers the first log only; a job's own document comes once.
        copies = told[:1] if first["properties"]["format"] == FORMAT else told
        sources = dict.fromkeys(s for said in copies for s in said["properties"]["sources"])
        counts = {name: first[name] for name in ("elements", "relations")}
        props = {**first["properties"], "sources": list(sources), **counts, **new}
        del props["id"]
        sheet, line = self.columns.line("documents", {**_cells(props), **self._fixed})
        self._sheets.write(sheet, f"{id_},{line}")
        for key in first["scopes"]:
            self._sheets.write("has_scope", f"{id_},{quoted(key)}")


def _once(rows: list[Spilled]) -> list[Spilled]:
    """Leave out what a document says that stood in an earlier file already."""
    if len(rows) == 1:
        return rows
    first: dict[str, int] = {}
    return [row for row in rows if first.setdefault(row[2], row[1]) == row[1]]


def _cells(props: Mapping[str, Any]) -> dict[str, Cell]:
    return {name: cell(value) for name, value in props.items()}
