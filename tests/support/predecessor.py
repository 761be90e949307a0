"""A database as the predecessor's software made it, faults included."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

Tables = dict[str, list[dict[str, Any]]]

# name → columns beside the key: a type, or the table that is referred to.
COLUMNS = {
    "activityDescriptions": "name version description type subtype doculink",
    "entityDescriptions": "name type description doculink classType",
    "datasetDescriptions": "contentType",
    "valueDescriptions": "valueType unit ucd utype",
    "usageDescriptions": "role description type multiplicity:Integer "
    "activityDescription_key>activityDescriptions entityDescription_key>entityDescriptions",
    "generationDescriptions": "role description type multiplicity:Integer "
    "activityDescription_key>activityDescriptions entityDescription_key>entityDescriptions",
    "parameterDescriptions": "name valueType description unit ucd utype min max default options "
    "activityDescription_key>activityDescriptions",
    "configFileDescriptions": "name contentType description "
    "activityDescription_key>activityDescriptions",
    "activities": "id name startTime endTime comment activityDescription_key>activityDescriptions",
    "entities": "id name location generatedAtTime:DateTime invalidatedAtTime:DateTime comment "
    "classType entityDescription_key>entityDescriptions",
    "datasetEntities": "ctadirac_guid",
    "valueEntities": "value",
    "agents": "id name type comment email affiliation phone address url",
    "parameters": "name value parameterDescription_key>parameterDescriptions",
    "configFiles": "name location comment configFileDescription_key>configFileDescriptions",
    "used": "role time activity_key>activities entity_key>entities "
    "usageDescription_key>usageDescriptions",
    "wasGeneratedBy": "role activity_key>activities entity_key>entities "
    "generationDescription_key>generationDescriptions",
    "wasAssociatedWith": "role activity_key>activities agent_key>agents",
    "wasAttributedTo": "role entity_key>entities agent_key>agents",
    "wasInformedBy": "informant>activities informed>activities",
    "wasDerivedFrom": "generatedEntity>entities usedEntity>entities",
    "wasConfiguredBy": "artefactType activity_key>activities parameter_key>parameters "
    "configFile_key>configFiles",
}
PARENTS = {
    "datasetDescriptions": "entityDescriptions",
    "valueDescriptions": "entityDescriptions",
    "datasetEntities": "entities",
    "valueEntities": "entities",
}
GUID = "9CD2D6F0-E512-7ED3-0825-271B083201C1"
UUID = "4ed870fb-a3a0-48e9-8444-45dd63460996"
POOLS = {
    "id": [GUID, GUID.lower(), UUID, f"{UUID}_status", "CTAO", "http://example.org/a", "a b:c"],
    "name": ["ctapipe-display-muons", "/vo/cta/muons.hdf5", "/", "status", "name", "/long" * 200],
    "version": ["0.6.2", "0.6"],
    "role": ["dl0.sub.evt", "status"],
    "type": ["Organization", "Main"],
    "classType": ["dataset", "value", "entity", "datasetDescription", "valueDescription"],
    "location": ["{DESY-ZN-Disk}", "/data"],
    "startTime": ["2020-09-03T11:01:49.802", "2020-09-03 11:01:49", "yesterday"],
    "endTime": ["2020-09-03T11:01:55.353", "2020-09-03T11:01:55.353Z", "0001-01-01T00:00:00.000"],
    "time": ["2020-09-03T11:01:50.000001", "2020-09-03T11:01:50+02:00"],
    "artefactType": ["Parameter", "ConfigFile"],
}


def metadata() -> sa.MetaData:
    """Return the tables as the predecessor defined them."""
    import sqlalchemy as sa  # noqa: PLC0415

    types = {"": sa.String, "Integer": sa.Integer, "DateTime": sa.DateTime}
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    tables = sa.MetaData()
    for name, text in COLUMNS.items():
        parent = PARENTS.get(name)
        parents = [sa.ForeignKey(f"{parent}.internal_key")] if parent else []
        columns = [sa.Column("internal_key", key, *parents, primary_key=True)]
        for word in text.split():
            column, _, target = word.partition(">")
            column, _, kind = column.partition(":")
            columns.append(
                sa.Column(column, key, sa.ForeignKey(f"{target}.internal_key"))
                if target
                else sa.Column(column, types[kind])
            )
        sa.Table(name, tables, *columns)
    return tables


@st.composite
def databases(draw: st.DrawFn) -> Tables:
    """Draw what such a database can hold: repeated rows, nulls, children that are missing."""
    tables: Tables = {}
    for name, text in COLUMNS.items():
        parent = PARENTS.get(name)
        pool = [row["internal_key"] for row in tables[parent]] if parent else list(range(12))
        size = st.lists(st.sampled_from(pool), unique=True, max_size=5) if pool else st.just([])
        tables[name] = [
            {"internal_key": key, **dict(_cells(draw, text, tables))} for key in sorted(draw(size))
        ]
    return tables


def _cells(draw: st.DrawFn, text: str, tables: Tables) -> list[tuple[str, Any]]:
    cells: list[tuple[str, Any]] = []
    for word in text.split():
        column, _, target = word.partition(">")
        column, _, kind = column.partition(":")
        if target:
            values: st.SearchStrategy[Any] = _one([row["internal_key"] for row in tables[target]])
        elif kind == "Integer":
            values = st.integers(0, 3)
        elif kind == "DateTime":
            values = st.datetimes()
        else:
            values = _one(POOLS.get(column, [])) | _TEXTS
        cells.append((column, draw(st.none() | values)))
    return cells


_TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


def _one(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values) if values else st.none()


INPUT, OUTPUT = "1C1A6113-481A-C0E9-ADF3-26A9E3F19AC6", GUID
_HOME = "/vo.cta.in2p3.fr/user/s/sanguillon"
_RUN = "proton_20deg_180deg_run22_cta-prod3-demo-2147m-LaPalma-baseline.simtel.gz"
JOBS = [
    ("5dc245d2-aa16-4026-9da9-8c763b148a2c", "10:13:17.790", "10:13:24.010"),
    (UUID, "11:01:49.802", "11:01:55.353"),
    ("a4342513-329d-4d3d-806b-20d08b6164ad", "11:05:32.873", "11:05:38.361"),
    ("993734a7-52b7-496a-a9ed-87dbbf79f697", "13:05:47.367", "13:05:53.020"),
]


def rows(head: str, *cells: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows numbered from 1; columns that are not named are null."""
    names = head.split()
    return [
        {"internal_key": n, **dict(zip(names, each, strict=True))}
        for n, each in enumerate(cells, 1)
    ]


def first_use() -> Tables:
    """Return what the predecessor's tables held after its first four jobs."""
    numbers = range(2, 5)
    return {
        "activityDescriptions": rows(
            "name version description type",
            ("ctapipe-display-muons", "0.6.2", "Muon reconstruction", "Reconstruction"),
        ),
        "entityDescriptions": rows(
            "name classType",
            ("protons_events", "datasetDescription"),
            ("muons", "datasetDescription"),
            ("status", "valueDescription"),
        ),
        "datasetDescriptions": rows("contentType", (None,), (None,)),
        "valueDescriptions": [{"internal_key": 3, "valueType": None}],
        "usageDescriptions": rows(
            "role type activityDescription_key entityDescription_key", ("dl0.sub.evt", "Main", 1, 1)
        ),
        "generationDescriptions": rows(
            "role type activityDescription_key entityDescription_key",
            ("dl1.tel.evt.muon", "Main", 1, 2),
            ("status", "Quality", 1, 3),
        ),
        "parameterDescriptions": rows(
            "name ucd activityDescription_key", ("events", "meta.id", 1), ("outfile", "meta.id", 1)
        ),
        "activities": rows(
            "id name startTime endTime activityDescription_key",
            *(
                (uuid, "ctapipe-display-muons", f"2020-09-03T{start}", f"2020-09-03T{end}", 1)
                for uuid, start, end in JOBS
            ),
        ),
        "entities": rows(
            "id name location generatedAtTime classType entityDescription_key",
            (
                INPUT,
                f"{_HOME}/{_RUN}",
                "{CC-IN2P3-USER}",
                _time("2019-05-02 12:00:52"),
                "dataset",
                1,
            ),
            (
                OUTPUT,
                f"{_HOME}/LaPalma/PROTON/provtest/0000/Data/-01xxx/muons_22.hdf5",
                "{DESY-ZN-Disk}",
                _time("2020-09-03 11:02:03"),
                "dataset",
                2,
            ),
            *((f"{uuid}_status", "status", None, None, "value", 3) for uuid, _, _ in JOBS[1:]),
        ),
        "datasetEntities": rows("ctadirac_guid", (INPUT,), (OUTPUT,)),
        "valueEntities": [{"internal_key": key, "value": None} for key in range(3, 6)],
        "agents": rows("id name type", ("CTAO", "CTA Observatory", "Organization")),
        "used": rows(
            "role activity_key entity_key usageDescription_key",
            *(("dl0.sub.evt", key, 1, 1) for key in numbers),
        ),
        "wasGeneratedBy": rows(
            "role activity_key entity_key generationDescription_key",
            *(("dl1.tel.evt.muon", key, 2, 1) for key in numbers),
            *(("status", key, key + 1, 2) for key in numbers),
        ),
        "wasAssociatedWith": rows("activity_key agent_key", *((key, 1) for key in range(1, 5))),
        "wasAttributedTo": rows("entity_key agent_key", (1, 1), (2, 1)),
    }


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
