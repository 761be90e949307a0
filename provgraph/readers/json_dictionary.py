"""PROV-Dictionary in PROV-JSON, as ProvToolbox writes it: sections of its own beside PROV's.

```
"hadDictionaryMember": {id: {"prov:dictionary": d, "prov:key-entity-set": pairs}}
"derivedByInsertionFrom": {id: {"prov:after": d2, "prov:before": d1,
                                "prov:key-entity-set": pairs}}
"derivedByRemovalFrom": {id: {"prov:after": d2, "prov:before": d1, "prov:key-set": keys}}
```

Pairs are objects `{"key": …, "$": entity}`, or one object from key to entity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.model.dictionaries import INSERTION, MEMBERSHIP, REMOVAL, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = Any  # whatever json.loads returns
_TYPES = {INSERTION: "prov:Insertion", REMOVAL: "prov:Removal"}
_KEYS = {INSERTION: "prov:insertedKey", REMOVAL: "prov:removedKey"}
_OWN = frozenset(
    {"prov:dictionary", "prov:after", "prov:before", "prov:key-entity-set", "prov:key-set"}
)


def with_plain_records(container: Mapping[str, Json]) -> dict[str, Json]:
    """Return a container in PROV-DM's kinds; see `provgraph.model.dictionaries`.

    Raises:
        ValueError: a section, a record or its pairs have another shape.

    """
    sections = {key: value for key, value in container.items() if key not in STATEMENTS}
    if len(sections) == len(container):
        return sections
    for kind in ("wasDerivedFrom", "hadMember"):
        sections[kind] = dict(sections.get(kind, {}))
    for name in STATEMENTS:
        for number, (key, record) in enumerate(_records(name, container.get(name, {}))):
            for kind, own_key, plain in _plain(name, f"_:{name}{number}", key, record):
                before = sections[kind].get(own_key)
                sections[kind][own_key] = [*_list(before), plain] if before else plain
    return sections


def _records(name: str, section: Json) -> Iterator[tuple[str, Mapping[str, Json]]]:
    if not isinstance(section, dict):
        msg = f"{name} is not a JSON object"
        raise ValueError(msg)  # noqa: TRY004  # the value is wrong, not the program
    for key, content in section.items():
        for record in content if isinstance(content, list) else [content]:
            if not isinstance(record, dict):
                msg = f"{name} {key} is not a JSON object"
                raise ValueError(msg)  # noqa: TRY004  # the value is wrong, not the program
            yield key, record


def _plain(
    name: str, blank: str, key: str, record: Mapping[str, Json]
) -> Iterator[tuple[str, str, dict[str, Json]]]:
    """Yield the kind, the id and the content of the records that one statement is."""
    others = {attribute: value for attribute, value in record.items() if attribute not in _OWN}
    pairs = list(_pairs(f"{name} {key}", record.get("prov:key-entity-set", [])))
    if name == MEMBERSHIP:
        dictionary, own_key, members = record.get("prov:dictionary"), key, others
    else:
        dictionary, own_key, members = record.get("prov:after"), blank, {}
        keys = [pair[0] for pair in pairs] or _list(record.get("prov:key-set", []))
        yield (
            "wasDerivedFrom",
            key,
            {
                "prov:generatedEntity": dictionary,
                "prov:usedEntity": record.get("prov:before"),
                **others,
                "prov:type": [*_list(others.get("prov:type", [])), _name(_TYPES[name])],
                _KEYS[name]: keys,
            },
        )
    for pair_key, entity in pairs:
        ends = {"prov:collection": dictionary, "prov:entity": entity, "prov:pairKey": pair_key}
        yield "hadMember", own_key, {**members, **ends}


def _pairs(place: str, pairs: Json) -> Iterator[tuple[Json, Json]]:
    if isinstance(pairs, dict) and "key" not in pairs:
        yield from _pairs_of_object(pairs)
        return
    for pair in _list(pairs):
        if not isinstance(pair, dict) or not {"key", "$"} <= pair.keys():
            msg = f'{place}: a pair is an object with "key" and "$", the entity'
            raise ValueError(msg)
        yield pair["key"], pair["$"]


def _pairs_of_object(pairs: Mapping[str, Json]) -> Iterator[tuple[Json, Json]]:
    datatype = pairs.get("$datatype")
    for key, entity in pairs.items():
        if key != "$datatype":
            yield ({"$": key, "type": datatype} if datatype else key), entity


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _name(name: str) -> Json:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
