"""Names: the URIs of descriptions, and how URIs are written in PROV documents."""

from __future__ import annotations

import re
from urllib.parse import quote

from prov.identifier import Namespace, QualifiedName

from provgraph.errors import IvoaError
from provgraph.model.namespaces import PROVGRAPH as PROVGRAPH_URI
from provgraph.model.namespaces import VOPROV as VOPROV_URI

PROVGRAPH = Namespace("provgraph", PROVGRAPH_URI)
VOPROV = Namespace("voprov", VOPROV_URI)

_KINDS = (
    "activity-description",
    "usage-description",
    "generation-description",
    "parameter-description",
    "configfile-description",
    "entity-description",
    "parameter",
    "configfile",
    "agent",
    "activity",
    "file",
)
_NAMESPACES = (
    Namespace("uuid", "urn:uuid:"),
    *(Namespace(kind, f"urn:provgraph:{kind}:") for kind in _KINDS),
)

_URI = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)(?P<colon>:(?://)?)(?P<rest>.+)", re.DOTALL)
_NOT_IN_A_PREFIX = re.compile(r"[^A-Za-z0-9_-]")


def uri_of(kind: str, *parts: str | None) -> str:
    """Return the URI of something that its parts make unique; an absent part is empty."""
    path = "/".join(quote(part or "", safe="") for part in parts)
    return f"urn:provgraph:{kind}:{path}"


def agent_uri(name: str) -> str:
    """Return an agent's URI: its id, if that is one."""
    return name if ":" in name else uri_of("agent", name)


def named(uri: str) -> QualifiedName:
    """Return the qualified name of a URI.

    Raises:
        IvoaError: it is none.

    """
    for namespace in _NAMESPACES:
        if uri.startswith(namespace.uri):
            return namespace[uri.removeprefix(namespace.uri)]
    found = _URI.fullmatch(uri)
    if not found:
        raise IvoaError(f"the id {uri!r} is no URI")
    # `scheme://` stays whole: no prefixed name begins with slashes in PROV-N.
    prefix = _NOT_IN_A_PREFIX.sub("_", found["scheme"])
    return Namespace(prefix, found["scheme"] + found["colon"])[found["rest"]]
