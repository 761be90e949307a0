"""Round trips: what a load waits for, counted, not timed."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from provgraph.graph.connection import Connection
from provgraph.ingest import batch
from provgraph.queries.find import FindFilter, find
from provgraph.queries.show import show_selected
from tests.support import job_logs
from tests.support.round_trips import counted

pytestmark = pytest.mark.usefixtures("store")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.graph.connection import Target


def test_one_log_takes_few_round_trips(target: Target, tmp_path: Path) -> None:
    """A job of a production is loaded by itself in 16 round trips; it took 66 before."""
    job_logs.write(tmp_path, 3)
    first, second, last = sorted(tmp_path.glob("process-*"))
    with closing(Connection(target)) as connection:
        # As bytes: a file older than two seconds is also looked up and remembered.
        for log in (first, second):
            batch.load_file(connection, log.read_bytes(), batch.LoadOptions(), name=log.name)
        with counted() as trips:
            text = last.read_bytes()
            result = batch.load_file(connection, text, batch.LoadOptions(), name=last.name)
    assert result.status == "loaded"
    assert trips.number <= 16, trips.sent


def test_a_question_takes_one_round_trip(target: Target) -> None:
    """A single statement begins and commits its transaction by itself."""
    with closing(Connection(target)) as connection:
        connection.read_rows("documents/exists", ids=["a"])
        with counted() as trips:
            connection.read_rows("documents/exists", ids=["a"])
    assert trips.number == 1, trips.sent


def test_an_element_and_a_page_take_one_round_trip(target: Target, tmp_path: Path) -> None:
    """So does an element that is shown by its id or its name, and a page with its count."""
    job_logs.write(tmp_path, 2)
    log, *_ = sorted(tmp_path.glob("process-*"))
    record = json.loads(log.read_text())[0]
    with closing(Connection(target)) as connection:
        batch.load_file(connection, str(log), batch.LoadOptions())
        uri = f"urn:uuid:{record['activity_uuid']}"
        name = record["output"][0]["url"].rpartition("/")[2]
        questions: list[Callable[[], object]] = [
            lambda: show_selected(connection, uri).id == uri,
            lambda: show_selected(connection, name).label == name,
            lambda: find(connection, FindFilter(kind="entity"), limit=1).count > 1,
        ]
        for question in questions:
            with counted() as trips:
                assert question()
            assert trips.number == 1, trips.sent


def test_the_log_of_another_production(target: Target) -> None:
    """What is deferred is written with the next statement, also where nothing follows it."""
    record = job_logs.example()
    text = json.dumps([record]).encode()
    with closing(Connection(target)) as connection:
        options = batch.LoadOptions()
        assert batch.load_file(connection, text, options, name="a.log").status == "loaded"
        assert batch.load_file(connection, text, options, name="a.log").status == "unchanged"
