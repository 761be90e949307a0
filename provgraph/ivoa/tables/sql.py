"""SQL: the tables in a relational database, PostgreSQL or SQLite, through SQLAlchemy."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provgraph.errors import ExportError, ProvgraphError, ReadError
from provgraph.ivoa.tables.cells import fits, time_text
from provgraph.ivoa.tables.characters import NOT_IN_VOTABLE, REPLACEMENT, without_nul
from provgraph.ivoa.tables.schema import BY_NAME, KEY, TABLES
from provgraph.ivoa.tables.tap import SCHEMA
from provgraph.runtime.plural import plural

try:
    import sqlalchemy as sa
    from sqlalchemy.dialects.sqlite import DATETIME
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError
except ImportError as error:
    raise ProvgraphError("database tables need SQLAlchemy: pip install 'provgraph[sql]'") from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from provgraph.ivoa.tables.cells import Cell
    from provgraph.ivoa.tables.schema import Column, Table
    from provgraph.ivoa.tables.tap import View, ViewColumn

Row = dict[str, "Cell"]
Rows = dict[str, list[Row]]

_BATCH = 5_000
# SQLite counts a table's rows by an INTEGER only.
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def shown(url: str) -> str:
    """Return a database's URL without its password."""
    return _url(url).render_as_string(hide_password=True)


def read(url: str) -> tuple[Rows, list[str]]:
    """Return the rows of a database's tables, and notes on what is ignored.

    Raises:
        ReadError: the database cannot be read, or has none of the tables.

    """
    engine = _engine(url, _existing(url))
    with _errors(lambda text: ReadError(shown(url), text)), _begun(engine) as connection:
        inspector = sa.inspect(connection)
        tables = {name: inspector.get_columns(name) for name in inspector.get_table_names()}
        known = {table.name for table in TABLES} & tables.keys()
        if not known:
            raise ReadError(shown(url), f"no table {TABLES[0].name}, {TABLES[1].name}, …")
        columns = {name: {str(c["name"]): c["type"] for c in tables[name]} for name in known}
        rows = {t.name: _read(connection, t, columns.get(t.name, {})) for t in TABLES}
        return rows, list(_notes(columns, sorted(tables.keys() - known)))


def write(
    url: str,
    tables: Mapping[str, Sequence[Row]],
    views: Sequence[View] = (),
    before_commit: Callable[[], None] = lambda: None,
) -> list[str]:
    """Write tables, and views of them, into a database: all, or nothing.

    Returns notes: rules that do not hold, and characters that PostgreSQL cannot hold.

    Raises:
        ExportError: the database cannot be written, or has one of the tables or views.

    """
    engine = _engine(url, _url(url))
    if views and engine.dialect.name != "postgresql":
        raise ExportError(f"{shown(url)}: a TAP service needs PostgreSQL, not SQLite")
    replaced: list[str] = []
    if engine.dialect.name == "postgresql":
        tables, replaced = without_nul(tables)
    metadata, notes = _metadata(tables)
    with _errors(lambda text: ExportError(f"{shown(url)}: {text}")), _begun(engine) as connection:
        existing = sorted(metadata.tables.keys() & set(sa.inspect(connection).get_table_names()))
        if existing:
            raise ExportError(
                f"{shown(url)} has the tables {', '.join(existing)}; use a database without them"
            )
        if views:
            _refuse_views(connection, url, views)
        metadata.create_all(connection)
        for table in metadata.sorted_tables:
            rows = [_native(table, row) for row in tables[table.name]]
            for start in range(0, len(rows), _BATCH):
                connection.execute(table.insert(), rows[start : start + _BATCH])
        _count_on(connection, metadata)
        if views:
            _create_views(connection, metadata, views)
        before_commit()
    return replaced + notes


def _url(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except ArgumentError:
        raise ProvgraphError(
            f"{url!r} is not a database URL like postgresql://user@host/name or sqlite:///file.db"
        ) from None


def _existing(url: str) -> sa.URL:
    """Return the URL of an existing database: SQLite would create a missing file."""
    parsed = _url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise ReadError(shown(url), "no such file")
    return parsed


def _engine(url: str, parsed: sa.URL) -> sa.Engine:
    sqlite = parsed.get_backend_name() == "sqlite"
    if not sqlite and parsed.get_backend_name() != "postgresql":
        raise ProvgraphError(f"{shown(url)}: only PostgreSQL and SQLite are supported")
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        # By default Python's sqlite3 commits before it creates a table.
        options = {"isolation_level": None} if sqlite else {}
        engine = sa.create_engine(parsed, connect_args=options, poolclass=sa.NullPool)
    except (SQLAlchemyError, ImportError) as error:
        raise ProvgraphError(f"{shown(url)}: {error}; pip install 'provgraph[sql]'") from error
    if sqlite:
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def _begun(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.begin() as connection:
        yield connection


@contextmanager
def _errors(translated: Callable[[str], ProvgraphError]) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, ValueError) as error:
        message = str(getattr(error, "orig", None) or error).strip()
        raise translated(message.splitlines()[0] if message else type(error).__name__) from error


def _read(connection: sa.Connection, table: Table, columns: Mapping[str, Any]) -> list[Row]:
    if KEY not in columns:
        return []
    kinds: dict[str, Column | None] = {KEY: None, **{c.name: c for c in table.columns}}
    selected: list[Any] = [sa.column(name, columns[name]) for name in kinds if name in columns]
    query = sa.select(*selected).select_from(sa.table(table.name)).order_by(sa.column(KEY))
    empty = dict.fromkeys(kinds)
    return [
        {**empty, **{name: _cell(kinds[name], value) for name, value in row.items()}}
        for row in connection.execute(query).mappings()
    ]


def _cell(column: Column | None, value: Any) -> Cell:  # noqa: ANN401  # what a database holds
    if value is None:
        return None
    if column is None or column.kind == "key":
        return int(value)
    if isinstance(value, datetime):
        return time_text(value, column.kind)
    return str(value)


def _notes(columns: Mapping[str, Mapping[str, Any]], others: Sequence[str]) -> Iterator[str]:
    for table in TABLES:
        if table.name not in columns:
            yield f"no table {table.name}"
            continue
        for name in table.head:
            if name not in columns[table.name]:
                yield f"{table.name} has no column {name}"
        for name in columns[table.name]:
            if name not in table.head:
                yield f"ignored the column {name} of {table.name}"
    for name in others:
        yield f"ignored the table {name}"


def _metadata(tables: Mapping[str, Sequence[Row]]) -> tuple[sa.MetaData, list[str]]:
    metadata, notes = sa.MetaData(), []
    for table in map(BY_NAME.__getitem__, tables):
        rows = tables[table.name]
        parts: list[Any] = [_key(table), *(_column(column, rows) for column in table.columns)]
        repeated = _repeated(table, rows)
        if table.unique and not repeated:
            parts.append(sa.UniqueConstraint(*table.unique))
        elif repeated:
            rule = f"{table.name} is not unique by ({', '.join(table.unique)})"
            notes.append(f"{rule}: {plural(repeated, 'repeated row')}")
        sa.Table(table.name, metadata, *parts)
    return metadata, notes


def _key(table: Table) -> sa.Column[Any]:
    if table.parent:
        return sa.Column(KEY, _KEY, sa.ForeignKey(f"{table.parent}.{KEY}"), primary_key=True)
    return sa.Column(KEY, _KEY, primary_key=True, autoincrement=True)


def _column(column: Column, rows: Sequence[Row]) -> sa.Column[Any]:
    if column.references:
        target = sa.ForeignKey(f"{column.references}.{KEY}")
        return sa.Column(column.name, _KEY, target, index=True)
    return sa.Column(column.name, _type(column, [row[column.name] for row in rows]))


def _type(column: Column, values: Sequence[Cell]) -> sa.types.TypeEngine[Any]:
    """Return a column's type: text, if a stricter one would change a value."""
    types: dict[str, sa.types.TypeEngine[Any]] = {
        "integer": sa.Integer(),
        "datetime": sa.DateTime().with_variant(_SqliteTime(), "sqlite"),  # type: ignore[no-untyped-call]
    }
    strict = types.get(column.kind)
    return strict if strict and fits(column, values) else sa.String()


class _SqliteTime(DATETIME):
    """A time as SQLite's own functions write it: without a fraction of a second that is zero."""

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Any], Any]:  # noqa: ARG002
        """Return what makes a text of a time."""
        return lambda time: None if time is None else str(time)


def _native(table: sa.Table, row: Row) -> dict[str, Any]:
    """Return a row with values of the columns' types."""
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: sa.types.TypeEngine[Any], value: Cell) -> object:
    if value is None:
        return None
    if isinstance(kind, sa.Integer):
        return int(value)
    return datetime.fromisoformat(str(value)) if isinstance(kind, sa.DateTime) else value


def _repeated(table: Table, rows: Sequence[Row]) -> int:
    counts = Counter(tuple(row[name] for name in table.unique) for row in rows)
    return sum(n - 1 for values, n in counts.items() if table.unique and None not in values)


def _count_on(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Let PostgreSQL give new rows the next keys."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if table.autoincrement_column is not None:
            sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', KEY)
            last = sa.select(sa.func.max(table.c[KEY])).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, last)).where(last > 0))


def _refuse_views(connection: sa.Connection, url: str, views: Sequence[View]) -> None:
    inspector = sa.inspect(connection)
    if not inspector.has_schema(SCHEMA):
        return
    names = {*inspector.get_table_names(SCHEMA), *inspector.get_view_names(SCHEMA)}
    existing = sorted(names & {view.name for view in views})
    if existing:
        raise ExportError(
            f"{shown(url)} has {', '.join(existing)} in the schema {SCHEMA}; "
            f"drop that schema first: DROP SCHEMA {SCHEMA} CASCADE"
        )


def _create_views(connection: sa.Connection, metadata: sa.MetaData, views: Sequence[View]) -> None:
    # IF NOT EXISTS would need the right to create a schema even where there is one.
    if not sa.inspect(connection).has_schema(SCHEMA):
        connection.execute(sa.schema.CreateSchema(SCHEMA))
    for view in views:
        table = metadata.tables[view.source]
        query = sa.select(*(_shown_column(table, column) for column in view.columns))
        options = {"literal_binds": True}
        text = query.compile(dialect=connection.dialect, compile_kwargs=options)
        connection.exec_driver_sql(f"CREATE VIEW {SCHEMA}.{view.name} AS {text}")


def _shown_column(table: sa.Table, column: ViewColumn) -> sa.Label[Any]:
    source: sa.ColumnElement[Any] = table.c[column.source]
    if column.type == "timestamp" and isinstance(source.type, sa.String):
        source = sa.cast(source, sa.DateTime())
    if not column.fits:
        source = sa.func.regexp_replace(source, NOT_IN_VOTABLE, REPLACEMENT, "g")
    return source.label(column.name)
