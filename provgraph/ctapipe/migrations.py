"""Migrations of what job logs have given; each can be interrupted and run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctapipe.configuration_settings import store_settings
from provgraph.ctapipe.deduplication import BEGINNING_WITH_GAPS
from provgraph.ctapipe.document import configuration_uri
from provgraph.ctapipe.job_list import listed
from provgraph.ctapipe.stored_records import (
    FACTS_PER_PAGE,
    fetch_records,
    remove_unused_contents,
    store_contents,
)
from provgraph.graph.batching import Page, count_rows, rows_within, write_pages

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection, Transaction

_LISTED, _STORED = 1000, 200
"""How many activities one transaction lists, or stores again."""


def list_jobs(connection: Connection) -> None:
    """Make schema version 3: all activities of logs are listed as jobs."""
    total = count_rows(connection, "migrations/count_records", beginning=None)
    write_pages(connection, _list_page, total, "jobs")


def share_parts(connection: Connection) -> None:
    """Make schema version 4: records have parts in common that differ in individual values only.

    The settings of configurations are in groups.
    """
    total = count_rows(connection, "migrations/count_records", beginning=BEGINNING_WITH_GAPS)
    write_pages(connection, _share_page, total, "jobs")


def _list_page(after: str, tx: Transaction) -> Page | None:
    """List the activities that follow an id; return the page, `None` at the end."""
    records_after = tx.run("jobs/records_after", after=after, limit=_LISTED)
    following = rows_within(FACTS_PER_PAGE, records_after)
    records = fetch_records(tx, [row["id"] for row in following])
    rows = [{"id": name, "listed": listed(record)} for name, record in records.items()]
    tx.run("jobs/list_records", rows=rows)
    return Page.of(following, "id")


def _share_page(after: str, tx: Transaction) -> Page | None:
    """Store the records that follow an id again; return the page, `None` at the end."""
    tx.run("migrations/lock")
    following = tx.run(
        "migrations/next_records", after=after, beginning=BEGINNING_WITH_GAPS, limit=_STORED
    )
    rows = rows_within(FACTS_PER_PAGE, following)
    if not rows:
        return None
    records = fetch_records(tx, [row["id"] for row in rows])
    contents = tx.run("records/needs", ids=sorted(records))[0]["contents"]
    tx.run("migrations/set_skeletons", rows=store_contents(tx, records.values()))
    remove_unused_contents(tx, contents)
    configs = {configuration_uri(r.config): r.config for r in records.values() if r.config}
    stored = [row["id"] for row in tx.run("documents/exists", ids=sorted(configs))]
    tx.run("migrations/remove_settings", ids=stored)
    store_settings(tx, {name: configs[name] for name in stored})
    return Page.of(rows, "id")
