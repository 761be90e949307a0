"""The resource descriptor by which DaCHS, the server of many archives, serves the views by TAP.

Source: GAVO DaCHS 2.7, reference documentation of resource descriptors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from provgraph.ivoa.tables.schema import KEY
from provgraph.ivoa.tables.tap import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.ivoa.tables.tap import Type, View, ViewColumn

# VOTable has no null integers: these are none of the numbers that a table can have.
_NULLS: Mapping[Type, str] = {"bigint": str(-(2**63)), "integer": str(-(2**31))}
_METADATA = {
    "title": "Provenance",
    "description": "How data products were made: activities, entities, agents and the relations "
    "between them, by the IVOA Provenance Data Model 1.0.",
    "subject": "provenance",
    # VOResource 1.1, `created`: when the description of a resource was made, not its data.
    "creationDate": "2026-11-28T00:00:00Z",
}


def descriptor(views: Sequence[View]) -> str:
    """Return the descriptor of these views: the same text for the same views."""
    resource = Element("resource", schema=SCHEMA)
    for name, text in _METADATA.items():
        _meta(resource, name, text)
    for view in views:
        _table(resource, view)
    # Otherwise `dachs imp` would put empty tables in place of the views.
    data = SubElement(resource, "data", id="import", updating="True")
    for view in views:
        SubElement(data, "make", table=view.name)
    indent(resource)
    return f"{tostring(resource, encoding='unicode')}\n"


def _meta(parent: Element, name: str, text: str) -> None:
    SubElement(parent, "meta", name=name).text = text


def _table(parent: Element, view: View) -> None:
    table = SubElement(parent, "table", id=view.name, onDisk="True", adql="True")
    _meta(table, "utype", view.utype)
    _meta(table, "description", view.description)
    for column in view.columns:
        _column(table, column)
    for column in view.references:
        SubElement(
            table,
            "foreignKey",
            source=column.name,
            inTable=str(column.references),
            dest=KEY,
            metaOnly="True",
        )


def _column(parent: Element, column: ViewColumn) -> None:
    meaning = column.meaning
    attributes = {
        "name": column.name,
        # DaCHS replaces what is not ASCII in a column of the type text.
        "type": "unicode" if column.type == "text" else column.type,
        "ucd": meaning.ucd,
        "unit": meaning.unit,
        "utype": column.utype or "",
        "description": meaning.description,
        "required": str(column.required),
    }
    element = SubElement(parent, "column", {k: v for k, v in attributes.items() if v})
    if column.type in _NULLS and not column.required:
        SubElement(element, "values", nullLiteral=_NULLS[column.type])
