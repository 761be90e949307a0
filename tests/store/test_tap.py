"""The views and the descriptor for a TAP service, from a store into a real PostgreSQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from lxml import etree

from provgraph.cli import main
from provgraph.errors import ExportError
from provgraph.ivoa.tables.schema import ALL_TABLES
from provgraph.ivoa.tables.tap import SCHEMA
from tests.support.predecessor import first_use, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
HISTORY = """document
  prefix ex <http://example.org/>
  prefix voprov <http://www.ivoa.net/documents/ProvenanceDM/index.html>
  activity(ex:a, 2026-11-22T06:13:40, 2026-11-22T06:14:40, [prov:label="étape"])
  entity(ex:night, [prov:type='prov:Collection'])
  entity(ex:file)
  entity(ex:gain, [prov:type='voprov:ValueEntity', prov:value="1.5"])
  entity(ex:p, [prov:type='voprov:Parameter', voprov:name="gain", prov:value="1.5"])
  hadMember(ex:night, ex:file)
  used(ex:a, ex:night, 2026-11-22T06:13:41, [prov:role="in"])
  wasInfluencedBy(ex:p, ex:gain, [prov:type='voprov:HadReference'])
  wasInfluencedBy(ex:a, ex:p, [prov:type='voprov:WasConfiguredBy', voprov:artefactType="Parameter"])
endDocument
"""


@pytest.fixture
def history(store: Store, tmp_path: Path) -> Store:
    """Return a store with a collection and a parameter that takes its value from an entity."""
    file = tmp_path / "history.provn"
    file.write_text(HISTORY)
    store.load(file)
    return store


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """Return the URL of a PostgreSQL where tables are made in a schema of their own."""
    _execute(postgres, "CREATE SCHEMA exported")
    yield f"{postgres}?options=-csearch_path%3Dexported"
    _execute(postgres, f"DROP SCHEMA IF EXISTS exported, {SCHEMA} CASCADE")


def _execute(url: str, statement: str) -> None:
    with _engine(url).begin() as connection:
        connection.execute(sa.text(statement))


def _engine(url: str) -> sa.Engine:
    driver = url.replace("postgresql://", "postgresql+psycopg://")
    return sa.create_engine(driver, poolclass=sa.NullPool)


def _rows(url: str, query: str | sa.Select[Any]) -> list[dict[str, Any]]:
    statement = sa.text(query) if isinstance(query, str) else query
    with _engine(url).connect() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def test_each_view_has_the_rows_of_its_table(history: Store, database: str, tmp_path: Path) -> None:
    """All 22 tables, the members and the references can be selected by lower-case names."""
    for file in sorted(ROOT.glob("examples/ctapipe/*")):
        history.load(file)
    counts, _ = history.export_tables(database, tap=tmp_path / "q.rd")
    assert counts.keys() == {table.name for table in ALL_TABLES}
    selected = {
        name: len(
            _rows(
                database, sa.select(sa.text("*")).select_from(sa.table(name.lower(), schema=SCHEMA))
            )
        )
        for name in counts
    }
    assert selected == counts
    assert min(counts[name] for name in ("hadMember", "hadReference", "used", "parameters")) > 0


def test_the_descriptor_has_the_columns_of_the_views(
    history: Store, database: str, tmp_path: Path
) -> None:
    """Names, order and types are those that PostgreSQL has."""
    history.export_tables(database, tap=tmp_path / "q.rd")
    resource = etree.fromstring((tmp_path / "q.rd").read_bytes())
    types = {"unicode": "VARCHAR", "timestamp": "TIMESTAMP", "bigint": "BIGINT"}
    described = {
        table.get("id"): [
            (column.get("name"), types.get(column.get("type"), "INTEGER"))
            for column in table.iter("column")
        ]
        for table in resource.iter("table")
    }
    inspector = sa.inspect(_engine(database))
    assert resource.get("schema") == SCHEMA
    assert described == {
        name: [
            (column["name"], str(column["type"])) for column in inspector.get_columns(name, SCHEMA)
        ]
        for name in inspector.get_view_names(SCHEMA)
    }


def test_relations_are_joined_by_their_keys(history: Store, database: str, tmp_path: Path) -> None:
    """What was used, its members, and the entity that a parameter takes its value from."""
    history.export_tables(database, tap=tmp_path / "q.rd")
    joined = _rows(
        database,
        """SELECT a.name, a.starttime, u.time_, m.id FROM provenance.activities a
        JOIN provenance.used u ON u.activity_key = a.internal_key
        JOIN provenance.hadmember h ON h.collection_key = u.entity_key
        JOIN provenance.entities m ON m.internal_key = h.entity_key""",
    )
    assert [(row["name"], str(row["time_"]), row["id"]) for row in joined] == [
        ("étape", "2026-11-22 06:13:41", "http://example.org/file")
    ]
    assert str(joined[0]["starttime"]) == "2026-11-22 06:13:40"
    values = _rows(
        database,
        """SELECT p.name, v.value_ FROM provenance.parameters p
        JOIN provenance.hadreference r ON r.parameter_key = p.internal_key
        JOIN provenance.valueentities v ON v.internal_key = r.valueentity_key""",
    )
    assert values == [{"name": "gain", "value_": "1.5"}]


def test_the_same_store_gives_the_same_descriptor(
    history: Store, database: str, tmp_path: Path, postgres: str
) -> None:
    """Byte for byte, also when the tables are made again."""
    history.export_tables(database, tap=tmp_path / "first.rd")
    _execute(postgres, f"DROP SCHEMA exported, {SCHEMA} CASCADE")
    _execute(postgres, "CREATE SCHEMA exported")
    history.export_tables(database, tap=tmp_path / "second.rd")
    assert (tmp_path / "first.rd").read_bytes() == (tmp_path / "second.rd").read_bytes()


def test_a_time_in_words_is_shown(store: Store, database: str, tmp_path: Path) -> None:
    """A column with a value that is no time is text in view and descriptor."""
    rows = first_use()
    rows["activities"][0]["startTime"] = "before noon"
    url = f"sqlite:///{tmp_path}/tables.db"
    _fill(url, rows)
    store.import_tables(url)
    store.export_tables(database, tap=tmp_path / "q.rd")
    shown = _rows(database, "SELECT starttime FROM provenance.activities ORDER BY internal_key")
    assert shown[0]["starttime"] == "before noon"
    resource = etree.fromstring((tmp_path / "q.rd").read_bytes())
    column = resource.find("table[@id='activities']/column[@name='starttime']")
    assert column is not None
    assert column.get("type") == "unicode"


def _fill(url: str, tables: dict[str, list[dict[str, Any]]]) -> None:
    schema = metadata()
    with _engine(url).begin() as connection:
        schema.create_all(connection)
        for table in schema.sorted_tables:
            if tables.get(table.name):
                connection.execute(table.insert(), tables[table.name])


def test_characters_that_cannot_be_written_or_served(
    store: Store, database: str, tmp_path: Path
) -> None:
    """PostgreSQL has no NUL, VOTable nothing beyond UCS-2: U+FFFD instead, with a note."""
    file = tmp_path / "characters.json"
    labels = {"ex:nul": "a\0b", "ex:telescope": "🔭 é\x01"}
    entities = {name: {"prov:label": label} for name, label in labels.items()}
    file.write_text(json.dumps({"prefix": {"ex": "http://example.org/"}, "entity": entities}))
    store.load(file)
    _, notes = store.export_tables(database, tap=tmp_path / "q.rd")
    names = {row["name"] for row in _rows(database, "SELECT name FROM provenance.entities")}
    assert names == {"a\ufffdb", "\ufffd é\ufffd"}
    kept = {row["name"] for row in _rows(database, "SELECT name FROM entities")}
    assert kept == {"a\ufffdb", "🔭 é\x01"}
    assert [note.partition(":")[0] for note in notes] == ["entities.name"] * 2
    assert "1 value has" in notes[0]


def test_without_the_option_nothing_else_is_written(history: Store, database: str) -> None:
    """An ordinary export is the 22 tables of the CTADIRAC store, and no schema of views."""
    counts, _ = history.export_tables(database)
    assert len(counts) == 22
    inspector = sa.inspect(_engine(database))
    assert len(inspector.get_table_names("exported")) == 22
    assert not inspector.has_schema(SCHEMA)


def test_what_cannot_be_written_changes_nothing(
    history: Store, database: str, tmp_path: Path, postgres: str
) -> None:
    """SQLite, views that are there and a file that cannot be: refused with what to do."""
    with pytest.raises(ExportError, match="a TAP service needs PostgreSQL, not SQLite"):
        history.export_tables(f"sqlite:///{tmp_path}/a.db", tap=tmp_path / "q.rd")
    with pytest.raises(ExportError, match=r"missing/q\.rd cannot be written: No such file"):
        history.export_tables(database, tap=tmp_path / "missing" / "q.rd")
    assert sa.inspect(_engine(database)).get_table_names("exported") == []
    assert not list(tmp_path.glob("*.rd"))
    history.export_tables(database, tap=tmp_path / "q.rd")
    _execute(postgres, "CREATE SCHEMA other")
    try:
        with pytest.raises(ExportError, match=f"DROP SCHEMA {SCHEMA} CASCADE"):
            history.export_tables(database.replace("exported", "other"), tap=tmp_path / "b.rd")
        assert sa.inspect(_engine(database)).get_table_names("other") == []
    finally:
        _execute(postgres, "DROP SCHEMA other CASCADE")


@pytest.mark.usefixtures("environment", "history")
def test_the_command_line_writes_the_descriptor(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--tap` alone writes q.rd where one is, and says so."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["tables", "export", "--to", database, "--tap"])
    assert result.exit_code == 0, result.output
    assert "hadMember: 1 row" in result.stdout.splitlines()
    assert "q.rd: descriptor of 24 views in the schema provenance" in result.output
    assert etree.fromstring((tmp_path / "q.rd").read_bytes()).tag == "resource"
