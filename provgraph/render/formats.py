"""The formats of a lineage, by the names that a user gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.render import text
from provgraph.render.dot import dot
from provgraph.render.html import html
from provgraph.render.svg import svg
from provgraph.render.tree import tree
from provgraph.runtime.escape import escape_json, escape_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from provgraph.results.lineage import Lineage
    from provgraph.store import Store

TEXT: dict[str, Callable[[Lineage], Iterable[str]]] = {"tree": tree, "table": text.lineage}
"""Format → the lines that a terminal shows."""

WRITERS: dict[str, Callable[[Lineage], str]] = {
    "tree": lambda answer: _lines(tree(answer)),
    "table": lambda answer: _lines(text.lineage(answer)),
    "json": lambda answer: escape_json(answer.as_json(), indent=2),
    "dot": dot,
    "svg": svg,
    "html": html,
}
"""Format → its writer; all others are formats of PROV."""

_PROV = {"prov-json": "json"}
"""PROV formats with another name in the serialisers: `json` is the answer itself here."""


def write(answer: Lineage, form: str, store: Store) -> tuple[str, tuple[str, ...]]:
    """Return a lineage in that format, and notes on what the format could not keep.

    PROV formats hold the records as they were loaded, which `store` knows.

    Raises:
        ExportError: it cannot be written so; for SVG, Graphviz may be missing.

    """
    if form in WRITERS:
        return WRITERS[form](answer), ()
    from provgraph import serialisers  # noqa: PLC0415  # 20 ms, and only for PROV

    return serialisers.serialise(store.export_lineage(answer), _PROV.get(form, form))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(map(escape_line, lines))
