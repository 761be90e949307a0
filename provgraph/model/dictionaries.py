"""PROV-Dictionary (W3C Note, 2013) on PROV-DM's own records.

=============================================  ==============================================
`prov:hadDictionaryMember(d, e, "k")`          `hadMember(d, e, [prov:pairKey="k"])`
`prov:derivedByInsertionFrom(d2, d1,`          `wasDerivedFrom(d2, d1, [prov:type=`
`{("k", e)})`                                  `'prov:Insertion', prov:insertedKey="k"])`
                                               and `hadMember(d2, e, [prov:pairKey="k"])`
`prov:derivedByRemovalFrom(d2, d1, {"k"})`     `wasDerivedFrom(d2, d1, [prov:type=`
                                               `'prov:Removal', prov:removedKey="k"])`
=============================================  ==============================================

That a dictionary's member is a member, and that an insertion and a removal are derivations,
is said in sections 3.2 to 3.4 of the note; `pairKey`, `removedKey` and the types are its terms.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prov.constants import (
    PROV,
    PROV_ATTR_COLLECTION,
    PROV_ATTR_ENTITY,
    PROV_ATTR_GENERATED_ENTITY,
    PROV_ATTR_USED_ENTITY,
    PROV_DERIVATION,
    PROV_MEMBERSHIP,
    PROV_TYPE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle, ProvRecord

    Attributes = Iterable[tuple[QualifiedName, Any]]
    Pair = tuple[Any, QualifiedName]
    """A key, which is any value, and its entity."""

MEMBERSHIP = "hadDictionaryMember"
INSERTION = "derivedByInsertionFrom"
REMOVAL = "derivedByRemovalFrom"
STATEMENTS = (MEMBERSHIP, INSERTION, REMOVAL)

PAIR_KEY = PROV["pairKey"]
_TYPES = {INSERTION: PROV["Insertion"], REMOVAL: PROV["Removal"]}
_KEYS = {INSERTION: PROV["insertedKey"], REMOVAL: PROV["removedKey"]}


@dataclass(frozen=True, slots=True)
class DictionaryStatement:
    """A statement of PROV-Dictionary: `pairs` of a membership or insertion, `keys` of a removal.

    `before` is the dictionary that another one was derived from.
    """

    name: str
    dictionary: QualifiedName
    before: QualifiedName | None = None
    pairs: tuple[Pair, ...] = ()
    keys: tuple[Any, ...] = ()
    identifier: QualifiedName | None = None
    attributes: tuple[tuple[QualifiedName, Any], ...] = ()


def add_to(bundle: ProvBundle, statement: DictionaryStatement) -> None:
    """Add to `bundle` the records that a statement is."""
    if statement.name != MEMBERSHIP:
        _add_derivation(bundle, statement)
    is_member = statement.name == MEMBERSHIP
    identifier, attributes = (
        (statement.identifier, statement.attributes) if is_member else (None, ())
    )
    for key, entity in statement.pairs:
        ends = {PROV_ATTR_COLLECTION: statement.dictionary, PROV_ATTR_ENTITY: entity}
        bundle.new_record(PROV_MEMBERSHIP, identifier, ends, [(PAIR_KEY, key), *attributes])


def _add_derivation(bundle: ProvBundle, statement: DictionaryStatement) -> None:
    keys = statement.keys or tuple(key for key, _ in statement.pairs)
    attributes = [
        (PROV_TYPE, _TYPES[statement.name]),
        *((_KEYS[statement.name], key) for key in keys),
        *statement.attributes,
    ]
    ends = {
        PROV_ATTR_GENERATED_ENTITY: statement.dictionary,
        PROV_ATTR_USED_ENTITY: statement.before,
    }
    bundle.new_record(PROV_DERIVATION, statement.identifier, ends, attributes)


def split(records: Iterable[ProvRecord]) -> Iterator[ProvRecord | DictionaryStatement]:
    """Yield records in their order, those that are of PROV-Dictionary as its statements.

    The members that an insertion names by their keys are part of it.
    """
    everything = list(records)
    members = Members(everything)
    derived = {id(record): derivation(record, members) for record in everything}
    for record in everything:
        statement = derived[id(record)]
        if statement is not None:
            yield statement
        elif (pair := members.pair_of(record)) is None:
            yield record
        elif not members.is_taken(record):
            ends = dict(record.formal_attributes)
            yield DictionaryStatement(MEMBERSHIP, ends[PROV_ATTR_COLLECTION], pairs=(pair,))


class Members:
    """The memberships with a key and nothing else; an insertion takes those that it made."""

    def __init__(self, records: Iterable[ProvRecord]) -> None:
        """Take the records of a document or bundle."""
        self._pairs = {
            id(record): pair for record in records if (pair := _pair(record)) is not None
        }
        self._by_key: dict[tuple[str, str], list[tuple[int, Pair]]] = {}
        for record in records:
            if pair := self._pairs.get(id(record)):
                key = _place(dict(record.formal_attributes)[PROV_ATTR_COLLECTION], pair[0])
                self._by_key.setdefault(key, []).append((id(record), pair))
        self._taken: set[int] = set()

    def pair_of(self, record: ProvRecord) -> Pair | None:
        """Return the key and the entity of a membership, `None` for any other record."""
        return self._pairs.get(id(record))

    def is_taken(self, record: ProvRecord) -> bool:
        """Whether a membership is part of an insertion."""
        return id(record) in self._taken

    def take(self, dictionary: QualifiedName, keys: Sequence[Any]) -> tuple[Pair, ...]:
        """Return the pairs of those keys, none if one of them has no member."""
        places = [_place(dictionary, key) for key in keys]
        numbers = Counter(places)
        if any(len(self._by_key.get(place, ())) < count for place, count in numbers.items()):
            return ()
        records = [self._by_key[place].pop(0) for place in places]
        self._taken.update(number for number, _ in records)
        return tuple(pair for _, pair in records)


def _place(dictionary: QualifiedName, key: object) -> tuple[str, str]:
    return dictionary.uri, f"{type(key).__name__} {key!r}"


def _pair(record: ProvRecord) -> Pair | None:
    if record.get_type() != PROV_MEMBERSHIP or record.identifier is not None:
        return None
    ends = dict(record.formal_attributes)
    others = record.extra_attributes
    if None in ends.values() or len(others) != 1 or others[0][0] != PAIR_KEY:
        return None
    return others[0][1], ends[PROV_ATTR_ENTITY]


def derivation(record: ProvRecord, members: Members) -> DictionaryStatement | None:
    """Return the insertion or removal that a derivation is."""
    if record.get_type() != PROV_DERIVATION:
        return None
    after, before, *further = (value for _, value in record.formal_attributes)
    names = [name for name, kind in _TYPES.items() if (PROV_TYPE, kind) in record.extra_attributes]
    if len(names) != 1 or after is None or before is None or any(further):
        return None
    name = names[0]
    keys = tuple(value for attribute, value in record.extra_attributes if attribute == _KEYS[name])
    attributes = tuple(
        pair
        for pair in record.extra_attributes
        if pair[0] != _KEYS[name] and pair != (PROV_TYPE, _TYPES[name])
    )
    if not keys:
        return None
    if name == REMOVAL:
        return DictionaryStatement(name, after, before, (), keys, record.identifier, attributes)
    pairs = members.take(after, keys)
    if not pairs:
        return None
    return DictionaryStatement(name, after, before, pairs, (), record.identifier, attributes)
