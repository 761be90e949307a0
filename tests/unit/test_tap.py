"""The views and the descriptor of a TAP service, as they follow from the model's table."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from provgraph.ivoa.tables import adql, dachs
from provgraph.ivoa.tables.meanings import _COLUMNS
from provgraph.ivoa.tables.schema import ALL_TABLES, TABLES
from provgraph.ivoa.tables.tap import View, notes_on, views_of
from provgraph.ivoa.vocabularies import is_ucd

EMPTY: dict[str, list[dict[str, str | int | None]]] = {table.name: [] for table in ALL_TABLES}
VIEWS = views_of(EMPTY)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_names_are_legal_in_adql(view: View) -> None:
    """Names are regular identifiers in lower case, not reserved, and differ within a view."""
    names = [column.name for column in view.columns]
    assert len(set(names)) == len(names)
    for name in (view.name, *names):
        assert re.fullmatch("[a-z][a-z0-9_]*", name)
        assert name.upper() not in adql.RESERVED


def test_reserved_words_are_avoided() -> None:
    """The columns that ADQL reserves have an underscore; the others keep their names."""
    changed = {
        column.source: column.name
        for view in VIEWS
        for column in view.columns
        if column.source.lower() != column.name
    }
    assert changed == {name: f"{name}_" for name in ("default", "max", "min", "time", "value")}


def test_there_is_a_view_for_each_table_and_for_what_has_none() -> None:
    """The 22 tables, members of collections and references of parameters, with all columns."""
    sources = {view.source: [column.source for column in view.columns] for view in VIEWS}
    assert sources == {table.name: list(table.head) for table in ALL_TABLES}
    assert sources.keys() - {table.name for table in TABLES} == {"hadMember", "hadReference"}


def test_columns_are_described() -> None:
    """Each has a sentence and a UCD; all but the store's own are attributes of the standard."""
    columns = [(view, column) for view in VIEWS for column in view.columns]
    assert all(column.meaning.description and column.meaning.ucd for _, column in columns)
    own = {(v.source, c.source) for v, c in columns if not c.utype and not c.references}
    assert own - {(v.source, "internal_key") for v in VIEWS} == {
        ("datasetEntities", "ctadirac_guid"),
        ("entities", "classType"),
        ("entityDescriptions", "classType"),
    }
    utypes = [column.utype for _, column in columns if column.utype]
    assert {"voprov:Activity.startTime", "voprov:WasDerivedFrom.used"} <= set(utypes)
    assert "voprov:ActivityDescription.docurl" in utypes


def test_no_meaning_is_left_over() -> None:
    """A column that goes takes its meaning with it."""
    used = {c.name for table in ALL_TABLES for c in table.columns if not c.references}
    assert {name.rpartition(" ")[2] for name in _COLUMNS} == used


def test_ucds_are_ucds() -> None:
    """Each is one of UCD1+."""
    pytest.importorskip("astropy")
    assert [c.meaning.ucd for v in VIEWS for c in v.columns if not is_ucd(c.meaning.ucd)] == []


def test_the_descriptor_says_what_the_views_are() -> None:
    """It is XML with every view and column, types included; foreign keys resolve."""
    resource = etree.fromstring(dachs.descriptor(VIEWS))
    tables = {str(table.get("id")): table for table in resource.iter("table")}
    assert {name: [c.get("name") for c in t.iter("column")] for name, t in tables.items()} == {
        view.name: [column.name for column in view.columns] for view in VIEWS
    }
    assert [make.get("table") for make in resource.iter("make")] == list(tables)
    declared: list[str] = []
    for name, table in tables.items():
        names = {column.get("name") for column in table.iter("column")}
        declared.append(name)
        for key in table.iter("foreignKey"):
            assert key.get("source") in names
            assert key.get("dest") in {c.get("name") for c in tables[str(key.get("inTable"))]}
            # DaCHS resolves references as it reads.
            assert key.get("inTable") in declared
    assert len(list(resource.iter("foreignKey"))) == sum(
        len(table.references) + bool(table.parent) for table in ALL_TABLES
    )
    integers = [c for c in resource.iter("column") if c.get("type") in {"bigint", "integer"}]
    assert all(c.get("required") == "True" or c.find("values") is not None for c in integers)


def test_a_column_with_another_value_is_text() -> None:
    """Times and numbers are that, unless a value is neither: then nothing of it is lost."""
    kinds = {}
    for text in (None, "2026-11-22T06:13:40.871", "yesterday", "2026-11-22T06:13:40+02:00"):
        rows = [{**dict.fromkeys(c.source for c in _view("used", VIEWS).columns), "time": text}]
        view = _view("used", views_of({**EMPTY, "used": rows}))
        kinds[text] = next(c.type for c in view.columns if c.source == "time")
    assert list(kinds.values()) == ["timestamp", "timestamp", "text", "text"]


@pytest.mark.parametrize("text", ["🔭", "\x01", "a\0b", "\ufffe", "é €\t\n\r"])
def test_what_a_votable_cannot_hold_is_said(text: str) -> None:
    """Characters beyond UCS-2, and those that XML does not allow; all others are shown."""
    rows = [{**dict.fromkeys(c.source for c in _view("used", VIEWS).columns), "role": text}]
    views = views_of({**EMPTY, "used": rows})
    shown = text.startswith("é")
    assert [c.name for c in _view("used", views).columns if not c.fits] == ["role"][shown:]
    assert [note.partition(":")[0] for note in notes_on(views)] == ["used.role"][shown:]


def _view(name: str, views: tuple[View, ...]) -> View:
    return next(view for view in views if view.source == name)
