"""Values of PROV as terms of RDF."""

from __future__ import annotations

from datetime import datetime

from prov.constants import XSD_ANYURI, XSD_BOOLEAN, XSD_DATETIME
from prov.identifier import Identifier, QualifiedName
from prov.model import Literal, canonical_xsd_datatype
from prov.model.records import _xsd_datetime_text, _xsd_double_text

from provgraph.serialisers.rdf.graph import LiteralTerm


def term_of(value: object) -> str | LiteralTerm:
    """Return the IRI of a qualified name, and the literal of any other value."""
    match value:
        case QualifiedName():
            return value.uri
        case Identifier():
            return LiteralTerm(value.uri, XSD_ANYURI.uri)
        case Literal():
            return _literal(value)
        case datetime():
            return LiteralTerm(_xsd_datetime_text(value), XSD_DATETIME.uri)
        case bool():
            return LiteralTerm(str(value).lower(), XSD_BOOLEAN.uri)
    datatype = canonical_xsd_datatype(value)
    text = _xsd_double_text(value) if isinstance(value, float) else str(value)
    return LiteralTerm(text, datatype.uri if datatype else None)


def _literal(literal: Literal) -> LiteralTerm:
    if literal.langtag:
        return LiteralTerm(literal.value, None, literal.langtag.replace("_", "-"))
    return LiteralTerm(literal.value, literal.datatype.uri if literal.datatype else None)
