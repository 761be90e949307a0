"""PROV-AQ: how provenance is found from the URI of a thing, by links and a query service."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from provgraph.manager.services import services_of

if TYPE_CHECKING:
    from starlette.requests import Request

_HAS_PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"
_HAS_QUERY_SERVICE = "http://www.w3.org/ns/prov#has_query_service"
_DESCRIPTION = """\
@prefix prov: <http://www.w3.org/ns/prov#> .

<{service}> a prov:ServiceDescription ;
    prov:describesService <{service}#direct> .

<{service}#direct> a prov:DirectQueryService ;
    prov:provenanceUriTemplate "{service}?target={{uri}}" .
"""
_IN_URI = ":/?#[]@!$&'()*+,;=%~"


def provenance_link(request: Request, uri: str) -> str:
    """Return the value of a header `Link` that leads from a thing to its provenance (3.1)."""
    target = quote(uri, safe="")
    anchor = quote(uri, safe=_IN_URI)
    return f'<{_service(request)}?target={target}>; rel="{_HAS_PROVENANCE}"; anchor="{anchor}"'


def query_service_link(request: Request) -> str:
    """Return the value of a header `Link` that leads to the query service (3.1)."""
    return f'<{_service(request)}>; rel="{_HAS_QUERY_SERVICE}"'


def service_description(request: Request) -> str:
    """Return the description of the query service in Turtle (4.1)."""
    return _DESCRIPTION.format(service=_service(request))


def _service(request: Request) -> str:
    """Return the URL of the service: below the public URL, or at the host that was asked."""
    public = services_of(request).settings.public_url
    if public is None:
        return str(request.url_for("provenance").replace(query="", fragment=""))
    return public.rstrip("/") + str(request.app.url_path_for("provenance"))
