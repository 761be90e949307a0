"""Rows: a `ProvDocument` as the parameters of the statements that write it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from prov._warnings import collect_warnings
from prov.model import Literal

from provgraph.errors import LoadError
from provgraph.graph.implied import implied, implied_row
from provgraph.model import records
from provgraph.model.keys import LONGEST_NAME, LONGEST_RECORD, chosen_name, key_of, name_of
from provgraph.model.names import names_text
from provgraph.model.namespaces import PROV, PROVGRAPH
from provgraph.model.relations import (
    ATTRIBUTES,
    BY_RECORD,
    IMPLIED,
    KINDS,
    MENTIONED,
    OWN_ATTRIBUTES,
    label_of_type,
    type_of_relation,
)
from provgraph.model.scopes import Scope
from provgraph.model.terms import Property, Term, is_zoned, time_text, to_property, uri_of
from provgraph.model.voprov_words import (
    DocumentContext,
    descriptors,
    normalised,
    normalised_relation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle, ProvDocument, ProvRecord

    from provgraph.model.records import Attributes
    from provgraph.model.values import Namer

Row = dict[str, Any]
Listed: TypeAlias = "Sequence[tuple[QualifiedName, Any]]"
"""The attributes of a record and their values, as `prov` lists them."""

_SIDES = ("from", "to")
_TIMES = frozenset({"startTime", "endTime", "time"})


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one document.

    `ends` are elements that are only referred to, `missing` the keys of ends that relations do
    not give, `references` those of relations' first ends that the document does not declare.
    Of the relations, `implied` follow from others: no record of the document asserts them.
    """

    scopes: list[Scope] = field(default_factory=list)
    elements: list[Row] = field(default_factory=list)
    ends: list[Row] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    relations: dict[str, list[Row]] = field(default_factory=dict)
    implied: int = 0

    @property
    def record_count(self) -> int:
        """How many records the document has."""
        return len(self.elements) + self.relation_count

    @property
    def element_count(self) -> int:
        """How many elements the document declares or refers to."""
        return len({row["key"] for row in self.elements}) + len(self.ends)

    @property
    def relation_count(self) -> int:
        """How many relations the document asserts."""
        asserted = (len(rows) for name, rows in self.relations.items() if name not in IMPLIED)
        return sum(asserted) - self.implied


def namespaces_of(document: ProvDocument) -> dict[str, str]:
    """Return namespace → preferred prefix of all attributes that need one in property names."""
    # By identity first: of thousands of names nearly all have one and the same namespaces.
    used = {
        id(namespace): namespace
        for bundle in _scopes(document)
        for record in bundle.get_records()
        for name, _ in record.attributes
        for namespace in (name.namespace,)
    }
    namespaces: dict[str, str] = {}
    for namespace in used.values():
        namespaces.setdefault(namespace.uri, namespace.prefix)
    return namespaces


def rows_of(
    document: ProvDocument, names: PropertyNames, *, isolated_as: str | None = None
) -> Rows:
    """Return the rows of `document`.

    `isolated_as` puts the document's names apart from all others' under that id.

    Raises:
        LoadError: a record holds a name or a value that the store cannot keep.

    """
    context = DocumentContext(document)
    writer = _Writer(names, context, f"{isolated_as} " if isolated_as else "")
    # prov warned, and the reader noted it, when these names were first read.
    with collect_warnings():
        for bundle in _scopes(document):
            writer.scope(bundle)
    return writer.rows()


class PropertyNames:
    """Names the properties that show attributes, with the store's prefix registry."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Take the registry: namespace → prefix."""
        self._prefixes = prefixes
        self._lengths = sorted({len(uri) for uri in prefixes}, reverse=True)
        self._known: dict[str, str] = {}

    def of(self, uri: str) -> str:
        """Return the property name of the attribute of that URI."""
        name = self._known.get(uri)
        if name is None:
            name = self._known[uri] = self._make(uri)
        return name

    def _make(self, uri: str) -> str:
        for namespace, names in ((PROV, ATTRIBUTES), (PROVGRAPH, OWN_ATTRIBUTES)):
            if uri.startswith(namespace) and uri[len(namespace) :] in names:
                return uri[len(namespace) :]
        starts = (uri[:length] for length in self._lengths)
        namespace = next((start for start in starts if start in self._prefixes), "")
        name = f"{self._prefixes.get(namespace, '')}:{uri[len(namespace) :]}"
        return name.replace("\0", "\\u0000")


def shown(attributes: Attributes, names: PropertyNames) -> dict[str, list[Term]]:
    """Return the terms that each property is to show."""
    terms: dict[str, list[Term]] = {}
    for uri, values in attributes.items():
        key = names.of(uri)
        if key in OWN_ATTRIBUTES and any(len(str(value)) > LONGEST_NAME for value in values):
            key = f"provgraph:{key}"
        terms.setdefault(key, []).extend(values)
    return terms


def properties(attributes: Attributes, names: PropertyNames) -> dict[str, Property]:
    """Return the properties that show `attributes`."""
    return {key: to_property(values) for key, values in shown(attributes, names).items()}


def labels(kind: str, attributes: Attributes) -> list[str]:
    """Return the labels that a declaration gives its element."""
    names = {label_of_type(uri) for uri in type_uris(attributes)} - {None}
    return sorted({KINDS[kind]} | {label for label in names if label})


def type_uris(attributes: Attributes) -> frozenset[str]:
    """Return the URIs among the values of prov:type."""
    uris = (uri_of(term) for term in attributes.get(f"{PROV}type", ()))
    return frozenset(uri for uri in uris if uri)


class _Writer:
    """Collects the rows of one document, scope by scope."""

    def __init__(self, names: PropertyNames, context: DocumentContext, apart: str) -> None:
        self._names = names
        self._context = context
        self._apart = apart
        self._scopes: list[Scope] = []
        self._elements: list[Row] = []
        self._relations: dict[str, list[Row]] = {}
        self._ends: dict[str, Row] = {}
        self._missing: list[str] = []
        self._starts: set[str] = set()
        self._seen: Counter[str] = Counter()
        self._implied: set[str] = set()
        self._role_links = 0

    def scope(self, bundle: ProvBundle) -> None:
        scope = Scope.of(bundle)
        namer = scope.namer()
        self._scopes.append(scope)
        for record in bundle.get_records():
            listed = record.attributes
            _check_size(record, listed)
            write = self._element if record.is_element() else self._relation
            write(record, listed, scope.uri, namer)

    def rows(self) -> Rows:
        declared = {row["key"] for row in self._elements}
        ends = [row for key, row in sorted(self._ends.items()) if key not in declared]
        for rows in self._relations.values():
            rows.sort(key=_key)
        return Rows(
            scopes=self._scopes,
            elements=sorted(self._elements, key=_key),
            ends=ends,
            missing=sorted(self._missing),
            references=sorted(self._starts - declared),
            relations=dict(sorted(self._relations.items())),
            implied=self._role_links,
        )

    def _element(self, record: ProvRecord, listed: Listed, scope: str, namer: Namer) -> None:
        uri = _checked(str(record.identifier and record.identifier.uri), record)
        kind = records.kind_of(record)
        values, spelled = records.values_and_spellings(record.identifier, listed, namer)
        attributes = records.attributes_of(values)
        text = records.to_text(kind, attributes, spelled)
        attributes = normalised(kind, attributes)
        terms = shown(attributes, self._names)
        name = chosen_name(uri, None, terms.pop("name", ()))
        props = {key: to_property(values) for key, values in terms.items()}
        names = names_text(uri, attributes)
        self._elements.append(
            {
                "key": key_of(uri, self._apart),
                "scope": scope,
                "kind": kind,
                "labels": labels(kind, attributes),
                **_timed({"name": name, "names": names, **props, "uri": uri, "record": text}),
            }
        )

    def _relation(self, record: ProvRecord, listed: Listed, scope: str, namer: Namer) -> None:
        relation = BY_RECORD[record.get_type().localpart]
        values, spelled = records.values_and_spellings(record.identifier, listed, namer)
        attributes = records.attributes_of(values, without=relation.end_uris)
        uri = record.identifier.uri if record.identifier else None
        text = records.to_text(relation.name, attributes, spelled)
        reltype = type_of_relation(relation, type_uris(attributes))
        ends = [str(values[end][0].uri) if end in values else None for end in relation.end_uris]
        key = self._relation_key(reltype, scope, uri, ends, text)
        start, end = (self._end(key, side, target, record) for side, target in enumerate(ends))
        self._starts.add(start)
        plain = normalised_relation(attributes)
        props = {**properties(plain, self._names), "scope": scope, "id": uri}
        if attributes or spelled:
            props["record"] = text
        if reltype == "IS_RELATED_TO" and self._context.is_reversed(*ends):
            start, end = end, start
            props["reversed"] = True
        if reltype == "WAS_CONFIGURED_BY" and "voprov:artefactType" not in props:
            props["voprov:artefactType"] = self._context.artefact_type(attributes, ends[1])
        row = {"key": key, "from": start, "to": end, **_timed(props)}
        self._relations.setdefault(reltype, []).append(row)
        for argument in relation.arguments:
            if argument in MENTIONED and f"{PROV}{argument}" in values:
                third = self._named(str(values[f"{PROV}{argument}"][0].uri), record)
                keys = [row[side] if uri else None for side, uri in zip(_SIDES, ends, strict=True)]
                self._imply(relation.name, scope, start, third, keys)
        self._link_roles(record, reltype, plain, ends, key)

    def _imply(
        self, name: str, scope: str, start: str, third: str, ends: Sequence[str | None]
    ) -> None:
        """Add what the further argument `third` of a relation implies."""
        for reltype, effect, cause in implied(name, start, third, ends):
            row = implied_row(reltype, scope, effect, cause)
            if row["key"] not in self._implied:
                self._implied.add(row["key"])
                self._relations.setdefault(reltype, []).append(row)
                self._starts.add(effect)

    def _link_roles(
        self,
        record: ProvRecord,
        reltype: str,
        attributes: Attributes,
        ends: list[str | None],
        key: str,
    ) -> None:
        """Add the links of an activity to the descriptions of the roles that a record names."""
        links: list[tuple[str | None, str | None, list[Term]]] = []
        if reltype in {"USED", "WAS_GENERATED_BY"}:
            activity = ends[reltype == "WAS_GENERATED_BY"]
            roles = attributes.get(f"{PROV}role", [])
            links = [(activity, uri, roles) for uri in descriptors(attributes)]
        elif reltype == "IS_DESCRIBED_BY" and (usage := self._context.role_link(ends[0])):
            links = [(usage[0], ends[1], usage[1])]
        for number, (activity, description, roles) in enumerate(links):
            if activity is None or description is None:
                continue
            name = f"{key}/{number}"
            sides = [self._end(name, 0, activity, record), self._end(name, 1, description, record)]
            self._starts.add(sides[0])
            props: dict[str, Property | None] = {"implied": True, "scope": ""}
            if roles:
                props["role"] = to_property(roles)
            row = {"key": name, "from": sides[0], "to": sides[1], **_timed(props)}
            self._relations.setdefault("IS_DESCRIBED_BY", []).append(row)
            self._role_links += 1

    def _relation_key(
        self, reltype: str, scope: str, uri: str | None, ends: list[str | None], text: str
    ) -> str:
        digest = relation_digest(self._apart, reltype, scope, uri, ends, text)
        # The same record twice in one document is two assertions.
        count = self._seen[digest]
        self._seen[digest] += 1
        return f"{digest}.{count}" if count else digest

    def _end(self, key: str, side: int, uri: str | None, record: ProvRecord) -> str:
        if uri is None:
            target = f"unknown:{key}:{side}"
            self._missing.append(target)
            return target
        return self._named(uri, record)

    def _named(self, uri: str, record: ProvRecord) -> str:
        target = key_of(_checked(uri, record), self._apart)
        if target not in self._ends:
            names = names_text(uri, {})
            self._ends[target] = {"key": target, "uri": uri, "name": name_of(uri), "names": names}
        return target


def relation_digest(  # noqa: PLR0913, PLR0917  # all that makes a relation another one
    apart: str, reltype: str, scope: str, uri: str | None, ends: Sequence[str | None], text: str
) -> str:
    """Return the key of a relation: equal for equal records in equal scopes."""
    encoded = repr((apart, reltype, scope, uri, *ends, text)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def _timed(props: Mapping[str, Property | None]) -> Row:
    """Split off PROV's own times, which the server converts from text.

    The driver packs a time in 45 µs, more than all else in a load takes.
    """
    row: Row = {"props": {}, "zoned": {}, "local": {}}
    for key, value in props.items():
        text = time_text(value) if key in _TIMES else None
        if text:
            row["zoned" if is_zoned(value) else "local"][key] = text
        elif value is not None:
            row["props"][key] = value
    return row


def _checked(uri: str, record: ProvRecord) -> str:
    try:
        uri.encode()
    except UnicodeEncodeError:
        raise LoadError(
            f"{records.kind_of(record)}: the name {uri!r} holds half of a surrogate pair, "
            "which is not a character; no database can store it"
        ) from None
    return uri


def _check_size(record: ProvRecord, listed: Listed) -> None:
    """Refuse a record that no transaction would hold, before it is copied."""
    if sum([len(v) if type(v) is str else _size(v) for _, v in listed]) > LONGEST_RECORD:
        size, longest = max((_size(value), name.uri) for name, value in listed)
        name = f" {record.identifier.uri[:LONGEST_NAME]}" if record.identifier else ""
        raise LoadError(
            f"{records.kind_of(record)}{name}: the attribute {longest} has {size / 1e6:.1f} "
            f"million characters, and a record has {LONGEST_RECORD / 1e6:g} million at most: keep "
            "the content in a file, and give the file's location"
        )


def _size(value: object) -> int:
    text = value.value if isinstance(value, Literal) else value
    return len(text) if isinstance(text, str) else 0


def _scopes(document: ProvDocument) -> Iterable[ProvBundle]:
    yield document
    yield from document.bundles


_key: Callable[[Row], str] = lambda row: str(row["key"])  # noqa: E731
