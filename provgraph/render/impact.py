"""The impact of bad elements as plain text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from provgraph.render.left_out import left_out
from provgraph.render.names import kind_text, name_and_id, node_text
from provgraph.render.text import mark, table
from provgraph.render.times import to_the_second
from provgraph.results.nodes import count_kinds
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.results.impact import AffectedElement, Impact

_SHOWN = 20
"""Activities without output that are named."""


def impact(answer: Impact, limit: int | None = None) -> Iterator[str]:
    """Yield the counts and the affected files, final products first, `limit` of them at most."""
    for name in answer.unfinished:
        yield f"{name} is unfinished: no activity that wrote it completed"
    for own_mark in answer.marks:
        yield f"{name_and_id(own_mark.label, own_mark.marked)} is {mark(own_mark)}"
    if not answer.touched:
        yield "nothing was made from it"
        yield from left_out(answer.left_out)
        return
    yield f"affected: {_affected(answer)}"
    if answer.levels:
        yield f"files by data level: {_counts(answer.levels)}"
    yield from _files(answer, limit)
    yield from _without_output(answer)
    yield from left_out(answer.left_out)


def _affected(answer: Impact) -> str:
    others = [element for element in answer.touched if not element.is_file]
    of_kinds = count_kinds(others).replace("entit", "other entit")
    files = f"{plural(answer.files, 'file')}{_undeclared(answer)}"
    return ", ".join(filter(None, (files, of_kinds)))


def _undeclared(answer: Impact) -> str:
    if not answer.undeclared_files:
        return ""
    number = (
        "" if answer.undeclared_files == answer.files else f"{answer.undeclared_files:,} of them "
    )
    return f" ({number}declared by no document)"


def _counts(levels: Mapping[str, int]) -> str:
    return "; ".join(f"{name}: {count:,}" for name, count in levels.items())


def _files(answer: Impact, limit: int | None) -> Iterator[str]:
    dates = {leaf.id: leaf.date for leaf in answer.leaves}
    files = {element.id: element for element in answer.touched if element.is_file}
    final = [files[leaf.id] for leaf in answer.leaves if leaf.id in files]
    ordered = [*final, *(each for each in files.values() if each.id not in dates)]
    rows = [_row(each, final=each.id in dates, date=dates.get(each.id)) for each in ordered[:limit]]
    if rows:
        yield ""
        yield from table([("FILE", "LEVEL", "FINAL PRODUCT", "ID"), *rows])
        yield ""
    if len(ordered) > len(rows):
        yield f"{len(ordered) - len(rows):,} more files: --limit N, or --json for all"


def _row(file: AffectedElement, *, final: bool, date: str | None) -> tuple[str, ...]:
    unfinished = "unfinished " if kind_text(file) != file.kind else ""
    return (
        f"{unfinished}{file.label}",
        ", ".join(file.levels) or "-",
        (to_the_second(date or "") or "yes") if final else "-",
        file.id,
    )


def _without_output(answer: Impact) -> Iterator[str]:
    """Yield the affected activities from which no file came."""
    activities = [leaf for leaf in answer.leaves if leaf.kind == "activity"]
    if activities:
        yield f"without output: {plural(len(activities), 'activity', 'activities')}"
    yield from (f"  {node_text(each)}" for each in islice(activities, _SHOWN))
    if len(activities) > _SHOWN:
        yield f"  and {len(activities) - _SHOWN:,} more: see --json"
