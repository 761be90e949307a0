"""The union: what an element shows when several assertions speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from provgraph.graph.rows import PropertyNames, labels, shown
from provgraph.model import records
from provgraph.model.keys import chosen_name
from provgraph.model.names import names_text, union
from provgraph.model.terms import Term, from_property, to_property
from provgraph.model.voprov_words import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_Declaration: TypeAlias = "tuple[str, records.Attributes]"
"""The kind and the attributes of a record."""


@dataclass(frozen=True, slots=True)
class NodeChange:
    """The properties and labels that a node gains; `record` is its own from now on."""

    record: str
    props: Mapping[str, Any]
    labels: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.props or self.labels)


def merged_change(
    props: Mapping[str, Any], has: Iterable[str], texts: Sequence[str], names: PropertyNames
) -> NodeChange:
    """Return the change that assertions with the records `texts` make to a node.

    `props` and `has` are the node's properties and labels so far.
    """
    declared = list(map(_declaration, texts))
    terms, gained = _shown(declared, names)
    new: dict[str, Any] = {}
    for key, values in terms.items():
        before = from_property(props[key]) if key in props else []
        after = to_property([*before, *values])
        if not before or after != to_property(before):
            new[key] = after
    if "name" in new:
        new["name"] = chosen_name(props.get("uri"), props.get("name"), terms["name"])
    searched = union(props.get("names"), _names_text(props.get("uri", ""), declared))
    if searched != props.get("names"):
        new["names"] = searched
    record = props.get("record") or texts[0]
    if "record" not in props:
        new["record"] = record
    return NodeChange(record, new, gained - frozenset(has))


def remaining_properties(
    uri: str, texts: Sequence[str], names: PropertyNames
) -> tuple[dict[str, Any], list[str]]:
    """Return the properties and labels of a node of which only `texts` are still asserted."""
    declared = list(map(_declaration, texts))
    terms, gained = _shown(declared, names)
    props: dict[str, Any] = {key: to_property(values) for key, values in terms.items()}
    props["name"] = chosen_name(uri, None, terms.get("name", []))
    props["names"] = _names_text(uri, declared)
    return {"uri": uri, **props}, sorted(gained)


def _declaration(text: str) -> _Declaration:
    kind, attributes, _ = records.from_text(text)
    return kind, normalised(kind, attributes)


def _names_text(uri: str, declared: Iterable[_Declaration]) -> str:
    return names_text(uri, *(attributes for _, attributes in declared))


def _shown(
    declared: Iterable[_Declaration], names: PropertyNames
) -> tuple[dict[str, list[Term]], frozenset[str]]:
    terms: dict[str, list[Term]] = {}
    gained: set[str] = set()
    for kind, attributes in declared:
        gained.update(labels(kind, attributes))
        for key, values in shown(attributes, names).items():
            terms.setdefault(key, []).extend(values)
    return terms, frozenset(gained)
