"""The predecessor's design: SQLAlchemy objects, row by row, into PostgreSQL.

Its tables (those of the execution part), an auto-incremented key each; before an entity or an
agent is added, it is looked up by its id, which has no index; a commit ends each activity.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Made = tuple[str, dict[str, Any]]
"""A row: its table, and its columns; ids stand where keys will be."""


class _Base(DeclarativeBase):
    internal_key: Mapped[int] = mapped_column(primary_key=True)


class Activity(_Base):
    """A job."""

    __tablename__ = "activities"
    id: Mapped[str]
    name: Mapped[str]
    startTime: Mapped[str | None]  # noqa: N815  # the predecessor's name
    endTime: Mapped[str | None]  # noqa: N815  # the predecessor's name


class Entity(_Base):
    """A file, or the value of a status."""

    __tablename__ = "entities"
    id: Mapped[str]
    name: Mapped[str]
    location: Mapped[str | None]
    classType: Mapped[str]  # noqa: N815  # the predecessor's name


class Agent(_Base):
    """Who ran it."""

    __tablename__ = "agents"
    id: Mapped[str]
    name: Mapped[str]


class Used(_Base):
    """What a job read."""

    __tablename__ = "used"
    role: Mapped[str | None]
    activity_key: Mapped[int] = mapped_column(sa.ForeignKey("activities.internal_key"))
    entity_key: Mapped[int] = mapped_column(sa.ForeignKey("entities.internal_key"))


class WasGeneratedBy(_Base):
    """What a job wrote."""

    __tablename__ = "wasGeneratedBy"
    role: Mapped[str | None]
    activity_key: Mapped[int] = mapped_column(sa.ForeignKey("activities.internal_key"))
    entity_key: Mapped[int] = mapped_column(sa.ForeignKey("entities.internal_key"))


class WasAssociatedWith(_Base):
    """Whose job it was."""

    __tablename__ = "wasAssociatedWith"
    activity_key: Mapped[int] = mapped_column(sa.ForeignKey("activities.internal_key"))
    agent_key: Mapped[int] = mapped_column(sa.ForeignKey("agents.internal_key"))


class WasAttributedTo(_Base):
    """Whose file it is."""

    __tablename__ = "wasAttributedTo"
    entity_key: Mapped[int] = mapped_column(sa.ForeignKey("entities.internal_key"))
    agent_key: Mapped[int] = mapped_column(sa.ForeignKey("agents.internal_key"))


_KINDS: dict[str, type[_Base]] = {
    kind.__tablename__: kind
    for kind in (Activity, Entity, Agent, Used, WasGeneratedBy, WasAssociatedWith, WasAttributedTo)
}
_TARGETS = {"activity_key": "activities", "entity_key": "entities", "agent_key": "agents"}
_AGENT = "CTAO"


def tables() -> list[str]:
    """Return the names of the tables, those that others refer to first."""
    return [table.name for table in _Base.metadata.sorted_tables]


def rows(record: dict[str, Any]) -> list[Made]:
    """Return the rows of a job's record, those that others refer to first."""
    job, status = record["activity_uuid"], f"{record['activity_uuid']}_status"
    start, stop = record["start"].get("time_utc"), record["stop"].get("time_utc")
    name = record["activity_name"]
    rows_made: list[Made] = [
        ("agents", {"id": _AGENT, "name": "CTA Observatory"}),
        ("activities", {"id": job, "name": name, "startTime": start, "endTime": stop}),
        ("wasAssociatedWith", {"activity_key": job, "agent_key": _AGENT}),
        ("entities", {"id": status, "name": "status", "location": None, "classType": "value"}),
        ("wasGeneratedBy", {"role": "status", "activity_key": job, "entity_key": status}),
    ]
    for relation, files in (("used", record["input"]), ("wasGeneratedBy", record["output"])):
        for file in files:
            rows_made += _file(job, relation, file)
    return rows_made


def _file(job: str, relation: str, file: dict[str, Any]) -> list[Made]:
    id_, columns = file["url"], {"name": file["url"], "location": "DESY", "classType": "dataset"}
    return [
        ("entities", {"id": id_, **columns}),
        ("wasAttributedTo", {"entity_key": id_, "agent_key": _AGENT}),
        (relation, {"role": file["role"], "activity_key": job, "entity_key": id_}),
    ]


def load(url: str, records: Iterable[dict[str, Any]]) -> Sequence[float]:
    """Drop and make the tables, add the records; return the seconds of each."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    _Base.metadata.drop_all(engine)
    _Base.metadata.create_all(engine)
    times = []
    with Session(engine) as session:
        for record in records:
            start = time.perf_counter()
            _add(session, rows(record))
            session.commit()
            times.append(time.perf_counter() - start)
    engine.dispose()
    return times


def _add(session: Session, items: Sequence[Made]) -> None:
    for table, columns in items:
        kind = _KINDS[table]
        if "id" in columns:
            if _key(session, table, columns["id"]) is None:
                session.add(kind(**columns))
        else:
            keys = {
                name: _key(session, _TARGETS[name], value) if name in _TARGETS else value
                for name, value in columns.items()
            }
            session.add(kind(**keys))
        session.flush()


def _key(session: Session, table: str, id_: str) -> int | None:
    kind: Any = _KINDS[table]
    row = session.scalars(sa.select(kind).where(kind.id == id_)).first()
    return None if row is None else int(row.internal_key)
