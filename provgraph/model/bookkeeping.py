"""Bookkeeping: entities that record how activities ran, and are neither files nor data.

Logs and documents declare the status of an activity, its configuration, its session and the like
as entities, because PROV has no other place for them. Lists, lineages and pictures leave them
out, unless they are asked for. This table alone says what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.model import voprov
from provgraph.model.namespaces import LOGPROV, PROVGRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """A sort of bookkeeping: its `prov:type`, a URI or a text, and its label if not all have it."""

    what: str
    type: str
    label: str | None = None


_DESCRIPTIONS = tuple(name for name in voprov.CLASSES if name.endswith("Description"))
_OF_IVOA = (
    ("status of an activity", "ValueEntity", "status"),
    ("parameter of an activity", "Parameter", None),
    *(("description", name, None) for name in _DESCRIPTIONS),
)

BOOKKEEPING: tuple[Bookkeeping, ...] = (
    Bookkeeping("configuration of an activity", f"{PROVGRAPH}Configuration"),
    Bookkeeping("packages that an activity ran with", f"{PROVGRAPH}Environment"),
    Bookkeeping("mark of a bad element", f"{PROVGRAPH}QualityAnnotation"),
    Bookkeeping("session of logprov", f"{LOGPROV}ExecutionSession"),
    # The documents that logprov, and with it lstosa, writes have texts as types.
    Bookkeeping("session of logprov", "ExecutionSession"),
    Bookkeeping("parameters of an activity", "Parameters"),
    *(
        Bookkeeping(what, f"{namespace}{name}", label)
        for namespace in voprov.NAMESPACES
        for what, name, label in _OF_IVOA
    ),
)
"""All sorts of bookkeeping."""

_TYPES = frozenset(each.type for each in BOOKKEEPING if each.label is None)
_LABELLED = frozenset((each.type, each.label) for each in BOOKKEEPING if each.label is not None)

_LABELLED_TYPES = frozenset(each for each, _ in _LABELLED)


def is_bookkeeping(types: Iterable[str], label: str) -> bool:
    """Tell by its types and its label whether an element is bookkeeping."""
    return any(each in _TYPES or (each, label) in _LABELLED for each in types)


def may_be_bookkeeping(types: Iterable[str]) -> bool:
    """Tell by its types whether an element with some label or other is bookkeeping."""
    return any(each in _TYPES or each in _LABELLED_TYPES for each in types)


def bookkeeping_terms() -> list[str]:
    """Return the types as the graph has them, behind them a label where only it tells."""
    return [
        (f"<{each.type}>" if ":" in each.type else each.type)
        + ("" if each.label is None else f" {each.label}")
        for each in BOOKKEEPING
    ]
