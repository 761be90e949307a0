"""Times in PROV-XML with more digits of a second than `prov` reads: kept exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from prov.serializers.provxml import ProvXMLSerializer, xml_qname_to_QualifiedName

from provgraph.model.exact_time import is_finer
from provgraph.model.namespaces import PROV
from provgraph.model.values import parse_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle

_FORMAL = frozenset(f"{{{PROV}}}{name}" for name in ("time", "startTime", "endTime"))
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def exact_values(element: etree._Element) -> list[etree._Element]:
    """Return the attributes of a record that are such times."""
    return [value for value in element if _is_time(value) and is_finer(value.text or "")]


def add_to(scope: ProvBundle, elements: Sequence[etree._Element]) -> None:
    """Add records that have such times, which are taken out of the elements."""
    if not elements:
        return
    times = [_taken_out(element) for element in elements]
    ProvXMLSerializer().deserialize_subtree(elements, scope)
    records = list(scope.get_records())[-len(elements) :]
    for record, attributes in zip(records, times, strict=True):
        record.add_attributes(attributes)


def _is_time(value: etree._Element) -> bool:
    return value.tag in _FORMAL or value.get(_XSI_TYPE, "").endswith(":dateTime")


def _taken_out(element: etree._Element) -> list[tuple[QualifiedName, datetime]]:
    times = []
    for value in exact_values(element):
        time = parse_time(value.text or "")
        if time is None:
            continue
        local = etree.QName(value).localname
        name = f"{value.prefix}:{local}" if value.prefix else local
        times.append((xml_qname_to_QualifiedName(value, name), time))
        element.remove(value)
    return times
