"""The files of the corpus that are refused, each with the reason, as a person judges it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ELLIPSIS = "an ellipsis stands for the rest of the example"
_LITERALS = "literals alone, not a statement"

REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "malformed/bad_bundle_shape.json": "the bundles are not an object",
        "malformed/bad_prefix_map.json": "the prefixes are not an object of strings",
        "malformed/bad_record_content.json": "a record is not an object",
        "malformed/bad_record_shape.json": "the entities are not an object",
        "malformed/bad_typed_literal.json": "a typed literal has no value",
        "malformed/empty.json": "empty",
        "malformed/empty.rdf": "empty",
        "malformed/empty.xml": "empty",
        "malformed/empty_root.xml": "another root element, without PROV",
        "malformed/foreign_vocabulary.ttl": "RDF without PROV",
        "malformed/not_json.json": "not JSON",
        "malformed/not_turtle.ttl": "not Turtle",
        "malformed/not_well_formed.xml": "XML that is not well-formed",
        "malformed/top_level_list.json": "an array, not an object",
        "malformed/top_level_scalar.json": "a number, not an object",
        "malformed/unknown_record_type.json": "an unknown kind of record alone",
        "malformed/wrong_root.xml": "HTML",
        "provn/provtoolbox/container0.provn": "a name without a prefix and no default namespace",
        "provn/provtoolbox/container1.provn": "the prefix tr is not declared",
        "provn/spec/prov-dm/prov-dm-example-05.provn": _ELLIPSIS,
        "provn/spec/prov-dm/prov-dm-example-06.provn": _ELLIPSIS,
        "provn/spec/prov-dm/prov-dm-example-19.provn": "a list of attributes is not closed",
        "provn/spec/prov-dm/prov-dm-example-57.provn": _LITERALS,
        "provn/spec/prov-dm/prov-dm-example-58.provn": _LITERALS,
        "provn/spec/prov-dm/prov-dm-example-59.provn": _LITERALS,
        "provn/spec/prov-n/prov-n-example-16.provn": "a name where a time should be",
        "provn/spec/prov-n/prov-n-example-52.provn": _LITERALS,
        "provn/spec/prov-n/prov-n-example-53.provn": _LITERALS,
        "provn/spec/prov-n/prov-n-example-54.provn": _LITERALS,
        "provn/spec/prov-n/prov-n-example-55.provn": _LITERALS,
        "provn/spec/prov-n/prov-n-example-56.provn": _LITERALS,
        "provn/spec/prov-n/prov-n-example-59.provn": _ELLIPSIS,
        "provn/spec/prov-n/prov-n-example-61.provn": (
            "a name without a prefix and no default namespace"
        ),
    }
)
