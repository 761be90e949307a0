"""Rules on single elements: attributes, classes of descriptions, terms.

Each function yields breaches of its rules. Source: IVOA Provenance Data Model 1.0, section 2.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.ivoa import datatypes, model, vocabularies
from provgraph.ivoa.contradictions import contradictions
from provgraph.model.properties import local_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.checks.facts import CheckedElement
    from provgraph.checks.rules import Breach

_CLASSES: Mapping[str, type[model.Element]] = MappingProxyType(
    {kind.__name__: kind for kind in model.CLASSES if issubclass(kind, model.Element)}
)
_OF_ENTITIES = frozenset({"EntityDescription", "DatasetDescription", "ValueDescription"})
DESCRIBED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Parameter": frozenset({"ParameterDescription"}),
        "ConfigFile": frozenset({"ConfigFileDescription"}),
        "DatasetEntity": _OF_ENTITIES - {"ValueDescription"},
        "ValueEntity": _OF_ENTITIES - {"DatasetDescription"},
        "Activity": frozenset({"ActivityDescription", "UsageDescription", "GenerationDescription"}),
        "Entity": _OF_ENTITIES,
    }
)
"""Which descriptions each class can have; of an element's classes the first here counts."""
_DESCRIPTIONS = frozenset(name for name in _CLASSES if name.endswith("Description"))
_OWN = "urn:provgraph:entity-description:"


def breaches(element: CheckedElement) -> Iterator[Breach]:
    """Yield the breaches of all rules by an element."""
    yield from _mandatory(element)
    yield from _times(element)
    yield from _agent(element)
    yield from _contradictions(element)
    yield from _doubts(element)
    yield from _described(element)
    yield from _references(element)
    if element.has_members and "Collection" not in element.labels:
        yield "collection", "it has members, but no document says that it is a collection"


def allowed_descriptions(labels: frozenset[str]) -> frozenset[str]:
    """Return the classes of descriptions that an element with these labels can have."""
    return next((kinds for label, kinds in DESCRIBED_BY.items() if label in labels), frozenset())


def _mandatory(element: CheckedElement) -> Iterator[Breach]:
    """Yield the attributes that the model's table says are mandatory, and that are missing."""
    for label in sorted(element.labels & _CLASSES.keys()):
        kind = _CLASSES[label]
        for attribute in kind.attributes[kind.identifiers :]:
            if attribute.mandatory and not _has(element, attribute):
                rule = "agent-name" if kind is model.Agent else "mandatory"
                yield rule, f"{label}: {attribute.standard_name} is missing ({kind.source})"


def _has(element: CheckedElement, attribute: model.Attribute) -> bool:
    if attribute.name == "name":
        return element.named
    name = attribute.standard_name
    values = element.attributes.get(name if attribute.in_prov else f"voprov:{name}", ())
    return any(value or name == "value" for value in values)


def _times(element: CheckedElement) -> Iterator[Breach]:
    names = ("generatedAtTime", "invalidatedAtTime")
    for name in names:
        for text in element.attributes.get(f"voprov:{name}", ()):
            if moment(text) is None:
                yield "datetime", f"{name} is {text!r}, which is not a date and time"
    generated, invalidated = (moment(element.text(f"voprov:{name}")) for name in names)
    if is_before(invalidated, generated):
        yield "invalidated-first", f"it was invalidated at {invalidated}, generated at {generated}"


def _agent(element: CheckedElement) -> Iterator[Breach]:
    if "Agent" not in element.labels:
        return
    for text in element.attributes.get("voprov:type", ()):
        yield "agent-type", f"its type is {text!r}; it can be {', '.join(model.AGENT_TYPES)}"
    for role in element.roles:
        term = vocabularies.respelled(role, vocabularies.AGENT_ROLES)
        if term:
            yield "term", f"it has the role {role!r}, which the standard writes as {term!r}"


def _contradictions(element: CheckedElement) -> Iterator[Breach]:
    if element.labels & {"ParameterDescription", "ValueDescription"}:
        for name, reason in contradictions(description_fields(element.attributes)):
            yield "description", f"{name}: {reason}"


def description_fields(
    attributes: Mapping[str, Sequence[str]],
) -> dict[str, str | tuple[str, ...]]:
    """Return the attributes of a description by the standard's names; several options as such."""
    return {
        local_name(name): tuple(values)
        if len(values) > 1 and name == "voprov:options"
        else min(values)
        for name, values in attributes.items()
        if values
    }


def _doubts(element: CheckedElement) -> Iterator[Breach]:
    for label in sorted(element.labels & (_DESCRIPTIONS | {"Agent"})):
        for attribute in _CLASSES[label].attributes:
            text = element.text(f"voprov:{attribute.standard_name}")
            reason = text and vocabularies.doubt(label, attribute.standard_name, text)
            if reason:
                rule = _rule_of(attribute.standard_name)
                place = "" if rule == attribute.standard_name else f"{attribute.standard_name}: "
                yield rule, f"{place}{reason}"


def _rule_of(field: str) -> str:
    return {"docurl": "url", "type": "term"}.get(field, field)


def _described(element: CheckedElement) -> Iterator[Breach]:
    allowed = allowed_descriptions(element.labels)
    fitting = set()
    for uri, labels in element.descriptions:
        kinds = labels & _DESCRIPTIONS
        if kinds and not kinds & allowed:
            subject = next((label for label in DESCRIBED_BY if label in element.labels), "it is")
            yield "description-class", f"{subject} described by {min(kinds)} {uri}"
        # By `describe`, a file has a description in each of its roles.
        elif kinds and not uri.startswith(_OWN):
            fitting.add(uri)
    if len(fitting) > 1 and "Activity" not in element.labels:
        yield "one-description", f"it has {len(fitting)} descriptions: {', '.join(sorted(fitting))}"


def moment(text: str | None) -> datetime | None:
    """Return the time that a text says, `None` if it says none."""
    try:
        return datetime.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None


def is_before(time: datetime | None, other: datetime | None) -> bool:
    """Return whether a time is certainly before another one.

    A time without offset does not compare with one that has it.
    """
    if time is None or other is None or (time.tzinfo is None) is not (other.tzinfo is None):
        return False
    return time < other


def _references(element: CheckedElement) -> Iterator[Breach]:
    """Yield the values that differ from the parameter's; in other units they cannot be compared."""
    value = element.text("value")
    for reference in element.references if value else ():
        known = all(map(datatypes.is_known, reference.types))
        comparable = known and reference.units[0].strip() == reference.units[1].strip()
        if comparable and not datatypes.equal(reference.types, str(value), reference.value):
            reason = f"its value is {value!r}, but {reference.id}, to which it refers, is"
            yield "reference-value", f"{reason} {reference.value!r}"
