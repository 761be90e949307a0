"""PROV-XML (W3C Note, 2013), with PROV-Dictionary's statements (W3C Note, 2013, section 5)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lxml import etree
from prov.constants import PROV as PROV_NAMES
from prov.constants import PROV_ATTRIBUTE_LITERALS, PROV_BASE_CLS, PROV_TYPE, XSD_DATETIME
from prov.identifier import QualifiedName
from prov.model import Literal, sorted_attributes
from prov.serializers.provxml import FULL_NAMES_MAP, ProvXMLSerializer, _encode_attribute

from provgraph.errors import ExportError
from provgraph.model import dictionaries, records
from provgraph.model.dictionaries import INSERTION, MEMBERSHIP, REMOVAL, DictionaryStatement
from provgraph.model.namespaces import PROV, XSD
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument, ProvRecord

_ID = f"{{{PROV}}}id"
_KEY = PROV_NAMES["key"]
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold: XML 1.0, production 2."""

_OTHER_FORMATS = "provn, json, turtle, trig and jsonld can"
_ENDS = {
    MEMBERSHIP: ("dictionary", ""),
    INSERTION: ("newDictionary", "oldDictionary"),
    REMOVAL: ("newDictionary", "oldDictionary"),
}


def write(document: ProvDocument) -> str:
    """Return the document in PROV-XML.

    Raises:
        ExportError: a text holds a character that XML cannot hold.

    """
    for scope in (document, *document.bundles):
        for record in scope.get_records():
            refuse_control_characters(record, "xml")
    root = _Serialiser(document).whole()
    return str(etree.tostring(root, xml_declaration=True, pretty_print=True), "utf-8")


def refuse_control_characters(record: ProvRecord, form: str) -> None:
    """Refuse a record of which XML cannot hold a character.

    Raises:
        ExportError: there is one; the message says where, and which formats can hold it.

    """
    for name, value in record.attributes:
        if control := _CONTROL.search(_text_of(value)):
            raise ExportError(_refusal(record, name, control[0], form))
    if record.identifier and (control := _CONTROL.search(record.identifier.uri)):
        raise ExportError(_refusal(record, None, control[0], form))


def _refusal(record: ProvRecord, name: QualifiedName | None, control: str, form: str) -> str:
    where = f"{records.kind_of(record)} {record.identifier or ''}".strip()
    if record.identifier is None:
        where += f"({', '.join(str(value) for _, value in record.formal_attributes if value)})"
    part = f"its attribute {name}" if name else "its name"
    return escape_line(
        f"the document cannot be written as {form}: {where}: {part} holds the character "
        f"U+{ord(control):04X}, which XML cannot hold; {_OTHER_FORMATS}"
    )


def _text_of(value: object) -> str:
    if isinstance(value, Literal):
        return value.value
    return value.uri if isinstance(value, QualifiedName) else str(value)


class _Serialiser(ProvXMLSerializer):
    """`prov`'s serialiser, in which an element's name never changes the kind of a record."""

    document: ProvDocument

    def whole(self) -> etree._Element:
        """Return the element of the document with its bundles."""
        root = self.serialize_bundle(self.document)
        for bundle in self.document.bundles:
            self.serialize_bundle(bundle, root)
        return root

    def serialize_bundle(
        self,
        bundle: ProvBundle,
        element: etree._Element | None = None,
        force_types: bool = False,  # noqa: FBT001, FBT002  # as prov's
    ) -> etree._Element:
        """Return the element of a document or bundle, added to `element` if there is one."""
        nsmap = self._build_nsmap(bundle)
        name = f"{{{PROV}}}{'document' if element is None else 'bundleContent'}"
        scope = (
            etree.Element(name, nsmap=nsmap)
            if element is None
            else etree.SubElement(element, name, nsmap=nsmap)
        )
        if bundle.identifier:
            scope.set(_ID, str(bundle.identifier))
        for record in dictionaries.split(bundle.get_records()):
            if isinstance(record, DictionaryStatement):
                self._encode_statement(scope, record)
            else:
                self._encode_record(scope, record, force_types)
        return scope

    def _build_nsmap(self, bundle: ProvBundle) -> dict[str | None, str]:  # type: ignore[override]  # None is the default one's key
        """Return prefix → namespace: the scope's own, the standard's, the default one's."""
        nsmap: dict[str | None, str] = {
            space.prefix: space.uri for space in bundle.get_registered_namespaces()
        }
        nsmap |= {"prov": PROV, "xsd": XSD.removesuffix("#"), "xsi": _XSI}
        default = bundle.get_default_namespace()
        if default is not None:
            nsmap[None] = default.uri
        return nsmap

    def _derive_record_label(
        self, rec_type: QualifiedName, attributes: list[tuple[QualifiedName, Any]]
    ) -> str:
        """Return the element's name: a subtype's only where it is of the record's own kind."""
        for name, value in attributes:
            if name == PROV_TYPE and isinstance(value, QualifiedName):
                is_subtype = value in FULL_NAMES_MAP and PROV_BASE_CLS.get(value) == rec_type
                if is_subtype and value != rec_type:
                    attributes.remove((name, value))
                    return str(FULL_NAMES_MAP[value])
        return str(FULL_NAMES_MAP[rec_type])

    def _encode_record(
        self,
        xml_bundle_root: etree._Element,
        record: ProvRecord,
        force_types: bool,  # noqa: FBT001  # as prov's
    ) -> None:
        """Add the element of a record; `prov` would lose the type of some times."""
        kind, attributes = record.get_type(), record.attributes
        name = self._derive_record_label(kind, attributes)
        element = etree.SubElement(xml_bundle_root, f"{{{PROV}}}{name}")
        if record.identifier:
            element.set(_ID, str(record.identifier))
        for attribute, value in sorted_attributes(kind, attributes):
            _encode(element, attribute, value, force_types=force_types)

    def _encode_statement(self, scope: etree._Element, statement: DictionaryStatement) -> None:
        element = etree.SubElement(scope, f"{{{PROV}}}{statement.name}")
        if statement.identifier:
            element.set(_ID, str(statement.identifier))
        for name, end in zip(
            _ENDS[statement.name], (statement.dictionary, statement.before), strict=True
        ):
            if end:
                _refer(element, name, end)
        for key, entity in statement.pairs:
            pair = etree.SubElement(element, f"{{{PROV}}}keyEntityPair")
            _encode(pair, _KEY, key, force_types=True)
            _refer(pair, "entity", entity)
        for key in statement.keys:
            _encode(element, _KEY, key, force_types=True)
        for attribute, value in statement.attributes:
            _encode(element, attribute, value)


def _encode(
    element: etree._Element, name: QualifiedName, value: object, *, force_types: bool = False
) -> None:
    if isinstance(value, datetime) and name not in PROV_ATTRIBUTE_LITERALS:
        value = Literal(value.isoformat(), XSD_DATETIME)
    _encode_attribute(element, name, value, force_types)


def _refer(element: etree._Element, name: str, end: QualifiedName) -> None:
    etree.SubElement(element, f"{{{PROV}}}{name}").set(f"{{{PROV}}}ref", str(end))
