"""PROV-Dictionary in PROV-XML: section 5 of the note."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from prov.constants import PROV as PROV_NAMES
from prov.constants import PROV_ENTITY, PROV_TYPE
from prov.model import ProvDocument
from prov.serializers.provxml import ProvXMLSerializer, xml_qname_to_QualifiedName

from provgraph.model import dictionaries
from provgraph.model.dictionaries import INSERTION, MEMBERSHIP, REMOVAL, DictionaryStatement
from provgraph.model.namespaces import PROV

if TYPE_CHECKING:
    from lxml import etree
    from prov.identifier import QualifiedName
    from prov.model import ProvBundle, ProvRecord


def _tag(name: str) -> str:
    return f"{{{PROV}}}{name}"


_CLASSES = {_tag("dictionary"): "Dictionary", _tag("emptyDictionary"): "EmptyDictionary"}
_STATEMENTS = {_tag(name): name for name in dictionaries.STATEMENTS}
_KEY = _tag("key")
_PAIR = _tag("keyEntityPair")
_ENTITY = _tag("entity")
_ENDS = {
    MEMBERSHIP: (_tag("dictionary"), ""),
    INSERTION: (_tag("newDictionary"), _tag("oldDictionary")),
    REMOVAL: (_tag("newDictionary"), _tag("oldDictionary")),
}


def is_of_dictionary(element: etree._Element) -> bool:
    """Whether an element is a statement or a class of PROV-Dictionary."""
    return element.tag in _STATEMENTS or element.tag in _CLASSES


def add_to(scope: ProvBundle, element: etree._Element) -> None:
    """Add the records that such an element is.

    Raises:
        ValueError: the element lacks a dictionary, a key or an entity.

    """
    if element.tag in _CLASSES:
        record = _as_entity(element, list(element))
        types = [(PROV_TYPE, PROV_NAMES[_CLASSES[str(element.tag)]])]
        scope.new_record(PROV_ENTITY, record.identifier, types, record.attributes)
    else:
        dictionaries.add_to(scope, _statement(_STATEMENTS[str(element.tag)], element))


def _statement(name: str, element: etree._Element) -> DictionaryStatement:
    after, before = _ENDS[name]
    names = {after, before, _PAIR, *([_KEY] if name == REMOVAL else [])}
    described = _as_entity(element, [child for child in element if child.tag not in names])
    return DictionaryStatement(
        name,
        _reference(element, after),
        _reference(element, before) if before else None,
        tuple(_pair(pair) for pair in element.iterchildren(_PAIR)),
        tuple(_value(key) for key in element.iterchildren(_KEY)) if name == REMOVAL else (),
        described.identifier if element.get(_tag("id")) else None,
        tuple(described.attributes),
    )


def _pair(pair: etree._Element) -> tuple[Any, QualifiedName]:
    keys = list(pair.iterchildren(_KEY))
    if not keys:
        raise ValueError("a prov:keyEntityPair has no prov:key")
    return _value(keys[0]), _reference(pair, _ENTITY)


def _reference(element: etree._Element, tag: str) -> QualifiedName:
    child = element.find(tag)
    reference = child.get(_tag("ref")) if child is not None else None
    if child is None or reference is None:
        local = tag.rpartition("}")[2]
        raise ValueError(f"it has no prov:{local} with a prov:ref")
    return xml_qname_to_QualifiedName(child, reference)


def _value(key: etree._Element) -> Any:  # noqa: ANN401  # any value of PROV
    return _as_entity(key, [key]).attributes[0][1]


def _as_entity(element: etree._Element, children: list[etree._Element]) -> ProvRecord:
    """Return an entity with the id and the given attributes of an element, read by `prov`."""
    shell = element.makeelement(_ENTITY, {_tag("id"): "prov:none"}, nsmap=element.nsmap)
    if identifier := element.get(_tag("id")):
        shell.set(_tag("id"), identifier)
    elif "prov" not in element.nsmap:
        shell = element.makeelement(
            _ENTITY, {_tag("id"): "prov:none"}, nsmap={**element.nsmap, "prov": PROV}
        )
    shell.extend(deepcopy(child) for child in children)
    scratch = ProvDocument()
    ProvXMLSerializer().deserialize_subtree([shell], scratch)
    return next(iter(scratch.get_records()))
