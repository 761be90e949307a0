"""JSON-LD contexts that are known by name: none is fetched, be it from the network or a file.

PROV-JSONLD's is part of `prov`. RO-Crate's are made of `ro-crate.json`, which has their terms.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import Any

from prov.serializers.provjsonld import load_vendored_context

Json = Any  # whatever json.loads returns

KNOWN = "PROV-JSONLD's and ProvToolbox's (openprovenance.org), RO-Crate's 1.0 to 1.2 (w3id.org)"
"""The known ones, for messages."""

_PROV_JSONLD = re.compile(
    r"https?://(?:www\.)?openprovenance\.org/prov(?:\.jsonld|-jsonld(?:[./][\w./-]*)?)"
)
_RO_CRATE = re.compile(
    r"https?://(?:www\.)?w3id\.org/ro/crate/(1\.[012])(?:\.\d+)?(?:-DRAFT)?/context(?:\.jsonld)?"
)
_SCHEMA = "http://schema.org/"


def is_prov_jsonld(iri: str) -> bool:
    """Tell whether this names PROV-JSONLD's context, under a name of the W3C or of ProvToolbox."""
    return bool(_PROV_JSONLD.fullmatch(iri))


def known_context(iri: str) -> dict[str, Json] | None:
    """Return the context of that name, `None` if it is not known."""
    if is_prov_jsonld(iri):
        return load_vendored_context()
    match = _RO_CRATE.fullmatch(iri)
    return dict(_ro_crate(match[1])) if match else None


@cache
def _ro_crate(version: str) -> dict[str, Json]:
    text = resources.files(__name__).joinpath("ro-crate.json").read_text(encoding="utf-8")
    table = json.loads(text)
    entry = table["versions"][version]
    without = set(entry["without"])
    schema_terms = {term: _SCHEMA + term for term in table["schema"] if term not in without}
    terms: dict[str, Json] = entry["terms"]
    # Version 1.0 takes the base away, and with it every name of a file in the crate.
    return {term: iri for term, iri in (schema_terms | terms).items() if term != "@base"}
