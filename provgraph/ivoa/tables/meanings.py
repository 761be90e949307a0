"""What the columns mean, for services that describe them: a UCD and a sentence for each.

A name means the same in every table, except for those that name the table, too.

Source: Provenance Data Model 1.0, tables 1 to 23; UCD1+ 1.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.ivoa.tables.schema import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provgraph.ivoa.tables.schema import Column, Table


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means; `unit` is empty where the values have none, and `ucd` where none fits.

    No attribute of the standard has a unit: the unit of a value is in the column `unit`.
    """

    ucd: str
    description: str
    unit: str = ""


ROW = Meaning("meta.record;meta.main", f"Number of the row, its {KEY}")
"""What every table's key means."""

_COLUMNS: Mapping[str, Meaning] = MappingProxyType(
    {
        "id": Meaning("meta.id;meta.main", "Identifier: a UUID, the catalogue's GUID or a URI"),
        "name": Meaning("meta.title", "Name for people to read"),
        "version": Meaning("meta.version", "Version, as of the software"),
        "description": Meaning("meta.note", "Text that describes it"),
        "doculink": Meaning("meta.ref.url", "Link to more documentation"),
        "type": Meaning("meta.code.class", "Type, a term that groups such descriptions"),
        "agents type": Meaning("meta.code.class", "Person, Organization or SoftwareAgent"),
        "subtype": Meaning("meta.code.class", "Type within the type"),
        "classType": Meaning(
            "meta.code.class", "Class: whether the table of datasets or of values has more of it"
        ),
        "contentType": Meaning("meta.code.mime", "Format of the content, as a MIME type"),
        "valueType": Meaning("meta.code", "Data type of the value, as in VOTable"),
        "unit": Meaning("meta.unit", "Unit of the value, as VOUnits writes it"),
        "ucd": Meaning("meta.ucd", "UCD of the value"),
        "utype": Meaning("meta.code", "Utype of the value"),
        "min": Meaning("stat.value;stat.min", "Least value, as text"),
        "max": Meaning("stat.value;stat.max", "Greatest value, as text"),
        "default": Meaning("stat.value", "Value if none is given, as text"),
        "options": Meaning("meta.note", "Values that are allowed, with commas between or as JSON"),
        "role": Meaning("meta.code", "Role in the relation"),
        "multiplicity": Meaning(
            "meta.number", "How many entities can have the role: 1, *, 0..1, 3..*"
        ),
        "startTime": Meaning("time.start", "Time when the activity started (UTC)"),
        "endTime": Meaning("time.end", "Time when the activity ended (UTC)"),
        "time": Meaning("time", "Time when the activity began to use the entity (UTC)"),
        "generatedAtTime": Meaning("time.creation", "Time when the entity was made (UTC)"),
        "invalidatedAtTime": Meaning("time.end", "Time when the entity ceased to exist (UTC)"),
        "comment": Meaning("meta.note", "Comment"),
        "location": Meaning("meta.ref", "Where it is: a path, a URL or storage elements"),
        "ctadirac_guid": Meaning("meta.id", "GUID of the file in the catalogue of CTADIRAC"),
        "value": Meaning("stat.value", "Value, as text"),
        "email": Meaning("meta.email", "E-mail address"),
        "affiliation": Meaning("meta.note", "Affiliation"),
        "phone": Meaning("meta.note", "Telephone number"),
        "address": Meaning("meta.note", "Postal address"),
        "url": Meaning("meta.ref.url", "Web page"),
        "artefactType": Meaning(
            "meta.code.class", "What configured the activity: Parameter or ConfigFile"
        ),
    }
)


def meaning_of(table: Table, column: Column) -> Meaning:
    """Return what a column of a table means."""
    if column.references:
        return Meaning("meta.record", f"{KEY} of a row of {column.references}")
    return _COLUMNS.get(f"{table.name} {column.name}") or _COLUMNS[column.name]
