"""One element: what it is, and its relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from provgraph.model.relations import Kind
from provgraph.results.base import Answer
from provgraph.results.nodes import Mark, RelationLink


@dataclass(frozen=True, slots=True)
class ElementDetails(Answer):
    """An element: its properties as texts, its relations, the documents that declare it.

    `cut` says that it has more relations in a direction than are listed. `mark` is the nearest
    quality annotation of the element itself or of something upstream of it.
    """

    SCHEMA: ClassVar[str] = "show"

    id: str
    kind: Kind
    types: tuple[str, ...]
    label: str
    properties: Mapping[str, tuple[str, ...]]
    relations: tuple[RelationLink, ...]
    documents: tuple[str, ...]
    cut: bool
    mark: Mark | None = None

    def _repr_html_(self) -> str:
        from provgraph.results import notebook  # noqa: PLC0415  # only a notebook needs it

        return notebook.details_html(self)
