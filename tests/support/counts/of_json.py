"""PROV-JSON (W3C Member Submission, 2013), counted from the parsed JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.support.counts.counts import PREFIXES, PROV, Counts, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NO_RECORDS = frozenset({"prefix", "bundle", "$schema"})
_DEFAULT = "default"
VOPROV = "http://www.ivoa.net/documents/ProvenanceDM/index.html#"
_IVOA_RELATIONS = {
    "isDescribedBy": ("described", "descriptor"),
    "wasConfiguredBy": ("configured", "configurator"),
    "hadReference": ("referrer", "referenced"),
    "isRelatedTo": ("related", "relator"),
}
_IVOA_CLASSES = frozenset(
    {
        "activityDescription", "entityDescription", "valueDescription", "datasetDescription",
        "usageDescription", "generationDescription", "parameterDescription",
        "configFileDescription", "datasetEntity", "valueEntity", "configFile", "parameter",
    }
)  # fmt: skip
"""The kinds that the package voprov writes beside those of PROV-JSON."""


def count(text: bytes) -> Counts:
    """Count a document."""
    whole = json.loads(text.decode("utf-8-sig"))
    counts = Counts()
    prefixes = dict(PREFIXES)
    _add_scope(counts, whole, prefixes)
    for bundle in _listed_values(whole.get("bundle", {})):
        _add_scope(counts, bundle, prefixes)
    return counts


def _add_scope(counts: Counts, scope: Mapping[str, Any], outer: Mapping[str, str]) -> None:
    own = {("" if p == _DEFAULT else p): uri for p, uri in scope.get("prefix", {}).items()}
    if isinstance(outer, dict) and "bundle" in scope:
        outer.update(own)
    prefixes = {**outer, **own}
    for kind, records in scope.items():
        if kind in _NO_RECORDS:
            continue
        for record in _listed_values(records):
            for each in _memberships(kind, record):
                counts.add(*_as_prov(kind, list(_attributes(each, prefixes))))


def _as_prov(kind: str, attributes: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Return IVOA's classes and relations as docs/ivoa.md writes them in PROV."""
    if kind in _IVOA_RELATIONS:
        ends = dict(zip(_IVOA_RELATIONS[kind], ("influencee", "influencer"), strict=True))
        renamed = [(_renamed(name, ends), value) for name, value in attributes]
        return "wasInfluencedBy", [*renamed, (f"{PROV}type", kind)]
    if kind in _IVOA_CLASSES:
        return "entity", [*attributes, (f"{PROV}type", kind)]
    return kind, attributes


def _renamed(name: str, ends: Mapping[str, str]) -> str:
    local = name.removeprefix(VOPROV)
    return PROV + ends[local] if local != name and local in ends else name


def _memberships(kind: str, record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a record for each member: PROV-JSON lets one name several."""
    members = record.get("prov:entity")
    if kind == "hadMember" and isinstance(members, list):
        yield from ({**record, "prov:entity": member} for member in members)
    else:
        yield record


def _listed_values(records: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for record in records.values():
        yield from record if isinstance(record, list) else [record]


def _attributes(
    record: Mapping[str, Any], prefixes: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for name, values in record.items():
        for value in values if isinstance(values, list) else [values]:
            yield resolve(name, prefixes), json.dumps(value, sort_keys=True)
