"""PROV-XML (W3C Note, 2013), counted from the parsed XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.support.counts.counts import PROV, Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS = {
    "plan": "entity", "collection": "entity", "emptyCollection": "entity", "bundle": "entity",
    "person": "agent", "organization": "agent", "softwareAgent": "agent",
    "wasRevisionOf": "wasDerivedFrom", "wasQuotedFrom": "wasDerivedFrom",
    "hadPrimarySource": "wasDerivedFrom",
}  # fmt: skip
"""The elements that are a kind with a type: PROV-XML, sections 3.1 to 3.5."""
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"


def count(text: bytes) -> Counts:
    """Count a document."""
    counts = Counts()
    _add_scope(counts, ET.fromstring(text))  # noqa: S314  # the tests' own files
    return counts


def _add_scope(counts: Counts, scope: ET.Element) -> None:
    for element in scope:
        local = element.tag.removeprefix(f"{{{PROV}}}")
        if local in {element.tag, "other"}:
            continue
        if local == "bundleContent" or (local == "bundle" and _holds_records(element)):
            _add_scope(counts, element)
            continue
        kind = _KINDS.get(local, local)
        for attributes in _records(kind, list(_attributes(element))):
            implied = [(f"{PROV}type", "implied")] if local in _KINDS else []
            counts.add(kind, [*attributes, *implied])


def _holds_records(bundle: ET.Element) -> bool:
    """Whether a bundle is one of a draft of PROV-XML, with its records inside."""
    return any(f"{{{PROV}}}id" in child.attrib for child in bundle)


def _records(
    kind: str, attributes: list[tuple[str, tuple[object, ...]]]
) -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """Yield a record for each member: PROV-XML lets a membership name several."""
    members = [pair for pair in attributes if pair[0] == f"{PROV}entity"]
    if kind != "hadMember" or not members:
        yield attributes
        return
    others = [pair for pair in attributes if pair[0] != f"{PROV}entity"]
    yield from ([*others, member] for member in members)


def _attributes(element: ET.Element) -> Iterator[tuple[str, tuple[object, ...]]]:
    for child in element:
        name = child.tag.removeprefix("{").replace("}", "")
        yield name, (child.text, *sorted(child.attrib.items()))
