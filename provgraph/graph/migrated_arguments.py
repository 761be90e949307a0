"""Stores of schema version 1: further arguments imply relations, several times are instants."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from provgraph.graph.batching import Page, count_rows, run_each, write_pages
from provgraph.graph.implied import implied, implied_row
from provgraph.model.keys import key_of, name_of
from provgraph.model.names import names_text
from provgraph.model.relations import BY_TYPE, IMPLIED
from provgraph.model.terms import from_property, to_property, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.graph.connection import Connection, Transaction
    from provgraph.graph.rows import Row

_ELEMENTS = 5000
"""How many elements one transaction looks at."""


class _Relation(NamedTuple):
    """A relation that names further elements, from the element with the key `start`."""

    start: str
    start_uri: str | None
    type: str
    scope: str
    documents: list[int]
    end: str
    end_uri: str | None
    arguments: Mapping[str, Any]

    def thirds(self) -> Iterator[tuple[str, str]]:
        """Yield key and URI of what the further arguments name."""
        uris = (uri_of(t) for v in self.arguments.values() if v for t in from_property(v)[:1])
        for uri in filter(None, uris):
            yield key_of(uri, self._apart), uri

    @property
    def _apart(self) -> str:
        """What precedes the URIs of an isolated document in keys."""
        for key, uri in ((self.start, self.start_uri), (self.end, self.end_uri)):
            if uri is not None:
                return key[: -len(key_of(uri))]
        return ""

    def implied(self, third: str) -> Iterator[tuple[str, str, str]]:
        """Yield type, effect and cause of what follows from an argument."""
        ends = (self.start if self.start_uri else None, self.end if self.end_uri else None)
        return implied(BY_TYPE[self.type].name, self.start, third, ends)


@dataclass(frozen=True, slots=True)
class _Implied:
    """What the relations of a page of elements imply, as rows of the statements that write it."""

    ends: dict[str, Row] = field(default_factory=dict)
    starts: set[tuple[int, str]] = field(default_factory=set)
    relations: dict[str, dict[int, dict[str, Row]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )

    def add(self, relation: _Relation) -> None:
        """Add what a relation implies."""
        for third, uri in relation.thirds():
            names = names_text(uri, {})
            self.ends[third] = {"key": third, "uri": uri, "name": name_of(uri), "names": names}
            for reltype, effect, cause in relation.implied(third):
                row = implied_row(reltype, relation.scope, effect, cause)
                for number in relation.documents:
                    self.relations[reltype][number][row["key"]] = row
                    self.starts.add((number, effect))


def migrate_arguments(connection: Connection) -> None:
    """Add implied relations, and make several times of an element one list of instants."""
    run_each(connection, (f"schema/relations/{reltype.lower()}" for reltype in sorted(IMPLIED)))
    total = count_rows(connection, "migrations/count_elements")
    write_pages(connection, _migrate_page, total, "elements")


def _migrate_page(after: str, tx: Transaction) -> Page | None:
    """Migrate the elements that follow a key; return the page, `None` at the end."""
    rows = tx.run("migrations/fetch_arguments", after=after, limit=_ELEMENTS)
    times = [{"key": row["key"], "times": _times(row["times"])} for row in rows if row["times"]]
    tx.run("migrations/set_times", rows=times)
    page = _Implied()
    for row in rows:
        for relation in row["relations"]:
            page.add(_Relation(row["key"], row["uri"], *relation))
    _write(tx, page)
    return Page.of(rows, "key")


def _times(times: Mapping[str, Any]) -> Row:
    return {k: to_property(from_property(v)) for k, v in times.items() if v is not None}


def _write(tx: Transaction, page: _Implied) -> None:
    if not page.ends:
        return
    tx.run("load/upsert_ends", rows=[row for _, row in sorted(page.ends.items())])
    for reltype, by_number in sorted(page.relations.items()):
        documents = [
            {"number": number, "rows": [row for _, row in sorted(rows.items())]}
            for number, rows in sorted(by_number.items())
        ]
        tx.run(f"load/relations/{reltype.lower()}", new=[], documents=documents)
    starts = [{"number": number, "key": key} for number, key in sorted(page.starts)]
    tx.run("migrations/add_references", rows=starts)
