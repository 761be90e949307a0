"""The same history in PostgreSQL, and its lineage by recursive SQL in its best form.

Integers for the ids, an index that holds both ends of a relation, `UNION` instead of
`UNION ALL`, so that what was reached once is not entered again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from tests.support.history import URI

if TYPE_CHECKING:
    from tests.support.history import History

_TABLES = """
DROP TABLE IF EXISTS relation, element;
CREATE TABLE element (id integer PRIMARY KEY, uri text NOT NULL UNIQUE);
CREATE TABLE relation (effect integer NOT NULL, cause integer NOT NULL);
"""
_INDEX = "CREATE INDEX ON relation (effect) INCLUDE (cause); VACUUM ANALYZE relation, element"
_IDS = """
WITH RECURSIVE up (id) AS (
  SELECT id FROM element WHERE uri = %s
  UNION
  SELECT r.cause FROM relation r JOIN up ON r.effect = up.id)
SELECT e.uri FROM up JOIN element e USING (id)
"""
_DEPTHS = """
WITH RECURSIVE up (id, depth) AS (
  SELECT id, 0 FROM element WHERE uri = %s
  UNION
  SELECT r.cause, up.depth + 1 FROM relation r JOIN up ON r.effect = up.id)
SELECT e.uri, min(depth) FROM up JOIN element e USING (id) GROUP BY e.uri
"""


class Database:
    """A PostgreSQL database that holds a history; its tables are dropped first."""

    def __init__(self, url: str, history: History) -> None:
        """Fill the database at `url`."""
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(_TABLES)
        numbers = {
            name: number for number, name in enumerate((*history.activities(), *history.entities()))
        }
        with self._connection.cursor() as cursor:
            with cursor.copy("COPY element FROM STDIN") as copy:
                for name, number in numbers.items():
                    copy.write_row((number, URI + name))
            with cursor.copy("COPY relation FROM STDIN") as copy:
                for pairs in (history.used(), history.generated()):
                    for effect, cause in pairs:
                        copy.write_row((numbers[effect], numbers[cause]))
        for statement in _INDEX.split("; "):
            self._connection.execute(statement)

    def ids(self, start: str) -> int:
        """Return how many causes a URI has."""
        return len(self._connection.execute(_IDS, (start,)).fetchall()) - 1

    def depths(self, start: str) -> int:
        """Return how many causes a URI has, each found with its least depth."""
        return len(self._connection.execute(_DEPTHS, (start,)).fetchall()) - 1

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
