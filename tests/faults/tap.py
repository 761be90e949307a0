"""A TAP service of the tables: DaCHS serves them, pyvo asks, STILTS' taplint validates."""

from __future__ import annotations

import shutil
import tempfile
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

import provgraph
from provgraph import serialisers
from provgraph.ivoa.prov_mapping import document_of
from provgraph.ivoa.tables.read import Tables
from provgraph.ivoa.tables.schema import ALL_TABLES
from provgraph.ivoa.tables.tap import SCHEMA, views_of
from tests.support import dachs, postgres, tap_client, taplint
from tests.support.ivoa_objects import ALL
from tests.support.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.ivoa.tables.read import Row
    from provgraph.ivoa.tables.tap import View
    from provgraph.store import Store
    from tests.support.dachs import Dachs
    from tests.support.server import Server

_ROOT = Path(__file__).parents[2]
_TABLES = "provgraph"
_FILES = (
    *sorted(_ROOT.glob("examples/ctapipe/*")),
    _ROOT / "tests" / "data" / "cases" / "ivoa" / "voprov_all.json",
    _ROOT / "tests" / "data" / "ivoa" / "voprov" / "tutorial.json",
)
_NEW = """document
  prefix ex <http://example.org/new/>
  entity(ex:night, [prov:type='prov:Collection'])
  entity(ex:file, [prov:label="Größe <&> \\"λ\\" 🔭 \\u0001"])
  entity(ex:empty, [prov:label=""])
  activity(ex:early, 1858-11-17T00:00:00, 9999-12-31T23:59:59.999999)
  hadMember(ex:night, ex:file)
  used(ex:early, ex:night, 2026-11-22T06:13:41.000001, [prov:role="in\\nand out"])
endDocument
"""


def missing() -> list[str]:
    """Return what is needed and not installed, each with how to get it."""
    return [
        *(["PostgreSQL (Debian: postgresql)"] if postgres.programs() is None else []),
        *(["DaCHS (Debian: gavodachs2-server)"] if shutil.which(dachs.PROGRAM) is None else []),
        *(["pyvo (pip install pyvo)"] if find_spec("pyvo") is None else []),
    ]


def measure(server: Server) -> tuple[Report, list[str]]:
    """Return the figures, and what is wrong with the service or its answers."""
    report = Report("tap: the tables served by DaCHS")
    programs = postgres.programs()
    assert programs
    target = server.target
    with (
        provgraph.connect(target.uri, username=target.username, password=target.password) as store,
        postgres.running(programs) as database,
        dachs.installed(database) as service,
    ):
        return report, list(_faults(server, store, service, report))


def _faults(server: Server, store: Store, service: Dachs, report: Report) -> Iterator[str]:
    with service.serving():
        before = _validated(service)
        for fill, modes in ((_fill, (False, True)), (_add, (False,))):
            fill(store)
            _publish(store, service)
            yield from _wrong_answers(server, service, report, modes)
        yield from _new_findings(before, _validated(service), report)


def _validated(service: Dachs) -> tuple[taplint.Finding, ...] | None:
    """Return what taplint finds, `None` without it."""
    return taplint.findings(service.tap) if shutil.which(taplint.PROGRAM) else None


def _new_findings(
    before: tuple[taplint.Finding, ...] | None,
    after: tuple[taplint.Finding, ...] | None,
    report: Report,
) -> Iterator[str]:
    if before is None or after is None:
        report.note("taplint", "not run: STILTS is not installed (Debian: stilts)")
        return
    new = taplint.added(before, after)
    report.note("findings of taplint", f"{len(after)}, of which {len(new)} not of DaCHS alone")
    yield from (f"taplint: {finding}" for finding in new)


def _fill(store: Store) -> None:
    for file in _FILES:
        store.load(file)
    _load(store, serialisers.serialise(document_of(ALL), "json").text, "all.json")
    store.describe(_ROOT / "examples" / "descriptions" / "ctapipe-display-muons.yaml")


def _add(store: Store) -> None:
    _load(store, _NEW, "new.provn")


def _load(store: Store, text: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(text, encoding="utf-8")
        store.load(file)


def _publish(store: Store, service: Dachs) -> None:
    """Export the tables and let DaCHS import their descriptor, as docs/tap.md says."""
    statements = (
        f"DROP SCHEMA IF EXISTS {SCHEMA}, {_TABLES} CASCADE",
        f"CREATE SCHEMA {_TABLES}",
    )
    driver = service.database.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(driver, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    url = service.database.update_query_dict({"options": f"-csearch_path={_TABLES}"})
    store.export_tables(url.render_as_string(), tap=service.descriptor)
    service.run("val", "provenance/q")
    service.run("imp", "-m", "provenance/q")


def _wrong_answers(
    server: Server, service: Dachs, report: Report, modes: Sequence[bool]
) -> Iterator[str]:
    rows = Tables(server.connection).all(ALL_TABLES)
    report.note("tables", f"{len(rows)} with {sum(map(len, rows.values())):,} rows")
    yield from (f"no rows of {name} to ask for" for name, own in rows.items() if not own)
    for asynchronous in modes:
        client = tap_client.Client(service.tap, asynchronous=asynchronous)
        for what, faults in _comparisons(client, views_of(rows), rows):
            name = f"{what}, {'asynchronously' if asynchronous else 'synchronously'}"
            report.note(name, f"{len(faults)} differ")
            yield from (f"{name}: {fault}" for fault in faults)


def _comparisons(
    client: tap_client.Client, views: Sequence[View], rows: Mapping[str, Sequence[Row]]
) -> Iterator[tuple[str, list[str]]]:
    """Yield what is compared, and what differs."""
    yield "TAP_SCHEMA", list(tap_client.schema_faults(client, views))
    relations = [view for view in views if len(view.references) > 1]
    for what, compared, comparison in (
        (f"rows of {len(views)} tables", views, tap_client.row_faults),
        (f"{len(relations)} joins of three tables", relations, tap_client.join_faults),
    ):
        differing = (comparison(client, view, rows[view.source]) for view in compared)
        yield what, list(chain.from_iterable(differing))
