"""What a site declares of itself: file systems, moved files, and how exact its hosts' clocks are.

The graph is a function of the records and of these settings. When one changes, the activities
that it concerns are resolved again, see `relocation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from provgraph.ctapipe.filesystems import absolute, mounts
from provgraph.ctapipe.identity.claims import CLOCK_TOLERANCE, Surroundings, facts_of
from provgraph.errors import ConfigError
from provgraph.model.times import timestamp
from provgraph.model.urls import Move
from provgraph.results.settings import ClockTolerance, Filesystem, MovedFiles

if TYPE_CHECKING:
    from provgraph.ctapipe.identity.claims import RecordFacts
    from provgraph.ctapipe.log.record import ActivityRecord
    from provgraph.graph.connection import Connection, Transaction


_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of a store on which the identity of files depends."""

    filesystems: tuple[Filesystem, ...] = ()
    moves: tuple[MovedFiles, ...] = ()
    tolerances: tuple[ClockTolerance, ...] = ()

    def facts(self, record: ActivityRecord) -> RecordFacts:
        """Return the facts of a record, with its files' places by these settings."""
        moves = tuple(Move(move.source, move.target) for move in self._moves_before(record))
        mounted = mounts(self.filesystems, record)
        return facts_of(record, Surroundings(mounted, moves, self._tolerance(record.node)))

    def facts_again(self, record: ActivityRecord, stored: RecordFacts) -> RecordFacts:
        """Return the stored facts of a record as these settings have them.

        What the catalogue once said of the files stays.
        """
        new = self.facts(record)
        files = tuple(
            replace(file, location=moved.location, former=moved.former)
            for file, moved in zip(stored.files, new.files, strict=True)
        )
        run = replace(stored.run, sessions=record.sessions, tolerance=new.run.tolerance)
        return replace(stored, run=run, files=files)

    def _moves_before(self, record: ActivityRecord) -> list[MovedFiles]:
        """Return the moves that were done when an activity started, the longest target first."""
        start = timestamp(record.start)
        moves = [m for m in self.moves if m.since is None or (start and m.since <= start)]
        return sorted(moves, key=lambda move: (-len(move.target), move.target, move.source))

    def _tolerance(self, host: str) -> float:
        by_host = {setting.host: setting.seconds for setting in self.tolerances}
        return by_host.get(host or None, by_host.get(None, CLOCK_TOLERANCE))


def moved_files(
    source: str, target: str, since: str | None = None, by: str | None = None
) -> MovedFiles:
    """Return a move of files from the user's words; no offset in `since` is UTC.

    Raises:
        ConfigError: a path is not absolute, they are the same, or `since` is not a time.

    """
    move = MovedFiles(absolute(source), absolute(target), since and _utc(since), by)
    if move.source == move.target:
        raise ConfigError(f"{source!r} and {target!r} are the same path")
    return move


def _utc(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is not a time: give one like 2026-04-01 or 2026-04-01T12:00:00Z"
        raise ConfigError(message) from error
    return timestamp(time.astimezone(UTC) if time.tzinfo else time) or ""


def clock_tolerance(seconds: float, host: str | None = None) -> ClockTolerance:
    """Return the tolerance of a host's clock from the user's words.

    Raises:
        ConfigError: it is negative or longer than a day.

    """
    if not 0 <= seconds <= _DAY:
        raise ConfigError(f"{seconds} is not a clock tolerance: give 0 to {_DAY:.0f} seconds")
    return ClockTolerance(host or None, float(seconds))


def fetch_site(tx: Transaction) -> Site:
    """Return the store's settings."""
    row = tx.run("site/settings")[0]
    return Site(
        tuple(Filesystem(prefix, name, name is None, root) for prefix, name, root in row["mounts"]),
        tuple(MovedFiles(*values) for values in row["moves"]),
        tuple(ClockTolerance(host or None, seconds) for host, seconds in row["tolerances"]),
    )


def read_site(connection: Connection) -> Site:
    """Return the settings of a store."""
    return connection.read(fetch_site)
