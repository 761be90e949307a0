"""The 22 tables of the CTADIRAC store: their columns, keys and rules.

Rows are shown, exported and imported by this. Each table holds a class of `provgraph.ivoa.model`:
a column of an attribute's name is that attribute, with its type; the others are the store's own.
Each table has an `internal_key`, which the IVOA model does not have; `datasetEntities`,
`valueEntities`, `datasetDescriptions` and `valueDescriptions` extend a row of another table
under its key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from provgraph.ivoa import model

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "internal_key"

Kind = Literal["text", "key", "integer", "datetime", "time"]
"""What a cell holds: `datetime` is written as PostgreSQL shows a timestamp, `time` as ctapipe
writes one, both without offset in UTC; `key` is the `internal_key` of another table's row."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `sources` are the properties that its cells are read from, the best first.

    The last one is where an import writes the cell.
    """

    name: str
    kind: Kind = "text"
    references: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def described(self) -> bool:
        """Whether it names a description."""
        return "Description" in self.name


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a class; `columns` are those beside its `internal_key`.

    `parent` is the table whose rows it extends; `unique` are the columns in which the
    predecessor's software, not its database, allowed no two equal rows.
    """

    name: str
    kind: type[model.IvoaObject]
    columns: tuple[Column, ...]
    parent: str | None = None
    unique: tuple[str, ...] = ()

    @property
    def identified(self) -> bool:
        """Whether its rows are descriptions, which their own cells identify."""
        return self.kind.uri_kind.endswith("-description") and not self.parent

    @property
    def relation(self) -> bool:
        """Whether its rows are relations."""
        return issubclass(self.kind, model.IvoaRelation)

    @property
    def head(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (KEY, *(column.name for column in self.columns))

    @property
    def references(self) -> tuple[Column, ...]:
        """The columns that name rows of other tables."""
        return tuple(column for column in self.columns if column.references)


_NAMES = ("voprov:name", "prov:name", "label")
_PATHS = ("lfn", "provgraph:lfn", "path", "provgraph:path")
_OWN: Mapping[str, Column] = MappingProxyType(
    {
        column.name: column
        for column in (
            Column("id"),
            Column("doculink", sources=("voprov:docurl",)),
            Column("classType", sources=("voprov:classType",)),
            Column("multiplicity", "integer", sources=("voprov:multiplicity",)),
            Column("ctadirac_guid", sources=("provgraph:guid",)),
            Column("informant", "key", "activities"),
            Column("informed", "key", "activities"),
            Column("generatedEntity", "key", "entities"),
            Column("usedEntity", "key", "entities"),
            Column("collection_key", "key", "entities"),
        )
    }
)
"""The columns that are not attributes of the standard, or have another type there."""


def _column(kind: type[model.IvoaObject], name: str) -> Column:
    """Return the column of that name in the table of a class."""
    if name in _OWN:
        return _OWN[name]
    if name.endswith("_key"):
        target = f"{name.removesuffix('_key')}s"
        return Column(name, "key", re.sub("ys$", "ies", target))
    if name == "name":
        return Column(name, sources=(*_PATHS, *_NAMES) if kind is model.Entity else _NAMES)
    attribute = next(a for a in kind.attributes if a.standard_name == name)
    is_time = attribute.type is datetime
    if attribute.in_prov:
        return Column(name, "time" if is_time else "text", sources=(name,))
    return Column(name, "datetime" if is_time else "text", sources=(f"voprov:{name}",))


def _table(
    name: str,
    kind: type[model.IvoaObject],
    columns: str,
    parent: str | None = None,
    unique: tuple[str, ...] = (),
) -> Table:
    """Return the table of a class with columns of these names."""
    return Table(name, kind, tuple(_column(kind, c) for c in columns.split()), parent, unique)


_ROLE = "role description type multiplicity activityDescription_key entityDescription_key"
_ONE_ROLE = ("activityDescription_key", "entityDescription_key", "role")


TABLES: tuple[Table, ...] = (
    _table(
        "activityDescriptions",
        model.ActivityDescription,
        "name version description type subtype doculink",
        unique=("name", "version"),
    ),
    _table(
        "entityDescriptions",
        model.EntityDescription,
        "name type description doculink classType",
        unique=("name",),
    ),
    _table("datasetDescriptions", model.DatasetDescription, "contentType", "entityDescriptions"),
    _table(
        "valueDescriptions",
        model.ValueDescription,
        "valueType unit ucd utype",
        "entityDescriptions",
    ),
    _table("usageDescriptions", model.UsageDescription, _ROLE, unique=_ONE_ROLE),
    _table("generationDescriptions", model.GenerationDescription, _ROLE, unique=_ONE_ROLE),
    _table(
        "parameterDescriptions",
        model.ParameterDescription,
        "name valueType description unit ucd utype min max default options activityDescription_key",
    ),
    _table(
        "configFileDescriptions",
        model.ConfigFileDescription,
        "name contentType description activityDescription_key",
    ),
    _table(
        "activities",
        model.Activity,
        "id name startTime endTime comment activityDescription_key",
        unique=("id",),
    ),
    _table(
        "entities",
        model.Entity,
        "id name location generatedAtTime invalidatedAtTime comment classType"
        " entityDescription_key",
        unique=("id",),
    ),
    _table("datasetEntities", model.DatasetEntity, "ctadirac_guid", "entities"),
    _table("valueEntities", model.ValueEntity, "value", "entities"),
    _table(
        "agents",
        model.Agent,
        "id name type comment email affiliation phone address url",
        unique=("id",),
    ),
    _table("parameters", model.Parameter, "name value parameterDescription_key"),
    _table("configFiles", model.ConfigFile, "name location comment configFileDescription_key"),
    _table("used", model.Used, "role time activity_key entity_key usageDescription_key"),
    _table(
        "wasGeneratedBy",
        model.WasGeneratedBy,
        "role activity_key entity_key generationDescription_key",
    ),
    _table("wasAssociatedWith", model.WasAssociatedWith, "role activity_key agent_key"),
    _table("wasAttributedTo", model.WasAttributedTo, "role entity_key agent_key"),
    _table("wasInformedBy", model.WasInformedBy, "informant informed"),
    _table("wasDerivedFrom", model.WasDerivedFrom, "generatedEntity usedEntity"),
    _table(
        "wasConfiguredBy",
        model.WasConfiguredBy,
        "artefactType activity_key parameter_key configFile_key",
    ),
)
"""The 22 tables, each after those that it refers to."""

RELATIONS_WITHOUT_TABLE: tuple[Table, ...] = (
    _table("hadMember", model.HadMember, "collection_key entity_key"),
    _table("hadReference", model.HadReference, "parameter_key valueEntity_key"),
)
"""The standard's relations that the CTADIRAC store had no table for."""

ALL_TABLES = TABLES + RELATIONS_WITHOUT_TABLE
"""The tables of a TAP service."""

BY_NAME: Mapping[str, Table] = MappingProxyType({table.name: table for table in ALL_TABLES})

CLASS_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "entities": {"DatasetEntity": "dataset", "ValueEntity": "value", "": "entity"},
        "entityDescriptions": {
            "DatasetDescription": "datasetDescription",
            "ValueDescription": "valueDescription",
            "": "entityDescription",
        },
    }
)
"""The classType of a row by its element's label; without one of them the last."""
