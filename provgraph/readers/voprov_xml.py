"""IVOA's record kinds in PROV-XML, as the voprov package writes them.

Its root is `voprov:document`, and all records, ids and references are in IVOA's namespace. The tree
becomes one of PROV-XML: `voprov:activityDescription` a `prov:entity` of type
`voprov:ActivityDescription`, and so on for all of `provgraph.model.voprov.RECORDS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from provgraph.model.namespaces import PROV
from provgraph.model.voprov import NAMESPACES, RECORDS, VoprovRelation
from provgraph.readers.notes import add_note

if TYPE_CHECKING:
    from collections.abc import Iterator

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ASSUMED = "the ids of bundles have no declared prefix; they are read in IVOA's namespace"
_SCOPES = frozenset({"document", "bundleContent"})


def is_root(root: etree._Element) -> bool:
    """Return whether the root of a document is voprov's."""
    name = etree.QName(root)
    return name.localname == "document" and name.namespace in NAMESPACES


def convert(root: etree._Element) -> None:
    """Turn voprov's tree into PROV-XML's."""
    namespace = str(etree.QName(root).namespace)
    prefix = max((p for p, uri in root.nsmap.items() if uri == namespace), key=lambda p: p or "")
    for scope in list(_scopes(root)):
        for record in [each for each in scope if not _is_scope(each)]:
            _record(record, namespace, prefix)
        _rename(scope, namespace)


def name_bundles(root: etree._Element) -> None:
    """Give the ids of bundles a prefix, where the default namespace is declared in them alone.

    voprov's W3C form does so.
    """
    key = f"{{{PROV}}}id"
    for bundle in root.iterchildren(f"{{{PROV}}}bundleContent"):
        name, default = bundle.get(key, ""), bundle.nsmap.get(None)
        if ":" in name or None in root.nsmap:
            continue
        uris = (default,) if default is not None else NAMESPACES
        prefix = next((p for p, uri in bundle.nsmap.items() if p and uri in uris), None)
        if prefix is not None:
            bundle.set(key, f"{prefix}:{name}")
            if default is None:
                add_note(ASSUMED)


def _scopes(root: etree._Element) -> Iterator[etree._Element]:
    yield root
    yield from (each for each in root if _is_scope(each))


def _is_scope(element: etree._Element) -> bool:
    return etree.QName(element).localname in _SCOPES


def _record(record: etree._Element, namespace: str, prefix: str | None) -> None:
    what = RECORDS.get(etree.QName(record).localname)
    ends = {}
    if isinstance(what, VoprovRelation):
        ends = dict(zip(what.ends, ("influencee", "influencer"), strict=True))
    for child in record:
        _attribute(child, namespace, ends)
    if what is not None:
        name = what.name if isinstance(what, VoprovRelation) else what
        record.tag = f"{{{namespace}}}{'wasInfluencedBy' if ends else 'entity'}"
        _add_type(record, f"{prefix}:{name}" if prefix else name)
    _rename(record, namespace)


def _add_type(record: etree._Element, name: str) -> None:
    """Add a type where PROV-XML's schema has it: after the formal arguments and labels."""
    marker = etree.Element(f"{{{PROV}}}type")
    marker.set(_XSI_TYPE, "xsd:QName")
    marker.text = name
    formal = {f"{{{PROV}}}{each}" for each in ("influencee", "influencer", "label")}
    position = sum(child.tag in formal for child in record)
    record.insert(position, marker)


def _attribute(child: etree._Element, namespace: str, ends: dict[str, str]) -> None:
    """Turn a reference into PROV's; others become qualified names."""
    reference = child.attrib.pop(f"{{{namespace}}}ref", None)
    name = etree.QName(child)
    if name.namespace == namespace and name.localname in ends:
        child.tag = f"{{{PROV}}}{ends[name.localname]}"
    if reference is None:
        return
    if str(child.tag).startswith(f"{{{PROV}}}"):
        child.set(f"{{{PROV}}}ref", reference)
    else:
        child.text = reference
        child.set(_XSI_TYPE, "xsd:QName")


def _rename(element: etree._Element, namespace: str) -> None:
    """Put an element, and its id, into PROV's namespace."""
    element.tag = f"{{{PROV}}}{etree.QName(element).localname}"
    identifier = element.attrib.pop(f"{{{namespace}}}id", None)
    if identifier is not None:
        element.set(f"{{{PROV}}}id", identifier)
