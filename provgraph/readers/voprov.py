"""IVOA's record kinds in PROV-JSON, as the voprov package writes them.

An `activityDescription` becomes an `entity` of type `voprov:ActivityDescription`, an
`isDescribedBy` a `wasInfluencedBy` of type `voprov:IsDescribedBy`, and so on for all of
`provgraph.model.voprov.RECORDS`; all attributes are kept, in the document's own namespace.
voprov's W3C form has PROV's kinds, but uses the prefix `voprov` without a declaration.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from provgraph.model.namespaces import VOPROV
from provgraph.model.voprov import NAMESPACES, RECORDS, VoprovRelation
from provgraph.readers.notes import add_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


Json = Any  # whatever json.loads returns

ASSUMED = f"the prefix voprov is not declared; it is read as IVOA's, {VOPROV}"
_USAGES = frozenset({"used", "wasGeneratedBy"})


def converted(container: Mapping[str, Json], outer: Mapping[str, Json]) -> dict[str, Json]:
    """Return a PROV-JSON container in PROV's own kinds; `outer` are the document's prefixes.

    Raises:
        ValueError: a section or record has another shape, or the prefix `voprov` is not IVOA's.

    """
    sections = {key: value for key, value in container.items() if key not in RECORDS}
    prefix_section = sections.get("prefix", {})
    known = {**outer, **prefix_section}
    if "voprov" not in known and _uses_prefix(sections):
        sections["prefix"] = _with_voprov(known, prefix_section)
        known = {**known, "voprov": VOPROV}
        add_note(ASSUMED)
    prefixes = _names(known)
    if len(sections) < len(container) and not prefixes:
        sections["prefix"] = _with_voprov(known, prefix_section)
        prefixes = ["voprov"]
    for kind in (key for key in container if key in RECORDS):
        target, records = _records(kind, container[kind], prefixes)
        sections[target] = _joined(sections.get(target, {}), records)
    for kind in _USAGES & sections.keys() if prefixes else ():
        sections[kind] = _with_descriptors(sections[kind], prefixes)
    return sections


def default_of(bundles: Mapping[str, Json]) -> str | None:
    """Return the default namespace that voprov's W3C form declares in its bundles alone.

    The bundles' ids are names in it.
    """
    defaults = {
        str(prefixes.get("default"))
        for content in bundles.values()
        if isinstance(content, dict) and isinstance(prefixes := content.get("prefix"), dict)
    }
    unprefixed = any(":" not in name for name in bundles)
    return min(defaults) if unprefixed and len(defaults) == 1 and defaults != {"None"} else None


def _uses_prefix(sections: Mapping[str, Json]) -> bool:
    """Return whether a record has an attribute, or a type, of the prefix `voprov`."""
    records = (
        record
        for kind, section in sections.items()
        if kind != "prefix" and isinstance(section, dict)
        for content in section.values()
        for record in (content if isinstance(content, list) else [content])
        if isinstance(record, dict)
    )
    return any(
        name.startswith("voprov:") or (name == "prov:type" and '"voprov:' in json.dumps(value))
        for record in records
        for name, value in record.items()
    )


def _with_descriptors(section: Json, prefixes: list[str]) -> Json:
    """Return usages or generations in which descriptors are names: voprov writes them as texts."""
    if not isinstance(section, dict):
        return section
    names = {_name(prefix, "descriptor") for prefix in prefixes}
    return {key: _with_names(content, names) for key, content in section.items()}


def _with_names(content: Json, names: set[str]) -> Json:
    if isinstance(content, list):
        return [_with_names(each, names) for each in content]
    if not isinstance(content, dict):
        return content
    return {
        key: {"$": value, "type": "prov:QUALIFIED_NAME"}
        if key in names and isinstance(value, str) and ":" in value
        else value
        for key, value in content.items()
    }


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
