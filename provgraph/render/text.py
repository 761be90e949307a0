"""Answers as plain text."""

from __future__ import annotations

from dataclasses import fields
from itertools import compress
from typing import TYPE_CHECKING

from provgraph.render.layout import Row
from provgraph.render.left_out import left_out
from provgraph.render.names import kind_text, name_and_id
from provgraph.render.times import to_the_second
from provgraph.results.find import COUNT_LIMIT
from provgraph.results.nodes import is_unfinished
from provgraph.runtime.escape import escape_line
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.results.documents import Document, FileResult, LoadedFile, LoadedFilePage
    from provgraph.results.element import ElementDetails
    from provgraph.results.find import FoundPage
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Mark, MarkList

_ABSENT = "-"


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as aligned columns; the first row is the head."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield Row.of("  ".join(cells).rstrip(), row)


def lineage(answer: Lineage) -> Iterator[str]:
    """Yield a line for each node of a lineage, nearest first."""
    reasons = {cut.id: cut.reason for cut in answer.frontier}
    rows = [
        (str(node.depth), kind_text(node), node.label, node.id, reasons.get(node.id, ""))
        for node in answer.nodes
    ]
    yield from table([("DEPTH", "KIND", "LABEL", "ID", "CUT" if reasons else ""), *rows])
    yield from left_out(answer.left_out)


def of_all(shown: int, count: int, *, complete: bool) -> str:
    """Return how many of all are shown."""
    return f"{shown:,} of {count:,}" if complete else f"{shown:,} of more than {count:,}"


def loaded_files(page: LoadedFilePage) -> Iterator[str]:
    """Yield a line for each file with its documents, and how the list goes on."""
    head = ("FILE", "FORMAT", "STATUS", "DOCUMENTS", "RECORDS", "LOADED", "ID")
    rows = list(map(_file_row, page.files))
    is_told = [not all(row[place] == usual for row in rows) for place, usual in enumerate(_USUAL)]
    yield from table([tuple(compress(row, is_told)) for row in (head, *rows)])
    if len(page.files) < page.count:
        yield of_all(len(page.files), page.count, complete=True)
    if page.next:
        yield f"more: --after {page.next}"
    if page.left_out:
        shared = plural(page.left_out, "document")
        yield f"{shared} with what jobs share (software, configurations) left out: --shared"


_USUAL = (None, None, "complete", "1", None, None, None)
"""Values of a column that need no mention if all rows have them."""


def _file_row(file: LoadedFile) -> tuple[str, ...]:
    """Return the row of a file; several documents have no id in common."""
    return (
        ", ".join(file.sources) or file.id or _ABSENT,
        file.format,
        file.status,
        f"{file.documents:,}",
        f"{file.records:,}",
        to_the_second(file.loaded),
        file.id or _ABSENT,
    )


def hits(page: FoundPage) -> Iterator[str]:
    """Yield a line for each element that was found."""
    head = ("NAME", "KIND", "MADE OR STARTED", "ID")
    rows = [
        (hit.label, kind_text(hit), to_the_second(hit.time or _ABSENT), hit.id)
        for hit in page.found
    ]
    yield from table([head, *rows]) if rows else ["nothing found"]
    if page.more or page.page > 1:
        yield of_all(len(rows), page.count, complete=page.count_complete)
    if page.more:
        yield f"more: --page {page.page + 1}"
    yield from left_out(page.left_out, at_most=COUNT_LIMIT)


def document(shown: Document) -> Iterator[str]:
    """Yield all that is known of a document."""
    for field in fields(shown):
        value = getattr(shown, field.name)
        texts = value if isinstance(value, tuple) else [value]
        yield f"{field.name:10} {', '.join(map(str, texts)) or _ABSENT}"


def details(element: ElementDetails) -> Iterator[str]:
    """Yield an element: what it is, its properties, relations and documents."""
    yield f"{element.label}  [{element.kind}]"
    yield f"  id  {element.id}"
    if is_unfinished(element.types):
        yield "  unfinished: no activity that wrote it completed"
    if element.mark:
        yield f"  {mark(element.mark)}"
    for name, values in element.properties.items():
        yield f"  {name}  {', '.join(values)}"
    if element.relations:
        yield "relations" + ("" if element.complete else " (the first of each direction)")
    for relation in element.relations:
        role = f" ({', '.join(relation.role)})" if relation.role else ""
        end = relation.end if relation.start == element.id else f"{relation.start} →"
        yield f"  {relation.type}{role}  {'→ ' if relation.start == element.id else ''}{end}"
    if element.documents:
        yield "declared by"
    for name in element.documents:
        yield f"  {name}"


def mark(shown: Mark) -> str:
    """Return the line that says why an element, or something upstream of it, is bad."""
    cause = f"tainted by {name_and_id(shown.label, shown.marked)}"
    head = f"{cause}, {plural(shown.depth, 'relation')} away" if shown.depth else "marked"
    origin = ", ".join(filter(None, (shown.by, to_the_second(shown.time or ""))))
    return f"{head}: {shown.reason}" + (f" ({origin})" if origin else "")


def marks(answer: MarkList) -> Iterator[str]:
    """Yield a line for each mark, with its target."""
    head = ("MARKED", "REASON", "BY", "TIME", "ID")
    rows = [
        (each.label, each.reason, each.by, to_the_second(each.time or ""), each.marked)
        for each in answer.marks
    ]
    yield from table([head, *rows]) if rows else ["nothing is marked"]


def load_result(result: FileResult, *, dry_run: bool) -> str:
    """Return the line that tells the load result of a file."""
    file = escape_line(result.file)
    if result.status == "failed":
        return f"{file}: failed"
    if result.status == "unchanged":
        return f"{file}: unchanged"
    status = f"would be {result.status}" if dry_run else result.status
    records = f"{plural(result.records, 'record')} as {result.format}"
    of_store = contents(
        result.elements, result.relations, result.new_elements, result.new_relations
    )
    return f"{file}: {status}, {records}: {of_store}"


def contents(elements: int, relations: int, new_elements: int, new_relations: int) -> str:
    """Return what files declare, and what of that, and of what it refers to, was new."""
    undeclared = ", undeclared ones among them" if new_elements > elements else ""
    return (
        f"{plural(elements, 'element')}, {plural(relations, 'relation')}; "
        f"new in the store: {plural(new_elements, 'element')}{undeclared}, "
        f"{plural(new_relations, 'relation')}"
    )
