"""IVOA's record kinds in PROV-JSON, as the voprov package wrote them before its version 0.1.

An `activityDescription` becomes an `entity` of type `voprov:ActivityDescription`, an
`isDescribedBy` a `wasInfluencedBy` of type `voprov:IsDescribedBy`, and so on for all of
`provgraph.model.voprov.RECORDS`; all attributes are kept, in the document's own namespace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.model.namespaces import VOPROV
from provgraph.model.voprov import NAMESPACES, RECORDS, VoprovRelation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


Json = Any  # whatever json.loads returns


def converted(container: Mapping[str, Json], outer: Mapping[str, Json]) -> dict[str, Json]:
    """Return a PROV-JSON container in PROV's own kinds; `outer` are the document's prefixes.

    Raises:
        ValueError: a section or record has another shape, or the prefix `voprov` is not IVOA's.

    """
    sections = {key: value for key, value in container.items() if key not in RECORDS}
    if len(sections) == len(container):
        return sections
    prefix_section = sections.get("prefix", {})
    prefixes = _names({**outer, **prefix_section})
    if not prefixes:
        sections["prefix"] = _with_voprov({**outer, **prefix_section}, prefix_section)
        prefixes = ["voprov"]
    for kind in (key for key in container if key in RECORDS):
        target, records = _records(kind, container[kind], prefixes)
        sections[target] = _joined(sections.get(target, {}), records)
    return sections


def _names(prefixes: Mapping[str, Json]) -> list[str]:
    """Return the prefixes of IVOA's namespaces; the default one, without a name, last."""
    names = {prefix for prefix, uri in prefixes.items() if uri in NAMESPACES}
    return [*sorted(names - {"default"}), *([""] if "default" in names else [])]


def _with_voprov(known: Mapping[str, Json], own: Mapping[str, Json]) -> dict[str, Json]:
    """Declare the prefix `voprov`, which the package takes for granted."""
    if "voprov" in known:
        msg = f"the prefix voprov is {known['voprov']!r}, which is none of IVOA's namespaces"
        raise ValueError(msg)
    return {**own, "voprov": VOPROV}


def _records(kind: str, section: Json, prefixes: list[str]) -> tuple[str, dict[str, Json]]:
    what = RECORDS[kind]
    name = what.name if isinstance(what, VoprovRelation) else what
    ends = {}
    if isinstance(what, VoprovRelation):
        ends = {
            _name(prefix, end): formal
            for prefix in prefixes
            for end, formal in zip(what.ends, ("prov:influencee", "prov:influencer"), strict=True)
        }
    marker = {"$": _name(prefixes[0], name), "type": "xsd:QName"}
    records = {
        key: [_typed(record, ends, marker) for record in _list(kind, key, content)]
        for key, content in _object(kind, section).items()
    }
    return ("wasInfluencedBy" if ends else "entity"), records


def _typed(
    record: Mapping[str, Json], ends: Mapping[str, str], marker: Mapping[str, str]
) -> dict[str, Json]:
    typed = {ends.get(key, key): value for key, value in record.items()}
    types = typed.get("prov:type", [])
    typed["prov:type"] = [*(types if isinstance(types, list) else [types]), marker]
    return typed


def _joined(first: Mapping[str, Json], second: Mapping[str, Json]) -> dict[str, Json]:
    """Join two sections; an id in both has several records."""
    joined = dict(first)
    for key, records in second.items():
        before = joined.get(key, [])
        joined[key] = [*(before if isinstance(before, list) else [before]), *records]
    return joined


def _list(kind: str, key: str, content: Json) -> Iterator[Mapping[str, Json]]:
    for record in content if isinstance(content, list) else [content]:
        yield _object(f"{kind} {key}", record)


def _object(place: str, content: Json) -> Mapping[str, Json]:
    if not isinstance(content, dict):
        msg = f"{place} is not a JSON object"
        raise ValueError(msg)  # noqa: TRY004  # the value is wrong, not the program
    return content


def _name(prefix: str, local: str) -> str:
    return f"{prefix}:{local}" if prefix else local
