"""The 22 tables of the CTADIRAC store: their columns, keys and rules.

The one definition, from which rows are shown, exported and imported. Each table has an
`internal_key`, which the IVOA model does not have; `datasetEntities`, `valueEntities`,
`datasetDescriptions` and `valueDescriptions` extend a row of another table under its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

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
    """A table; `columns` are those beside its `internal_key`.

    `parent` is the table whose rows it extends; `unique` are the columns in which the
    predecessor's software, not its database, allowed no two equal rows.
    """

    name: str
    columns: tuple[Column, ...]
    parent: str | None = None
    unique: tuple[str, ...] = ()
    relation: bool = False

    @property
    def head(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (KEY, *(column.name for column in self.columns))

    @property
    def references(self) -> tuple[Column, ...]:
        """The columns that name rows of other tables."""
        return tuple(column for column in self.columns if column.references)


_NAMES = ("voprov:name", "prov:name", "label")


def _text(name: str, *sources: str, kind: Kind = "text") -> Column:
    return Column(name, kind, None, sources or (f"voprov:{name}",))


def _key(name: str, table: str) -> Column:
    return Column(name, "key", table)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(_text(name) for name in names)


_NAME = _text("name", *_NAMES)
_ROLE = _text("role", "role")
_ACTIVITY = _key("activity_key", "activities")
_ENTITY = _key("entity_key", "entities")
_AGENT = _key("agent_key", "agents")
_ACTIVITY_DESCRIPTION = _key("activityDescription_key", "activityDescriptions")
_ENTITY_DESCRIPTION = _key("entityDescription_key", "entityDescriptions")
_DOCULINK = _text("doculink", "voprov:docurl")
_ROLE_DESCRIPTION = (
    *_texts("role", "description", "type"),
    _text("multiplicity", kind="integer"),
    _ACTIVITY_DESCRIPTION,
    _ENTITY_DESCRIPTION,
)
_ONE_ROLE = ("activityDescription_key", "entityDescription_key", "role")


TABLES: tuple[Table, ...] = (
    Table(
        "activityDescriptions",
        (_NAME, *_texts("version", "description", "type", "subtype"), _DOCULINK),
        unique=("name", "version"),
    ),
    Table(
        "entityDescriptions",
        (_NAME, *_texts("type", "description"), _DOCULINK, _text("classType")),
        unique=("name",),
    ),
    Table("datasetDescriptions", _texts("contentType"), parent="entityDescriptions"),
    Table(
        "valueDescriptions",
        _texts("valueType", "unit", "ucd", "utype"),
        parent="entityDescriptions",
    ),
    Table("usageDescriptions", _ROLE_DESCRIPTION, unique=_ONE_ROLE),
    Table("generationDescriptions", _ROLE_DESCRIPTION, unique=_ONE_ROLE),
    Table(
        "parameterDescriptions",
        (
            _NAME,
            *_texts("valueType", "description", "unit", "ucd", "utype"),
            *_texts("min", "max", "default", "options"),
            _ACTIVITY_DESCRIPTION,
        ),
    ),
    Table(
        "configFileDescriptions",
        (_NAME, *_texts("contentType", "description"), _ACTIVITY_DESCRIPTION),
    ),
    Table(
        "activities",
        (
            _text("id"),
            _NAME,
            _text("startTime", "startTime", kind="time"),
            _text("endTime", "endTime", kind="time"),
            _text("comment"),
            _ACTIVITY_DESCRIPTION,
        ),
        unique=("id",),
    ),
    Table(
        "entities",
        (
            _text("id"),
            _text("name", "lfn", "provgraph:lfn", "path", "provgraph:path", *_NAMES),
            _text("location", "location"),
            _text("generatedAtTime", kind="datetime"),
            _text("invalidatedAtTime", kind="datetime"),
            *_texts("comment", "classType"),
            _ENTITY_DESCRIPTION,
        ),
        unique=("id",),
    ),
    Table("datasetEntities", (_text("ctadirac_guid", "provgraph:guid"),), parent="entities"),
    Table("valueEntities", (_text("value", "value"),), parent="entities"),
    Table(
        "agents",
        (
            _text("id"),
            _NAME,
            _text("type", "type"),
            *_texts("comment", "email", "affiliation", "phone", "address", "url"),
        ),
        unique=("id",),
    ),
    Table(
        "parameters",
        (
            _NAME,
            _text("value", "value"),
            _key("parameterDescription_key", "parameterDescriptions"),
        ),
    ),
    Table(
        "configFiles",
        (
            _NAME,
            _text("location", "location"),
            _text("comment"),
            _key("configFileDescription_key", "configFileDescriptions"),
        ),
    ),
    Table(
        "used",
        (
            _ROLE,
            _text("time", "time", kind="time"),
            _ACTIVITY,
            _ENTITY,
            _key("usageDescription_key", "usageDescriptions"),
        ),
        relation=True,
    ),
    Table(
        "wasGeneratedBy",
        (
            _ROLE,
            _ACTIVITY,
            _ENTITY,
            _key("generationDescription_key", "generationDescriptions"),
        ),
        relation=True,
    ),
    Table("wasAssociatedWith", (_ROLE, _ACTIVITY, _AGENT), relation=True),
    Table("wasAttributedTo", (_ROLE, _ENTITY, _AGENT), relation=True),
    Table(
        "wasInformedBy",
        (_key("informant", "activities"), _key("informed", "activities")),
        relation=True,
    ),
    Table(
        "wasDerivedFrom",
        (_key("generatedEntity", "entities"), _key("usedEntity", "entities")),
        relation=True,
    ),
    Table(
        "wasConfiguredBy",
        (
            _text("artefactType"),
            _ACTIVITY,
            _key("parameter_key", "parameters"),
            _key("configFile_key", "configFiles"),
        ),
        relation=True,
    ),
)
"""All tables, each after those that it refers to."""

BY_NAME: Mapping[str, Table] = MappingProxyType({table.name: table for table in TABLES})

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
