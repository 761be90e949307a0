"""PROV-JSON (W3C Member Submission, 2013), with the record kinds of voprov."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

from prov.model import ProvBundle, ProvDocument
from prov.serializers.provjson import decode_json_container

from provgraph.errors import ReadError
from provgraph.model.exact_time import FINER_DIGITS
from provgraph.model.namespaces import XSD
from provgraph.model.relations import KINDS
from provgraph.readers import json_times, namespaces, unprefixed, voprov
from provgraph.readers.faults import at
from provgraph.readers.json_dictionary import with_plain_records
from provgraph.readers.json_times import ExactTimes
from provgraph.readers.notes import add_note
from provgraph.readers.source import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.readers.source import Source


Json = Any  # whatever json.loads returns


_XSD_WITHOUT_HASH = XSD.removesuffix("#")
"""What ProvToolbox declares as `xsd`."""


class Repeated(list[Json]):
    """The values of a key that a JSON object has more than once."""


def read(source: Source) -> ProvDocument:
    """Read PROV-JSON.

    Of a key that an object repeats nothing is lost, though `prov` would keep the last value
    only: sections are joined, an id gets several records, an attribute several values.
    """
    container = _container(source, "", loaded(source))
    bundles = _joined(container.pop("bundle", {}))
    document = ProvDocument()
    namespaces.index(document)
    if isinstance(bundles, dict) and "default" not in container.get("prefix", {}):
        container = _with_default(container, voprov.default_of(bundles))
    content = _plain(source, container, {})
    outer = content.get("prefix", {})
    _decode(source, "", content, document)
    if not isinstance(bundles, dict):
        raise ReadError(source.name, "its value is not a JSON object", "bundle")
    for name, sections in bundles.items():
        content = _plain(source, _container(source, name, sections), outer)
        _add_bundle(source, document, name, content)
    return document


def _with_default(container: dict[str, Json], default: str | None) -> dict[str, Json]:
    if default is None:
        return container
    return {**container, "prefix": {**container.get("prefix", {}), "default": default}}


def _plain(source: Source, container: Json, outer: Mapping[str, str]) -> dict[str, Json]:
    """Return a container in PROV-DM's own kinds, in which every name has a namespace."""
    plain = with_plain_records(voprov.converted(container, outer))
    return unprefixed.with_namespaces(plain, outer, unprefixed.of_records(source.sha256))


def loaded(source: Source) -> Json:
    """Return the content of a JSON document; see `read` for repeated keys.

    Raises:
        ReadError: it is no JSON; the place is the line and column.

    """
    try:
        return json.loads(text_of(source), object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ReadError(source.name, f"this is not JSON: {error.msg}", place) from error


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    content = dict(pairs)
    return content if len(content) == len(pairs) else _merged(pairs)


def _merged(pairs: Iterator[tuple[str, Json]] | list[tuple[str, Json]]) -> dict[str, Json]:
    merged: dict[str, Json] = {}
    for key, value in pairs:
        if key in merged:
            add_note(f"the key {key!r} is repeated; all its values are kept")
        merged[key] = _both(merged[key], value) if key in merged else value
    return merged


def _both(first: Json, second: Json) -> Json:
    if first == second and not isinstance(first, dict):
        return first
    return Repeated(
        chain.from_iterable(
            value if isinstance(value, list) else [value] for value in (first, second)
        )
    )


def _joined(section: Json) -> Json:
    """Return a section that occurs several times as one."""
    if isinstance(section, Repeated) and all(isinstance(part, dict) for part in section):
        return _merged(pair for part in section for pair in part.items())
    return section


def _container(source: Source, bundle: str, content: Json) -> dict[str, Json]:
    """Return a document's or bundle's sections, each once; its prefixes are an object."""
    content = _joined(content)
    place = f"bundle {bundle}" if bundle else None
    if not isinstance(content, dict):
        raise ReadError(source.name, "a PROV-JSON document or bundle is a JSON object", place)
    sections = {key: _joined(section) for key, section in content.items()}
    prefixes = sections.get("prefix", {})
    if not isinstance(prefixes, dict) or not all(isinstance(uri, str) for uri in prefixes.values()):
        raise ReadError(source.name, "its value is not a JSON object of strings", "prefix")
    if prefixes.get("xsd") == _XSD_WITHOUT_HASH:
        sections["prefix"] = {**prefixes, "xsd": XSD}
    return sections


def _add_bundle(
    source: Source, document: ProvDocument, name: str, container: Mapping[str, Json]
) -> None:
    place = f"bundle {name}"
    try:
        bundle = _named_by_document(document, name, container)
    except Exception as error:
        raise at(source, place, error) from error
    if bundle is not None:
        namespaces.index(bundle)
        _decode(source, f"{place}, ", container, bundle)
        return
    bundle = ProvBundle(document=document)
    namespaces.index(bundle)
    _decode(source, f"{place}, ", container, bundle)
    identifier = bundle.valid_qualified_name(name)
    if identifier is None:
        raise ReadError(source.name, "its id is not a name with a declared prefix", place)
    try:
        document.add_bundle(bundle, identifier)
    except Exception as error:
        raise at(source, place, error) from error


def _named_by_document(
    document: ProvDocument, name: str, container: Mapping[str, Json]
) -> ProvBundle | None:
    """Return a new bundle of that id, `None` where its own prefixes are needed for it."""
    own = name.partition(":")[0] if ":" in name else "default"
    if own in container.get("prefix", {}):
        return None
    identifier = document.valid_qualified_name(name)
    return document.bundle(identifier) if identifier else None


def _decode(source: Source, within: str, container: Mapping[str, Json], bundle: ProvBundle) -> None:
    others, exact = dict(container), ExactTimes()
    if FINER_DIGITS.search(source.data):
        others, exact = json_times.split(others)
    try:
        decode_json_container(others, bundle)
        _decode_exact(exact, bundle)
    except Exception as error:
        raise _located(source, within, container, bundle) from error
    _say_which_ids_are_lost(within, container, bundle)


def _decode_exact(exact: ExactTimes, bundle: ProvBundle) -> None:
    if exact.times:
        decode_json_container(exact.container, bundle)
        records = list(bundle.get_records())[-len(exact.times) :]
        for record, times in zip(records, exact.times, strict=True):
            record.add_attributes(times)


def _located(
    source: Source, within: str, container: Mapping[str, Json], bundle: ProvBundle
) -> ReadError:
    """Decode again, record by record, to the one that fails; always doing so costs a fifth."""
    scratch = ProvBundle(document=bundle.document)
    namespaces.index(scratch)
    for place, part in _parts(container):
        try:
            decode_json_container(part, scratch)
        except Exception as error:  # noqa: BLE001  # whatever it is, this is its place
            return at(source, f"{within}{place}", error)
    return ReadError(source.name, "its records do not fit together", within or None)


def _say_which_ids_are_lost(within: str, container: Mapping[str, Json], bundle: ProvBundle) -> None:
    """Report which relations' ids are not names; `prov` reads those relations as if without id."""
    for kind, section in container.items():
        if kind == "prefix" or kind in KINDS:
            continue
        for key in section:
            if not key.startswith("_:") and bundle.valid_qualified_name(key) is None:
                text = f"{within}{kind} {key}: the id has no declared prefix, and is left out"
                add_note(text)


def _parts(container: Mapping[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    for prefix, uri in container.get("prefix", {}).items():
        yield f"prefix {prefix}", {"prefix": {prefix: uri}}
    for kind, section in container.items():
        if kind == "prefix":
            continue
        if not isinstance(section, dict) or not section:
            yield kind, {kind: section}
            continue
        for key, record in section.items():
            yield f"{kind} {key}", {kind: {key: record}}
