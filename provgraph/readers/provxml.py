"""PROV-XML (W3C Note, 2013)."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from prov.model import ProvBundle, ProvDocument
from prov.serializers.provxml import ProvXMLSerializer, xml_qname_to_QualifiedName

from provgraph.errors import ReadError
from provgraph.model.namespaces import PROV
from provgraph.readers.faults import at, single_line
from provgraph.readers.notes import add_note
from provgraph.readers.xmlroot import DTD_REFUSED, root_of

if TYPE_CHECKING:
    from provgraph.readers.source import Source

_DOCUMENT = f"{{{PROV}}}document"
_BUNDLE = f"{{{PROV}}}bundleContent"
_MEMBERSHIP = f"{{{PROV}}}hadMember"
_ENTITY = f"{{{PROV}}}entity"
_ID = f"{{{PROV}}}id"
_POSITION = re.compile(r"[\s,]*line \d+, column \d+$")
_WITH_ELEMENTS = etree.XPath(
    "(*[not(self::p:other or self::p:bundleContent)] | p:bundleContent/*[not(self::p:other)])"
    "/*[* and not(*[1]/@p:ref)]",
    namespaces={"p": PROV},
)
"""Attributes with elements inside, but for the one form that `prov` reads."""


def read(source: Source) -> ProvDocument:
    """Read PROV-XML; the place of a fault is the record's line, element and id."""
    root = _parsed(source)
    if root.tag != _DOCUMENT:
        raise ReadError(source.name, f"the root element is {_name(root)}, not prov:document")
    for membership in list(root.iter(_MEMBERSHIP)):
        _split(membership)
    for attribute in _WITH_ELEMENTS(root):
        place = _place(attribute.getparent())
        text = f"{place}: the elements inside of {_name(attribute)} are left out"
        add_note(text)
    document = ProvDocument()
    try:
        ProvXMLSerializer().deserialize_subtree(root, document)
    except Exception as error:
        raise _located(source, root, ProvDocument()) or error from error
    return document


def _parsed(source: Source) -> etree._Element:
    """Parse without comments and processing instructions: `prov` loses the text after them."""
    root_of(source)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source.data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        place = f"line {line}, column {column}"
        message = _POSITION.sub("", error.msg or "this is not XML")
        raise ReadError(source.name, single_line(message), place) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError(source.name, DTD_REFUSED)
    return root


def _located(source: Source, parent: etree._Element, scope: ProvBundle) -> ReadError | None:
    """Read again, element by element, to the one that fails."""
    for element in parent:
        try:
            if element.tag != _BUNDLE:
                ProvXMLSerializer().deserialize_subtree([element], scope)
            elif fault := _located(source, element, _bundle(element, scope)):
                return fault
        except Exception as error:  # noqa: BLE001  # whatever it is, this is its place
            return at(source, _place(element), error)
    return None


def _bundle(element: etree._Element, scope: ProvBundle) -> ProvBundle:
    identifier = element.get(_ID)
    if not isinstance(scope, ProvDocument):
        raise ValueError("it is inside a bundle")  # noqa: TRY004  # of the document
    if identifier is None:
        raise ValueError("it has no prov:id")
    return scope.bundle(xml_qname_to_QualifiedName(element, identifier))


def _split(membership: etree._Element) -> None:
    """Make one record a member: hadMember is binary (PROV-DM, section 5.6.2)."""
    further = membership.findall(_ENTITY)[1:]
    for member in further:
        membership.remove(member)
    for member in reversed(further):
        twin = deepcopy(membership)
        membership.addnext(twin)
        twin.replace(twin.find(_ENTITY), member)


def _place(element: etree._Element) -> str:
    named = " ".join(part for part in (_name(element), element.get(_ID)) if part)
    return f"line {element.sourceline}, {named}"


def _name(element: etree._Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local
