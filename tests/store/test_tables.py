"""The tables that people know: shown, exported to a database, imported from one."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings

from provgraph.cli import main
from provgraph.cli.tables import tables as tables_command
from provgraph.errors import ExportError, LoadError, NotFoundError, ProvgraphError, ReadError
from provgraph.ivoa.datatypes import options_of
from provgraph.ivoa.file import read
from provgraph.ivoa.tables.schema import TABLES
from provgraph.model.namespaces import PROVGRAPH
from tests.support.predecessor import COLUMNS, JOBS, databases, first_use, metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    import neo4j

    from provgraph.store import Store
    from tests.support.predecessor import Tables

    Cypher = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).parents[2]
CTAPIPE = sorted(ROOT.glob("examples/ctapipe/*"))


@pytest.fixture
def jobs(store: Store) -> Store:
    """Return a store with ctapipe's jobs."""
    for file in CTAPIPE:
        store.load(file)
    return store


def fill(url: str, tables: Tables) -> None:
    """Make the predecessor's database at `url`."""
    engine = sa.create_engine(sql(url), poolclass=sa.NullPool)
    found = metadata()
    with engine.begin() as connection:
        found.drop_all(connection)
        found.create_all(connection)
        for table in found.sorted_tables:
            if tables.get(table.name):
                connection.execute(table.insert(), tables[table.name])


def clear(url: str) -> None:
    """Take the tables away."""
    engine = sa.create_engine(sql(url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        metadata().drop_all(connection)


def sql(url: str) -> str:
    """Return a URL that names the driver which is installed."""
    return url.replace("postgresql://", "postgresql+psycopg://")


def content(url: str) -> Tables:
    """Return what a database holds, in the predecessor's columns."""
    engine = sa.create_engine(sql(url), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(table.c.internal_key)
                ).mappings()
            ]
            for table in metadata().sorted_tables
        }


_NO_ROW: dict[str, Any] = {}


def differing(ours: Tables, theirs: Tables) -> list[object]:
    """Return each table, column and cells in which two databases differ."""
    return [
        (name, key, ours_row.get(key), row.get(key))
        for name, rows in theirs.items()
        for ours_row, row in zip_longest(ours[name], rows, fillvalue=_NO_ROW)
        for key in ours_row.keys() | row.keys()
        if ours_row.get(key) != row.get(key)
    ]


def test_jobs_are_rows(jobs: Store) -> None:
    """An activity, its files, status, software and usages stand in their tables."""
    rows = jobs.table("activities")
    first = rows[0]
    assert [row["internal_key"] for row in rows] == list(range(1, len(rows) + 1))
    assert first["name"] == "ctapipe-process"
    assert first["id"] == "e2ca3949-5d8e-446d-9dab-99f298fe50d0"
    assert first["startTime"] == "2026-11-22T06:13:40.871"
    entities = {row["internal_key"]: row for row in jobs.table("Entities")}
    used = [row for row in jobs.table("used") if row["activity_key"] == first["internal_key"]]
    names = {
        str(entities[row["entity_key"]]["name"]).rpartition("/")[2]: row["role"] for row in used
    }
    assert names["base_config.yaml"] == "Tool Configuration"
    status = next(row for row in entities.values() if row["id"] == f"{first['id']}_status")
    assert status["classType"] == "value"
    values = {row["internal_key"]: row["value"] for row in jobs.table("valueEntities")}
    assert values[status["internal_key"]] == "completed"
    agents = [row["name"] for row in jobs.table("agents")]
    assert agents == ["Jane Doe", "ctapipe 0.28.0"]
    configured = [row["configFile_key"] for row in jobs.table("wasConfiguredBy")]
    assert len(configured) == len(rows)
    assert set(configured) == {row["internal_key"] for row in jobs.table("configFiles")}


def test_keys_stay(store: Store) -> None:
    """A row keeps its key when others come and go, and comes back with it."""
    store.load(CTAPIPE[-1])
    before = {row["id"]: row["internal_key"] for row in store.table("entities")}
    for file in CTAPIPE:
        store.load(file)
    after = {row["id"]: row["internal_key"] for row in store.table("entities")}
    # A file that turned out to be a version of its path is another element now.
    common = before.keys() & after.keys()
    assert len(common) > 2
    assert {name: after[name] for name in common} == {name: before[name] for name in common}
    assert len(set(after.values())) == len(after)
    store.delete(str(CTAPIPE[0]))
    assert len(store.table("entities")) < len(after)
    store.load(CTAPIPE[0])
    assert {row["id"]: row["internal_key"] for row in store.table("entities")} == after


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_is_shown(name: str, jobs: Store) -> None:
    """Each table has its rows, and what they refer to is there."""
    rows = jobs.table(name)
    table = next(table for table in TABLES if table.name == name)
    assert all(list(row) == list(table.head) for row in rows)
    assert len(rows) == jobs.tables()[name]
    for column in table.references:
        there = {row["internal_key"] for row in jobs.table(str(column.references))}
        assert {row[column.name] for row in rows} <= there | {None}


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "x"}', '{"internal_key": "1"}', "NaN"])
def test_a_row_attribute_that_is_none(text: str, store: Store, tmp_path: Path) -> None:
    """Anybody can write the attribute; a value that is not a row is skipped."""
    activity = {"ex:a": {"provgraph:row": text, "prov:label": "a"}}
    prefix = {"ex": "http://example.org/", "provgraph": PROVGRAPH}
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"prefix": prefix, "activity": activity}))
    store.load(file)
    assert [(row["internal_key"], row["name"]) for row in store.table("activities")] == [(1, "a")]


def test_no_such_table(store: Store) -> None:
    """An unknown name is answered with those that there are."""
    with pytest.raises(NotFoundError, match=r"no table 'jobs'; the tables are .*activities, "):
        store.table("jobs")


@pytest.mark.usefixtures("environment", "jobs")
def test_the_command_line_shows_tables() -> None:
    """As text, CSV and JSON: the same rows."""
    schemas = ROOT / "docs" / "schemas"
    run = CliRunner().invoke
    answer = json.loads(run(main, ["table", "used", "--json"]).stdout)
    jsonschema.validate(answer, json.loads((schemas / "table.json").read_text()))
    listed = json.loads(run(main, ["table", "--json"]).stdout)
    jsonschema.validate(listed, json.loads((schemas / "tables.json").read_text()))
    assert {"table": "used", "rows": len(answer["rows"])} in listed["tables"]
    read = list(csv.DictReader(io.StringIO(run(main, ["table", "used", "--csv"]).stdout)))
    shown = [{k: "" if v is None else str(v) for k, v in row.items()} for row in answer["rows"]]
    assert read == shown
    lines = run(main, ["table", "used"]).stdout.splitlines()
    assert lines[0].split() == list(answer["rows"][0])
    assert len(lines) == len(shown) + 1
    assert run(main, ["table", "used", "--json", "--csv"]).exit_code == 2


def test_the_same_job_twice_is_one_row(store: Store, tmp_path: Path) -> None:
    """A database's rows and a log's are one where they speak of the same thing."""
    for file in CTAPIPE:
        store.load(file)
    before = {table.name: store.table(table.name) for table in TABLES}
    url = f"sqlite:///{tmp_path}/a.db"
    store.export_tables(url)
    store.import_tables(url)
    after = {table.name: store.table(table.name) for table in TABLES}
    for name in ("activities", "entities", "used", "wasGeneratedBy", "valueEntities"):
        assert after[name] == before[name]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database to make tables in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/tables.db"
    return str(request.getfixturevalue("postgres"))


@settings(
    max_examples=15,
    deadline=None,
    # A failing example is clear as it is; making it smaller takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tables=databases())
def test_import_then_export_gives_equal_tables(
    tables: Tables, store: Store, driver: neo4j.Driver, database: str
) -> None:
    """Nothing is lost: keys, nulls, repeated rows, odd spellings; importing again adds nothing."""
    driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    fill(database, tables)
    before = content(database)
    assert store.import_tables(database).status == "loaded"
    assert store.import_tables(database).status == "unchanged"
    clear(database)
    store.export_tables(database)
    assert differing(content(database), before) == []


def test_the_predecessors_own_tables(store: Store, database: str) -> None:
    """Its first four jobs are shown as its PostgreSQL showed them, and are its graph."""
    fill(database, first_use())
    loaded = store.import_tables(database)
    assert loaded.notes == ()
    for name in ("activities", "entities", "used"):
        theirs = [tuple(row.values()) for row in content(database)[name]]
        ours = [tuple(row.values()) for row in store.table(name)]
        assert ours == [tuple(str(v) if isinstance(v, datetime) else v for v in r) for r in theirs]
    muons = store.lineage("muons_22.hdf5")
    assert [node.label for node in muons.nodes if node.depth == 2] == [
        "proton_20deg_180deg_run22_cta-prod3-demo-2147m-LaPalma-baseline.simtel.gz"
    ]
    store.delete(loaded.documents[0])
    assert set(store.tables().values()) == {0}


def test_the_predecessors_jobs_are_its_tables(store: Store) -> None:
    """From its four jobs' own files: what its PostgreSQL showed, once, and what it lost."""
    for folder in sorted(ROOT.glob("examples/ctadirac/*")):
        for _ in range(2):
            store.add_job(
                folder / "provDict.txt",
                inputs=[str(folder / "input_lfns.txt")],
                outputs=[str(folder / "output_lfns.txt")],
                catalogue=str(folder / "catalogue.json"),
            )
    store.describe(ROOT / "examples/descriptions/ctapipe-display-muons.yaml")
    theirs = first_use()
    activities = [{**row, "comment": None} for row in theirs["activities"]]
    assert store.table("activities") == activities
    columns = ("id", "name", "location", "generatedAtTime", "classType")
    entities = {tuple(row[column] for column in columns) for row in store.table("entities")}
    assert entities == {
        *(
            (*(row[c] and str(row[c]) for c in columns[:4]), row["classType"])
            for row in theirs["entities"]
        ),
        # Its first job broke half-way: neither this nor its usage were there.
        (f"{JOBS[0][0]}_status", "status", None, None, "value"),
    }
    assert len(store.table("entities")) == 6
    assert {row["value"] for row in store.table("valueEntities")} == {"completed"}
    used = [(row["role"], row["activity_key"], row["entity_key"]) for row in store.table("used")]
    assert used == [("dl0.sub.evt", activity, 1) for activity in (1, 2, 3, 4)]
    names = {row["internal_key"]: row["name"] for row in store.table("entityDescriptions")}
    described = [names[row["entityDescription_key"]] for row in store.table("entities")]
    assert described == ["protons_events", "muons", *["status"] * 4]


def test_a_database_and_the_jobs_are_one_history(store: Store, database: str) -> None:
    """Rows and logs of the same jobs are the same elements, whichever came first."""
    fill(database, first_use())
    store.import_tables(database)
    used, entities = store.table("used"), store.table("entities")
    folder = ROOT / "examples/ctadirac/job2"
    store.add_job(
        folder / "provDict.txt",
        inputs=[str(folder / "input_lfns.txt")],
        outputs=[str(folder / "output_lfns.txt")],
        catalogue=str(folder / "catalogue.json"),
    )
    assert len(store.table("activities")) == 4
    assert store.table("used") == used
    assert store.table("entities") == entities
    values = {row["internal_key"]: row["value"] for row in store.table("valueEntities")}
    assert values == {3: "completed", 4: None, 5: None}


def test_the_graph_of_an_imported_database(store: Store, database: str, cypher: Cypher) -> None:
    """Activities, roles and descriptions stand as the IVOA model has them."""
    fill(database, first_use())
    store.import_tables(database)
    rows = cypher(
        "MATCH (a:Activity)-[:IS_DESCRIBED_BY]->(d:ActivityDescription)<-[:IS_RELATED_TO]-"
        "(u:UsageDescription)-[:IS_RELATED_TO]->(e:DatasetDescription) "
        "MATCH (a)-[i:IS_DESCRIBED_BY]->(u) "
        "RETURN a.uri AS activity, d.label AS name, i.role AS role, e.uri AS entity "
        "ORDER BY activity"
    )
    assert len(rows) == 3
    assert rows[0] == {
        "activity": "urn:uuid:4ed870fb-a3a0-48e9-8444-45dd63460996",
        "name": "ctapipe-display-muons",
        "role": "dl0.sub.evt",
        "entity": "urn:provgraph:entity-description:protons_events",
    }


def test_a_repeated_row_is_a_row(store: Store, database: str, tmp_path: Path) -> None:
    """What a reload repeated comes back repeated, and the rule that it breaks is named."""
    tables = first_use()
    tables["activities"].append({**tables["activities"][3], "internal_key": 9})
    tables["used"].append({**tables["used"][2], "internal_key": 7})
    tables["used"].append({**tables["used"][2], "internal_key": 8, "activity_key": 9})
    fill(database, tables)
    store.import_tables(database)
    assert [row["internal_key"] for row in store.table("used")] == [1, 2, 3, 7, 8]
    assert store.table("used")[-1]["activity_key"] == 9
    target = f"sqlite:///{tmp_path}/other.db"
    _, notes = store.export_tables(target)
    assert notes == ["activities is not unique by (id): 1 repeated row"]
    assert differing(content(target), content(database)) == []


def test_the_rules_are_kept(store: Store, database: str) -> None:
    """The exported tables have the keys, and the predecessor's rules as constraints."""
    clear(database)
    store.export_tables(database)
    engine = sa.create_engine(sql(database), poolclass=sa.NullPool)
    inspector = sa.inspect(engine)
    assert set(inspector.get_table_names()) == set(COLUMNS)
    unique = inspector.get_unique_constraints("activityDescriptions")
    assert [one["column_names"] for one in unique] == [["name", "version"]]
    targets = {one["referred_table"] for one in inspector.get_foreign_keys("used")}
    assert targets == {"activities", "entities", "usageDescriptions"}
    new = "INSERT INTO agents (id) VALUES ('A') RETURNING internal_key"
    with engine.begin() as connection:
        assert connection.execute(sa.text(new)).scalar_one() == 1


def test_new_rows_get_new_keys_after_an_export(jobs: Store, database: str) -> None:
    """The predecessor's software can go on where the export ends."""
    clear(database)
    jobs.export_tables(database)
    last = max(row["internal_key"] for row in jobs.table("activities") if row["internal_key"])
    with sa.create_engine(sql(database), poolclass=sa.NullPool).begin() as connection:
        new = "INSERT INTO activities (id) VALUES ('A') RETURNING internal_key"
        assert connection.execute(sa.text(new)).scalar_one() == int(last) + 1


def test_a_row_that_refers_to_nothing(store: Store, tmp_path: Path) -> None:
    """The message names table, row and column; nothing is loaded."""
    url = f"sqlite:///{tmp_path}/a.db"
    tables = first_use()
    tables["used"][0]["entity_key"] = 77
    fill(url, tables)
    with pytest.raises(LoadError, match=r"used, internal_key 1: entity_key 77 is not a row of ent"):
        store.import_tables(url)
    assert store.documents() == []


def test_databases_that_cannot_be_used(store: Store, tmp_path: Path) -> None:
    """Each fault is reported in one line, without the password; reading creates nothing."""
    url = f"sqlite:///{tmp_path}/a.db"
    with pytest.raises(ReadError, match="no such file"):
        store.import_tables(url)
    assert not (tmp_path / "a.db").exists()
    store.export_tables(url)
    with pytest.raises(ExportError, match=r"has the tables .*activities.*use a database without"):
        store.export_tables(url)
    sa.create_engine(f"sqlite:///{tmp_path}/b.db", poolclass=sa.NullPool).connect().close()
    (tmp_path / "b.db").write_bytes(b"")
    with pytest.raises(ReadError, match=r"b\.db: no table activityDescriptions"):
        store.import_tables(f"sqlite:///{tmp_path}/b.db")
    (tmp_path / "c.db").write_text("<html>" * 100)
    with pytest.raises(ReadError, match=r"c\.db: file is not a database"):
        store.import_tables(f"sqlite:///{tmp_path}/c.db")
    with pytest.raises(ReadError, match=r"postgresql://u:\*\*\*@127\.0\.0\.1:1/x: .*refused"):
        store.import_tables("postgresql://u:secret@127.0.0.1:1/x")
    for text in ("tables.db", "mysql://host/name"):
        with pytest.raises(ProvgraphError, match=r"sqlite|SQLite"):
            store.export_tables(text)


def test_what_is_not_taken_is_said(store: Store, tmp_path: Path) -> None:
    """Other tables and columns are named, missing ones too."""
    url = f"sqlite:///{tmp_path}/a.db"
    fill(url, first_use())
    with sa.create_engine(sql(url), poolclass=sa.NullPool).begin() as connection:
        connection.execute(sa.text("CREATE TABLE jobs (id TEXT)"))
        connection.execute(sa.text("ALTER TABLE agents ADD COLUMN orcid TEXT"))
        connection.execute(sa.text("ALTER TABLE agents DROP COLUMN url"))
    assert store.import_tables(url).notes == (
        "agents has no column url",
        "ignored the column orcid of agents",
        "ignored the table jobs",
    )


@pytest.mark.usefixtures("environment", "jobs")
def test_the_command_line_moves_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    """What the help of export and import shows can be typed, in that order."""
    monkeypatch.chdir(tmp_path)
    for name, command in tables_command.commands.items():
        example = str(command.help).strip().splitlines()[-1].strip()
        words = example.removeprefix("Example: provgraph ").split()
        result = CliRunner().invoke(main, [*words, "--json"])
        assert result.exit_code == 0, f"{name}: {result.output}"
        schema = "tables" if name == "export" else "load"
        jsonschema.validate(
            json.loads(result.stdout),
            json.loads((ROOT / f"docs/schemas/{schema}.json").read_text()),
        )
    assert store.documents("sqlite:///tables.db")


def test_times_in_sqlite_stay_as_they_were(store: Store, tmp_path: Path) -> None:
    """No fraction of a second is added where there is none: the text in the file is equal."""
    url = f"sqlite:///{tmp_path}/a.db"
    times = ("2019-05-02 12:00:52", "2020-09-03 11:02:03.250000")
    tables = first_use()
    fill(url, tables)
    with closing(sqlite3.connect(tmp_path / "a.db")) as database, database:
        database.execute("UPDATE entities SET generatedAtTime = ?", times[:1])
        database.execute(
            "UPDATE entities SET generatedAtTime = ? WHERE internal_key = 1", times[1:]
        )
    store.import_tables(url)
    store.export_tables(f"sqlite:///{tmp_path}/b.db")
    with closing(sqlite3.connect(tmp_path / "b.db")) as database:
        rows = database.execute("SELECT DISTINCT generatedAtTime FROM entities")
        assert {row[0] for row in rows} == set(times)


@pytest.mark.parametrize(
    ("options", "cell"),
    [("[mean, median]", "mean, median"), ("['a,b', c]", '["a,b", "c"]'), ("'x, y'", "x, y")],
)
def test_options_are_one_cell(store: Store, tmp_path: Path, options: str, cell: str) -> None:
    """A list is one text, from which the check reads the same options."""
    file = tmp_path / "d.yaml"
    part = f"{{name: p, valueType: string, options: {options}}}"
    file.write_text(f"activities:\n  - name: a\n    parameters: [{part}]\n")
    store.describe(file)
    assert [row["options"] for row in store.table("parameterDescriptions")] == [cell]
    written = read(file.read_bytes(), "d.yaml").activities[0].parameters[0].options
    assert sorted(options_of(cell)) == sorted(options_of(written or ""))
