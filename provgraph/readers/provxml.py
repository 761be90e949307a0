"""PROV-XML (W3C Note, 2013)."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree
from prov.model import ProvBundle, ProvDocument
from prov.serializers.provxml import ProvXMLSerializer, xml_qname_to_QualifiedName

from provgraph.errors import ReadError
from provgraph.model.exact_time import FINER_DIGITS
from provgraph.model.namespaces import PROV, XSD
from provgraph.readers import voprov_xml, xml_dictionary, xml_times
from provgraph.readers.faults import at, single_line
from provgraph.readers.notes import add_note
from provgraph.readers.xmlroot import DTD_REFUSED, root_of

if TYPE_CHECKING:
    from provgraph.readers.source import Source

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_DOCUMENT = f"{{{PROV}}}document"
_BUNDLE = f"{{{PROV}}}bundleContent"
_OLD_BUNDLE = f"{{{PROV}}}bundle"
_MEMBERSHIP = f"{{{PROV}}}hadMember"
_ENTITY = f"{{{PROV}}}entity"
_ID = f"{{{PROV}}}id"
_XSI_TYPE = f"{{{_XSI}}}type"
_OWN = frozenset({PROV, _XSI, XSD, XSD.removesuffix("#"), _XML})
_NAMES = etree.XPath(
    "//*[substring(@xsi:type, string-length(@xsi:type) - 4) = 'QName']",
    namespaces={"xsi": _XSI},
)
_POSITION = re.compile(r"[\s,]*line \d+, column \d+$")
_WITH_ELEMENTS = etree.XPath(
    "(*[not(self::p:other or self::p:bundleContent)] | p:bundleContent/*[not(self::p:other)])"
    "/*[* and not(*[1]/@p:ref) and not(self::p:keyEntityPair)]",
    namespaces={"p": PROV},
)
"""Attributes with elements inside, but for the one form that `prov` reads."""
_LONGEST_TEXT = 10_000_000


def read(source: Source) -> ProvDocument:
    """Read PROV-XML; the place of a fault is the record's line, element and id."""
    root = _parsed(source)
    if voprov_xml.is_root(root):
        voprov_xml.convert(root)
    if root.tag != _DOCUMENT:
        raise ReadError(source.name, f"the root element is {_name(root)}, not prov:document")
    voprov_xml.name_bundles(root)
    for element in root.iterchildren(_OLD_BUNDLE):
        _rename_bundle(element)
    for membership in list(root.iter(_MEMBERSHIP)):
        _split(membership)
    for attribute in _WITH_ELEMENTS(root):
        place = _place(attribute.getparent())
        text = f"{place}: the elements inside of {_name(attribute)} are left out"
        add_note(text)
    for value in _NAMES(root):
        _keep_unresolved(value)
    document = ProvDocument()
    finer = FINER_DIGITS.search(source.data) is not None
    try:
        _fill(root, document, finer=finer)
    except Exception as error:
        raise _located(source, root, ProvDocument()) or error from error
    return document


def _rename_bundle(element: etree._Element) -> None:
    """Take a prov:bundle for what a draft of PROV-XML had it for, if there are records inside."""
    if any(child.get(_ID) or len(child) for child in element):
        add_note(f"{_place(element)}: it holds records, and is read as a prov:bundleContent")
        element.tag = _BUNDLE


def _fill(parent: etree._Element, scope: ProvBundle, *, finer: bool) -> None:
    """Read the records and bundles of a document or bundle."""
    elements = [element for element in parent if element.tag != _BUNDLE]
    special = {element for element in elements if xml_dictionary.is_of_dictionary(element)}
    exact = [element for element in elements if finer and xml_times.exact_values(element)]
    apart = special.union(exact)
    plain = [element for element in elements if element not in apart]
    ProvXMLSerializer().deserialize_subtree(plain, scope)
    for element in elements:
        if element in special:
            xml_dictionary.add_to(scope, element)
    xml_times.add_to(scope, [element for element in exact if element not in special])
    _declare(parent, scope)
    for element in parent.iterchildren(_BUNDLE):
        _fill(element, _bundle(element, scope), finer=finer)


def _declare(parent: etree._Element, scope: ProvBundle) -> None:
    """Declare the prefixes of a document's or bundle's own element.

    Those that records declare and use come first: a prefix may stand for two namespaces.
    """
    above = parent.getparent()
    inherited = {} if above is None else above.nsmap
    for prefix, uri in sorted(parent.nsmap.items(), key=str):
        if uri in _OWN or inherited.get(prefix) == uri:
            continue
        if prefix is None and scope.get_default_namespace() is None:
            scope.set_default_namespace(uri)
        elif prefix is not None:
            scope.add_namespace(prefix, uri)


def _keep_unresolved(value: etree._Element) -> None:
    """Keep a qualified name without a declared prefix as a text: W3C's examples have some."""
    text = (value.text or "").strip()
    prefix = text.partition(":")[0] if ":" in text else None
    if prefix in value.nsmap or None in value.nsmap:
        return
    del value.attrib[_XSI_TYPE]
    place = _place(value.getparent())
    add_note(f"{place}: {_name(value)} {text!r} has no declared prefix, and is kept as a text")


def _parsed(source: Source) -> etree._Element:
    """Parse without comments and processing instructions: `prov` loses the text after them."""
    root_of(source)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        # libxml2 refuses a text of 10 million characters, the loader says which it is.
        huge_tree=len(source.data) > _LONGEST_TEXT,
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
            if element.tag == _BUNDLE:
                if fault := _located(source, element, _bundle(element, scope)):
                    return fault
            elif xml_dictionary.is_of_dictionary(element):
                xml_dictionary.add_to(scope, element)
            else:
                ProvXMLSerializer().deserialize_subtree([element], scope)
        except Exception as error:  # noqa: BLE001  # whatever it is, this is its place
            return at(source, _place(element), error)
    return None


def _bundle(element: etree._Element, scope: ProvBundle) -> ProvBundle:
    identifier = element.get(_ID)
    if not isinstance(scope, ProvDocument):
        raise ValueError("it is inside a bundle")  # noqa: TRY004  # of the document
    if identifier is None:
        raise ValueError("it has no prov:id")
    name = xml_qname_to_QualifiedName(element, identifier)
    above = element.getparent()
    prefix = name.namespace.prefix or None
    if above is None or above.nsmap.get(prefix) == element.nsmap.get(prefix):
        return scope.bundle(name)
    # Else the document would declare a prefix that is the bundle's own.
    bundle = ProvBundle(document=scope)
    scope.add_bundle(bundle, name)
    return bundle


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
