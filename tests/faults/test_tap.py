"""The campaign on the TAP service: what is missing is named, and its checks can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from provgraph.ivoa.tables.schema import ALL_TABLES
from provgraph.ivoa.tables.tap import views_of
from tests.faults.__main__ import main
from tests.support import taplint
from tests.support.tap_client import Cells, Client, join_faults, row_faults, schema_faults

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from provgraph.ivoa.tables.cells import Cell


REPORT = """
Section QGE: Make ADQL queries in sync GET mode
E-QGE-TERR-1 Bad answer (l.2, c.1078)
S-QGE-QNUM-1 Successful/submitted TAP queries: 8/8
F-EXA-EXNO-1 No examples document
W-MDQ-CCAS-x (2 more)

Totals: Errors: 1; Warnings: 0; Infos: 0; Summaries: 1; Failures: 1
"""
USED = next(
    view for view in views_of({table.name: [] for table in ALL_TABLES}) if view.name == "used"
)
ROW: dict[str, Cell] = {
    "internal_key": 1,
    "role": "in \U0001f52d",
    "time": "2026-11-22T06:13:41",
    "activity_key": 2,
    "entity_key": 3,
    "usageDescription_key": None,
}


def answering(monkeypatch: pytest.MonkeyPatch, *rows: Cells) -> Client:
    """Return a client whose every query has this answer."""
    monkeypatch.setattr(Client, "rows", lambda *_: list(rows))
    return Client("http://127.0.0.1/tap")


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without DaCHS nothing is started; the message says how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(main, ["tap"])
    assert result.exit_code == 0
    assert "skipped; not installed: " in result.stderr
    assert "DaCHS (Debian: gavodachs2-server)" in result.stderr


def test_new_findings_of_taplint() -> None:
    """Errors, warnings and failures count; those of the service alone, at whatever line, do not."""
    findings = taplint.parsed(REPORT)
    assert list(map(str, findings)) == [
        "E-QGE-TERR Bad answer (l.2, c.1078)",
        "F-EXA-EXNO No examples document",
        "W-MDQ-CCAS (2 more)",
    ]
    assert taplint.added((), findings) == findings
    assert taplint.added(findings, taplint.parsed(REPORT.replace("c.1078", "c.9"))) == ()
    assert taplint.added(findings, (*findings, findings[0])) == (findings[0],)


def test_a_row_that_is_served_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells are compared by their types; other cells, and rows too few or many, are faults."""
    served = (1, "in \ufffd", "2026-11-22T06:13:41.000", 2, 3, None)
    client = answering(monkeypatch, served)
    assert list(row_faults(client, USED, [ROW])) == []
    assert len(list(row_faults(client, USED, [{**ROW, "role": "out"}]))) == 1
    assert len(list(row_faults(client, USED, []))) == 1
    assert len(list(row_faults(client, USED, [ROW, {**ROW, "internal_key": 2}]))) == 1


def test_a_join_with_other_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation whose ends are joined to others, or to none, is a fault."""
    client = answering(monkeypatch, (1, 2, 3))
    assert list(join_faults(client, USED, [ROW])) == []
    assert len(list(join_faults(client, USED, [{**ROW, "entity_key": 4}]))) == 2
    assert len(list(join_faults(client, USED, [{**ROW, "entity_key": None}]))) == 1


def test_a_schema_that_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """What TAP_SCHEMA lacks, and what it says beside, are faults."""
    client = answering(monkeypatch, ("provenance.used", "voprov:Used", "Something else"))
    faults = list(schema_faults(client, [USED]))
    assert any(fault.startswith("TAP_SCHEMA.tables lacks") for fault in faults)
    assert any(fault.startswith("TAP_SCHEMA.tables also has") for fault in faults)
    assert any("'voprov:Used.role'" in fault for fault in faults)
