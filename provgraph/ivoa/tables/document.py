"""The rows of a CTADIRAC database as one PROV document.

docs/tables.md describes which record a row becomes: IVOA's classes as in docs/ivoa.md. A database
can have a row twice; the second one is an element of its own, with `#2` after its name and of
type `provgraph:Duplicate`.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prov.model import PROV, PROV_TYPE, ProvDocument

from provgraph.errors import LoadError
from provgraph.ivoa.model import AGENT_TYPES
from provgraph.ivoa.names import PROVGRAPH, VOPROV, named
from provgraph.ivoa.tables import names
from provgraph.ivoa.tables.cells import Item, cell
from provgraph.ivoa.tables.schema import BY_NAME, KEY, TABLES
from provgraph.model.keys import key_of
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.model.terms import Property, text_term, time_term, to_property

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from prov.identifier import QualifiedName

    from provgraph.ivoa.tables.cells import Cell
    from provgraph.ivoa.tables.schema import Column, Table

Row = dict[str, "Cell"]
Attributes = list[tuple["QualifiedName", Any]]

_NAMESPACES = {"provgraph": PROVGRAPH, "voprov": VOPROV}
_OWN = {"lfn": PROVGRAPH["lfn"]}
_RELATIONS = {relation.name: relation for relation in RELATIONS}


def document_of(tables: Mapping[str, Sequence[Row]], database: str) -> ProvDocument:
    """Return the document of the tables of a database.

    Raises:
        LoadError: a row refers to a missing one.

    """
    return _Writer(tables, database).document()


class _Writer:
    def __init__(self, tables: Mapping[str, Sequence[Row]], database: str) -> None:
        self._tables = tables
        self._database = database
        self._rows = {name: {row[KEY]: row for row in rows} for name, rows in tables.items()}
        self._uris: dict[tuple[str, Cell], str] = {}
        self._counts: Counter[str] = Counter()
        self._roles: dict[tuple[str, Cell], str] = {}
        self._document = ProvDocument()

    def document(self) -> ProvDocument:
        for table in TABLES:
            if table.parent:
                self._check(table)
            elif not table.relation:
                self._elements(table)
        for name, end, described in (
            ("used", "activity_key", "usageDescription_key"),
            ("wasGeneratedBy", "activity_key", "generationDescription_key"),
        ):
            self._describe_roles(name, end, described)
        for table in TABLES:
            if table.name in _RELATIONS:
                self._relations(table)
        self._configurations(BY_NAME["wasConfiguredBy"])
        return self._document

    def _check(self, table: Table) -> None:
        for row in self._tables[table.name]:
            if row[KEY] not in self._rows[str(table.parent)]:
                raise self._dangling(table.name, row, KEY, str(table.parent))

    def _elements(self, table: Table) -> None:
        children = [child for child in TABLES if child.parent == table.name]
        for row in self._tables[table.name]:
            parts = {child: self._rows[child.name].get(row[KEY]) for child in children}
            extensions = {child: part for child, part in parts.items() if part}
            self._element(table, {table: row, **extensions})

    def _element(self, table: Table, parts: Mapping[Table, Row]) -> None:
        row = parts[table]
        uri = names.row_uri(self._database, table, row, self._related(table))
        self._counts[uri] += 1
        number = self._counts[uri]
        uri = f"{uri}#{number}" if number > 1 else uri
        self._uris[table.name, row[KEY]] = uri
        record = _Record(table, uri)
        record.classify(list(parts))
        for part, cells in parts.items():
            record.add(part, cells)
        if number > 1:
            record.others.append((PROV_TYPE, PROVGRAPH["Duplicate"]))
        record.others.append((PROVGRAPH["row"], record.row(parts)))
        kind = PROV[KINDS[table.kind.record]]
        self._document.new_record(kind, named(uri), record.formal, record.others)
        for column in table.references:
            self._relate(table, row, column, uri)

    def _related(self, table: Table) -> names.Related:
        columns = {column.name: str(column.references) for column in table.references}
        return lambda row, name: self._rows[columns[name]].get(row[name], {})

    def _relate(self, table: Table, row: Row, column: Column, uri: str) -> None:
        """Relate a row to its description, or to the one that it belongs to."""
        target = self._target(table, row, column)
        if target is not None:
            kind = "IsRelatedTo" if table.identified else "IsDescribedBy"
            self._influence(uri, target, [(PROV_TYPE, VOPROV[kind])])

    def _target(self, table: Table, row: Row, column: Column) -> str | None:
        key = row[column.name]
        if key is None:
            return None
        uri = self._uris.get((str(column.references), key))
        if uri is None:
            raise self._dangling(table.name, row, column.name, str(column.references))
        return uri

    def _dangling(self, table: str, row: Row, column: str, references: str) -> LoadError:
        return LoadError(
            f"{self._database}: {table}, {KEY} {row[KEY]}: {column} {row[column]} is not a row of "
            f"{references}; remove the row or add the missing one"
        )

    def _influence(self, effect: str | None, cause: str | None, others: Attributes) -> None:
        self._add("wasInfluencedBy", (effect, cause), {}, others)

    def _add(
        self,
        relation: str,
        ends: Sequence[str | None],
        formal: dict[Any, Any],
        others: Attributes,
    ) -> None:
        model = _RELATIONS[relation]
        given: dict[Any, Any] = {
            PROV[end]: named(uri)
            for end, uri in zip(model.ends, ends, strict=True)
            if uri is not None
        }
        self._document.new_record(PROV[model.record], None, {**given, **formal}, others)

    def _describe_roles(self, name: str, end: str, described: str) -> None:
        """Relate each activity to its usage or generation descriptions, by role."""
        table = BY_NAME[name]
        columns = {column.name: column for column in table.references}
        triples = {
            (self._target(table, row, columns[end]), row["role"], uri)
            for row in self._tables[name]
            if (uri := self._target(table, row, columns[described])) is not None
        }
        for activity, role, uri in sorted(triples, key=repr):
            if activity is None or role is None:
                continue
            self._influence(
                activity, uri, [(PROV_TYPE, VOPROV["IsDescribedBy"]), (PROV["role"], role)]
            )
            before = self._roles.get((f"{name} {activity}", role), uri)
            self._roles[f"{name} {activity}", role] = min(before, uri, key=key_of)

    def _relations(self, table: Table) -> None:
        for row in self._tables[table.name]:
            refs = {c.name: self._target(table, row, c) for c in table.references}
            derived = dict(refs)
            for column in table.references:
                if column.described:
                    described = f"{table.name} {refs['activity_key']}"
                    derived[column.name] = self._roles.get((described, row["role"]))
            record = _Record(table, None)
            record.add(table, row)
            text = record.row({table: row}, refs, derived)
            record.others.append((PROVGRAPH["row"], text))
            # A column is named after the end: `informed`, or `activity_key` for `activity`.
            names = _RELATIONS[table.name].ends
            ends = [refs[name if name in refs else f"{name}_key"] for name in names]
            self._add(table.name, ends, record.formal, record.others)

    def _configurations(self, table: Table) -> None:
        for row in self._tables[table.name]:
            refs = {c.name: self._target(table, row, c) for c in table.references}
            parameter, file = refs["parameter_key"], refs["configFile_key"]
            derived = {**refs, "configFile_key": None if parameter else file}
            record = _Record(table, None)
            record.add(table, row)
            text = record.row({table: row}, refs, derived)
            types = [(PROV_TYPE, VOPROV["WasConfiguredBy"]), (PROVGRAPH["row"], text)]
            self._influence(refs["activity_key"], parameter or file, record.others + types)


class _Record:
    """A record in the making, with the properties and labels that it will have in the graph."""

    def __init__(self, table: Table, uri: str | None) -> None:
        self._table = table
        self._props: dict[str, Property] = {} if uri is None else {"uri": uri}
        self._labels: set[str] = set()
        self._id: Cell = None
        self.formal: dict[Any, Any] = {}
        self.others: Attributes = []

    def classify(self, tables: Sequence[Table]) -> None:
        """Add the classes of something that has rows in these tables, parents first."""
        names = [table.kind.__name__ for table in tables if table.kind.prov_type]
        for name in names[1:] or names if tables[0].kind.prov_type else names:
            self._labels.add(name)
            self.others.append((PROV_TYPE, VOPROV[name]))

    def add(self, table: Table, row: Row) -> None:
        """Add the cells of a row, or of one that extends it."""
        self._id = row["id"] if table.name == "entities" else None
        for column in table.columns:
            if column.references is None and row[column.name] is not None:
                self._cell(table, column, row[column.name])

    def row(
        self,
        parts: Mapping[Table, Row],
        refs: Mapping[str, str | None] | None = None,
        derived: Mapping[str, str | None] | None = None,
    ) -> str:
        """Return as JSON the row's key, and the cells that do not follow from the record."""
        item = Item(self._props, frozenset(self._labels), derived or {})
        cells: dict[str, Cell] = {KEY: parts[self._table][KEY]}
        for table, row in parts.items():
            for column in table.columns:
                if column.references is None and cell(table, column, item) != row[column.name]:
                    cells[column.name] = row[column.name]
        for name, uri in (refs or {}).items():
            if uri != (derived or {}).get(name):
                cells[name] = None if uri is None else key_of(uri)
        return json.dumps(cells, ensure_ascii=False, sort_keys=True)

    def _cell(self, table: Table, column: Column, value: Cell) -> None:
        if column.kind in {"time", "datetime"}:
            self._time(column, str(value))
        elif table.name == "agents" and column.name == "type":
            if value in AGENT_TYPES:
                self._type(str(value))
        elif column.name == "name":
            self._name(str(value))
        elif column.name not in {"id", "classType"}:
            self._text(column.sources[-1], str(value))

    def _type(self, name: str) -> None:
        self.others.append((PROV_TYPE, PROV[name]))
        self._props["type"] = f"<{PROV[name].uri}>"

    def _name(self, name: str) -> None:
        # A file with a GUID is in the file catalogue: its name there is an LFN.
        lfn = names.is_uuid(self._id) and name.startswith("/") and not name.endswith("/")
        short = name.rpartition("/")[2] if lfn else name
        self._text("label", short)
        self.others.append((PROVGRAPH["name"], short))
        if lfn:
            self._text("lfn", name)

    def _text(self, source: str, text: str) -> None:
        self._props[source] = to_property([text_term(text)])
        self.others.append((_attribute(source), text))

    def _time(self, column: Column, text: str) -> None:
        try:
            time = datetime.fromisoformat(text)
        except ValueError:
            return
        # The catalogue's times, and ctapipe's, are UTC.
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time
        source = column.sources[-1]
        self._props[source] = to_property([time_term(time)])
        name = _attribute(source)
        if column.kind == "time":
            self.formal[name] = time
        else:
            self.others.append((name, time))


def _attribute(source: str) -> QualifiedName:
    prefix, colon, local = source.partition(":")
    return _NAMESPACES[prefix][local] if colon else _OWN.get(source, PROV[source])
