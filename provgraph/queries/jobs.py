"""Jobs: a page of executions, in the order of any column, from any place on.

A page is found by an index: that of the order, or that of the condition with the fewest jobs.
The cursor holds the last row's place in the order, so that jobs which arrive meanwhile neither
shift the next page nor repeat what was shown.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.errors import SelectorError
from provgraph.model.jobs import JOB_COLUMNS, SELECTORS, START, start_of
from provgraph.model.times import timestamp
from provgraph.queries import cursors
from provgraph.queries.find import utc_time
from provgraph.results.find import COUNT_LIMIT
from provgraph.results.jobs import Job, JobPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.model.jobs import JobColumn

_FEW = 2_000
"""So many jobs of a condition are sorted here; of more, those that meet all conditions are near."""
_BEYOND = "\U0010ffff"
_STARTED = "0"
"""Positions of jobs that have started begin with a digit."""

Values = tuple[str, ...]
"""The values of a condition; a job meets it with one of them."""

SORTS = {column.name: column for column in (START, *JOB_COLUMNS)}
_SELECTORS = {column.name: column for column in SELECTORS}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """Which jobs to list: with one of the values of each column, where there are any.

    `""` stands for no value.

    `software` is a name, or name=version; `text` is a part of names, ids, hosts, sites or owners,
    in any case; `since` (inclusive) and `until` (exclusive) limit the start (ISO 8601).
    """

    name: Values = ()
    status: Values = ()
    host: Values = ()
    software: Values = ()
    job_id: Values = ()
    site: Values = ()
    owner: Values = ()
    owner_group: Values = ()
    job_name: Values = ()
    job_group: Values = ()
    job_type: Values = ()
    production: Values = ()
    job_status: Values = ()
    minor_status: Values = ()
    application_status: Values = ()
    text: str | None = None
    since: str | None = None
    until: str | None = None

    @classmethod
    def of(
        cls,
        *,
        text: str | None,
        since: str | None,
        until: str | None,
        **values: str | Sequence[str] | None,
    ) -> JobFilter:
        """Return the conditions as a user gives them: one value of a column, or several."""
        several = {name: _several(value) for name, value in values.items()}
        return cls(text=text, since=since, until=until, **several)

    def selected(self) -> dict[str, Values]:
        """Return the values of selecting columns.

        Raises:
            SelectorError: one of several softwares has a version.

        """
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name in _SELECTORS}
        if any("=" in software for software in self.software):
            if len(self.software) > 1:
                raise SelectorError("give one software with a version, or several without")
            name, _, version = self.software[0].partition("=")
            values |= {"software": (name,), "version": (version,)}
        return {name: several for name, several in values.items() if several}

    def parameters(self, without: str = "") -> dict[str, object]:
        """Return the parameters of the statements' common conditions.

        Raises:
            SelectorError: a time is not valid.

        """
        since, until = _time(self.since), _time(self.until)
        columns = [
            [_SELECTORS[name].property_name, list(values)]
            for name, values in self.selected().items()
            if name != without
        ]
        conditions = {
            "columns": columns,
            "text": self.text.lower() if self.text else None,
            "since": since or (_STARTED if until else ""),
            "until": until or _BEYOND,
        }
        return {"conditions": conditions}


def _several(values: str | Sequence[str] | None) -> Values:
    """Return the values of a condition, each once; none is not a condition."""
    return (values,) if isinstance(values, str) else tuple(dict.fromkeys(values or ()))


class Cursor(NamedTuple):
    """The place of a row in an order: its value of the sorted column, and its position."""

    value: str | float
    position: str


@dataclass(frozen=True, slots=True)
class JobOrder:
    """The order of a list: by which column, and in which direction."""

    column: JobColumn
    ascending: bool = False

    @classmethod
    def of(cls, sort: str, *, ascending: bool) -> JobOrder:
        """Return the order by the column of that name.

        Raises:
            SelectorError: there is no such column.

        """
        if sort not in SORTS:
            raise SelectorError(f"jobs have no column {sort!r} to sort by: use {', '.join(SORTS)}")
        return cls(SORTS[sort], ascending)

    @property
    def statement(self) -> str:
        """The name of the statement that lists jobs in this order."""
        direction = "ascending" if self.ascending else "descending"
        return f"jobs/by_{self.column.name}_{direction}"

    @property
    def is_newest_first(self) -> bool:
        """Whether this is the order in which the jobs of a condition are indexed."""
        return self.column is START and not self.ascending

    def first(self) -> Cursor:
        """Return a place before all jobs."""
        if self.ascending:
            return Cursor(self.column.missing, "")
        return Cursor(self.column.highest, _BEYOND)

    def place(self, row: Mapping[str, Any]) -> Cursor:
        """Return the place of a row."""
        value = "" if self.column is START else row[self.column.name]
        return Cursor(value, row["position"])

    def sorted_after(
        self, rows: Sequence[Mapping[str, Any]], cursor: Cursor
    ) -> list[Mapping[str, Any]]:
        """Return rows in this order, those after a place."""
        if self.column is START:
            cursor = Cursor("", cursor.position)
        after = [
            row
            for row in rows
            if (self.place(row) > cursor if self.ascending else self.place(row) < cursor)
        ]
        return sorted(after, key=self.place, reverse=not self.ascending)

    def written(self, row: Mapping[str, Any]) -> str:
        """Return the cursor behind a row as text."""
        return cursors.written(self.column.name, self.ascending, *self.place(row))

    def read(self, text: str) -> Cursor:
        """Return the cursor that `written` wrote.

        Raises:
            SelectorError: it is none, or that of another order.

        """
        name, ascending, value, position = cursors.read(
            text, "jobs", (str, bool, str | float | int, str)
        )
        if (name, ascending) != (self.column.name, self.ascending):
            raise SelectorError(
                "the cursor belongs to a list in another order: use the same order for all pages"
            )
        expected = (int, float) if self.column.kind == "number" else str
        if isinstance(value, bool) or not isinstance(value, expected):
            raise SelectorError(f"{text[:40]!r} is not the cursor of a page of jobs")
        return Cursor(value, str(position))


def jobs(
    connection: Connection,
    conditions: JobFilter,
    order: JobOrder,
    *,
    after: str | None = None,
    limit: int = 50,
) -> JobPage:
    """Return the page of jobs after a cursor, the first one if there is none.

    Raises:
        SelectorError: a time, the limit or the cursor is not valid.

    """
    cursors.check_number("the limit", limit)
    cursor = order.read(after) if after else order.first()
    parameters = conditions.parameters()
    rows, count = connection.read(
        lambda tx: _Listing(tx, conditions, parameters, order).page(cursor, limit + 1)
    )
    return JobPage(
        tuple(map(_job, rows[:limit])),
        min(count, COUNT_LIMIT) if conditions != JobFilter() else count,
        count <= COUNT_LIMIT or conditions == JobFilter(),
        order.written(rows[limit - 1]) if len(rows) > limit else None,
    )


class _Route(NamedTuple):
    """A condition that has an index, and its number of jobs, counted as far as few go."""

    name: str
    values: Values
    size: int


class _Listing:
    """The look-up of one page in a transaction."""

    def __init__(
        self,
        tx: Transaction,
        conditions: JobFilter,
        parameters: dict[str, object],
        order: JobOrder,
    ) -> None:
        self._tx = tx
        self._all = conditions == JobFilter()
        self._parameters = parameters
        self._order = order
        self._route = self._best_route(conditions)

    def page(self, cursor: Cursor, limit: int) -> tuple[Sequence[Mapping[str, Any]], int]:
        """Return the rows after a cursor, and the number of all rows as far as it is counted."""
        route = self._route
        if route and route.size <= _FEW:
            rows = self._of(route, _BEYOND, _FEW)
            return self._order.sorted_after(rows, cursor)[:limit], len(rows)
        if route and route.name != "text" and self._order.is_newest_first:
            rows = self._of(route, cursor.position, limit)
            return self._order.sorted_after(rows, cursor)[:limit], self._count(route)
        return self._by_order(cursor, limit), self._count(route)

    def _of(self, route: _Route, position: str, limit: int) -> list[Mapping[str, Any]]:
        """Return the first rows of each value; a job has one value, so no row comes twice."""
        return [
            row
            for value in route.values
            for row in self._tx.run(
                f"jobs/of_{route.name}",
                **self._parameters,
                value=value,
                position=position,
                limit=limit,
            )
        ]

    def _by_order(self, cursor: Cursor, limit: int) -> list[dict[str, Any]]:
        given = {"position": cursor.position, "limit": limit}
        if self._order.column is not START:
            given["value"] = cursor.value
        return self._tx.run(self._order.statement, **self._parameters, **given)

    def _count(self, route: _Route | None) -> int:
        if self._all:
            return int(self._tx.run("jobs/count_all")[0]["count"])
        if route is None:
            rows = self._tx.run("jobs/count", **self._parameters, limit=COUNT_LIMIT + 1)
            return int(rows[0]["count"])
        return self._size(route.name, route.values, self._parameters, COUNT_LIMIT + 1)

    def _best_route(self, conditions: JobFilter) -> _Route | None:
        """Return the condition that the fewest jobs meet."""
        given = conditions.selected()
        if conditions.text:
            given["text"] = (conditions.text.lower(),)
        alone = JobFilter(since=conditions.since, until=conditions.until).parameters()
        routes = [
            _Route(name, values, self._size(name, values, alone, _FEW + 1))
            for name, values in given.items()
        ]
        return min(routes, key=lambda route: route.size, default=None)

    def _size(self, name: str, values: Values, parameters: Mapping[str, object], limit: int) -> int:
        """Return how many jobs have one of the values, counted up to a limit for each."""
        rows = (
            self._tx.run(f"jobs/count_of_{name}", **parameters, value=value, limit=limit)
            for value in values
        )
        return sum(int(row[0]["count"]) for row in rows)


def _job(row: Mapping[str, Any]) -> Job:
    values: dict[str, Any] = {column.name: column.value(row[column.name]) for column in JOB_COLUMNS}
    return Job(id=row["id"], start=start_of(row["position"]), **values)


def _time(text: str | None) -> str | None:
    utc = utc_time(text)
    return timestamp(datetime.fromisoformat(utc)) if utc else None
