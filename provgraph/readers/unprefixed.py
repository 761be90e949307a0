"""Names without a prefix in PROV-JSON, where no default namespace is declared.

R's provenance tools (rdtLite, RDataTracker) write them. Those of records are a matter of
their document, so its own namespace makes them different from all others'; those of
attributes mean the same in every document, as far as anyone can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.model.namespaces import PROVGRAPH
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.readers.notes import add_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = Any  # whatever json.loads returns

ATTRIBUTES = f"{PROVGRAPH.removesuffix('#')}/unprefixed#"
_PREFIX = "unprefixed"
_FORMAL = {
    relation.name: frozenset((*relation.ends, *relation.arguments)) for relation in RELATIONS
}
_ENDS = frozenset(f"prov:{name}" for names in _FORMAL.values() for name in names) - {"prov:time"}
_SECTIONS = frozenset({*KINDS, *_FORMAL})


def of_records(sha256: str) -> str:
    """Return the namespace of the records of the document with that hash."""
    return f"urn:provgraph:document:{sha256[:16]}:"


def with_namespaces(
    container: Mapping[str, Json], outer: Mapping[str, str], own: str
) -> dict[str, Json]:
    """Return a container in which every name has a namespace; notes say which.

    `outer` are the prefixes of the document around a bundle, `own` is the namespace of
    records' names.
    """
    sections = dict(container)
    prefixes = {**outer, **sections.get("prefix", {})}
    if "default" in prefixes or all(map(_is_prefixed, _sections(sections))):
        return sections
    prefix = _unused(prefixes)
    attributes = _rewrite(sections, prefix)
    records = sorted(set(_record_names(sections)))
    added = {"default": own} if records else {}
    if attributes:
        added[prefix] = ATTRIBUTES
    if added:
        sections["prefix"] = {**sections.get("prefix", {}), **added}
    _say(records, "records", own, "is this document's own")
    _say(attributes, "attributes", ATTRIBUTES, "is that of all such attributes")
    return sections


def _say(names: list[str], what: str, namespace: str, whose: str) -> None:
    if names:
        add_note(
            f"names of {what} without a prefix ({len(names)}, such as {names[0]!r}) are read in "
            f"the namespace {namespace}, which {whose}"
        )


def _sections(container: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
    for kind in sorted(_SECTIONS & container.keys()):
        if isinstance(container[kind], dict):
            yield container[kind]


def _is_prefixed(section: dict[str, Json]) -> bool:
    """Tell whether all names of a section have a prefix, which is so for nearly all documents.

    Sets make this ten times as fast as looking at each name (60,000 records: 0.03 s).
    """
    names: set[str] = set()
    records = [record for content in section.values() for record in _list(content)]
    names.update(*(record for record in records if isinstance(record, dict)))
    ends = [
        record[end]
        for end in _ENDS & names
        for record in records
        if isinstance(record, dict) and end in record
    ]
    texts = [name for end in ends for name in _list(end) if isinstance(name, str)]
    return not any(map(_is_unprefixed, (*section, *names, *texts)))


def _rewrite(sections: dict[str, Json], prefix: str) -> list[str]:
    """Give the attributes of all records a prefix; return those that had none."""
    names: set[str] = set()
    for kind in _SECTIONS & sections.keys():
        if not any(_is_unprefixed(name) for record in _records(sections[kind]) for name in record):
            continue
        section = {}
        for key, content in sections[kind].items():
            new = [_renamed(kind, record, prefix, names) for record in _list(content)]
            section[key] = new if isinstance(content, list) else new[0]
        sections[kind] = section
    return sorted(names)


def _renamed(kind: str, record: Json, prefix: str, names: set[str]) -> Json:
    if not isinstance(record, dict):
        return record
    renamed = {}
    for name, value in record.items():
        formal = f"prov:{name}"
        if not _is_unprefixed(name):
            renamed[name] = value
        elif name in _FORMAL.get(kind, ()) and formal not in record:
            renamed[formal] = value
        else:
            names.add(name)
            renamed[f"{prefix}:{name}"] = value
    return renamed


def _record_names(sections: Mapping[str, Json]) -> Iterator[str]:
    for kind in _SECTIONS & sections.keys():
        section = sections[kind]
        if isinstance(section, dict):
            yield from filter(_is_unprefixed, section)
            for record in _records(section):
                for end in _ENDS & record.keys():
                    names = (name for name in _list(record[end]) if isinstance(name, str))
                    yield from filter(_is_unprefixed, names)


def _records(section: Json) -> Iterator[dict[str, Json]]:
    if isinstance(section, dict):
        for content in section.values():
            yield from (record for record in _list(content) if isinstance(record, dict))


def _is_unprefixed(name: str) -> bool:
    return ":" not in name


def _unused(prefixes: Mapping[str, str]) -> str:
    name = _PREFIX
    while prefixes.get(name, ATTRIBUTES) != ATTRIBUTES:
        name += "_"
    return name


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
