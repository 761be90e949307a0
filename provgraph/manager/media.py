"""Media types: which format of PROV a client asks for, by name or by content negotiation."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "json": "application/json",
        "provn": "text/provenance-notation",
        "xml": "application/provenance+xml",
        "turtle": "text/turtle",
        "trig": "application/trig",
        "ntriples": "application/n-triples",
        "nquads": "application/n-quads",
        "rdfxml": "application/rdf+xml",
        "jsonld": "application/ld+json",
        "voprov-json": "application/json",
        "ctapipe": "application/json",
    }
)
"""Format → media type (PROV-N: PROV-N, section 7; PROV-XML: PROV-XML, section 4). Of those with
the same one, content negotiation chooses the first."""

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "json": "json",
        "provn": "provn",
        "xml": "provx",
        "turtle": "ttl",
        "trig": "trig",
        "ntriples": "nt",
        "nquads": "nq",
        "rdfxml": "rdf",
        "jsonld": "jsonld",
        "voprov-json": "json",
        "ctapipe": "log",
    }
)


class NotAcceptableError(ExportError):
    """No format is one that the client accepts."""


def chosen(request: Request, form: str | None) -> str:
    """Return the format that a request names, or the best one that it accepts.

    Raises:
        ExportError: there is no such format, or none is accepted.

    """
    if form is not None:
        if form not in MEDIA_TYPES:
            raise ExportError(f"there is no format {form!r}; there are {', '.join(MEDIA_TYPES)}")
        return form
    ranges = list(_ranges(request.headers.get("accept", "*/*")))
    weights = {name: _weight(media_type, ranges) for name, media_type in MEDIA_TYPES.items()}
    best = max(weights, key=weights.__getitem__)
    if weights[best] <= 0:
        accepted = ", ".join(dict.fromkeys(MEDIA_TYPES.values()))
        raise NotAcceptableError(f"PROV is given as {accepted}; see the header Accept")
    return best


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield the media ranges of the header Accept with their weights."""
    for each in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [word.removeprefix("q=") for word in parameters if word.startswith("q=")]
        yield media_range, _number(weights[0]) if weights else 1.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _weight(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Return the weight of the most specific range that a type is in (RFC 9110, 12.5.1)."""
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        for media_range, weight in ranges:
            if media_range == name:
                return weight
    return 0.0
