"""Names: the URIs that provgraph makes for objects of the model, and URIs in PROV documents."""

from __future__ import annotations

import re
from urllib.parse import quote

from prov.identifier import Namespace, QualifiedName

from provgraph.errors import IvoaError
from provgraph.ivoa import model
from provgraph.model.namespaces import PROVGRAPH as PROVGRAPH_URI
from provgraph.model.namespaces import VOPROV as VOPROV_URI

PROVGRAPH = Namespace("provgraph", PROVGRAPH_URI)
VOPROV = Namespace("voprov", VOPROV_URI)

_PREFIXES = {
    *(kind.uri_kind for kind in model.CLASSES if kind.uri_kind.endswith("-description")),
    *(k.uri_kind for k in (model.Parameter, model.ConfigFile, model.Agent, model.Activity)),
    "file",
}
_NAMESPACES = (
    Namespace("uuid", "urn:uuid:"),
    *(Namespace(prefix, f"urn:provgraph:{prefix}:") for prefix in sorted(_PREFIXES)),
)

_URI = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)(?P<colon>:(?://)?)(?P<rest>.+)", re.DOTALL)
_NOT_IN_A_PREFIX = re.compile(r"[^A-Za-z0-9_-]")


def uri_of(kind: type[model.IvoaObject], *parts: str | None) -> str:
    """Return the URI of an object of a class that these parts identify; a missing part is empty."""
    return made_uri(kind.uri_kind, *parts)


def made_uri(kind: str, *parts: str | None) -> str:
    """Return the URI of something that these parts identify."""
    path = "/".join(quote(part or "", safe="") for part in parts)
    return f"urn:provgraph:{kind}:{path}"


def agent_uri(name: str) -> str:
    """Return an agent's URI: its id, if that is a URI."""
    return name if ":" in name else uri_of(model.Agent, name)


def named(uri: str) -> QualifiedName:
    """Return the qualified name of a URI.

    Raises:
        IvoaError: it is not a URI.

    """
    for namespace in _NAMESPACES:
        if uri.startswith(namespace.uri):
            # Not `namespace[…]`, which caches every name: those of all jobs would stay in memory.
            return QualifiedName(namespace, uri.removeprefix(namespace.uri))
    match = _URI.fullmatch(uri)
    if not match:
        raise IvoaError(f"the id {uri!r} is not a URI")
    # The namespace includes the slashes of `scheme://`: no local name begins with one in PROV-N.
    prefix = _NOT_IN_A_PREFIX.sub("_", match["scheme"])
    return Namespace(prefix, match["scheme"] + match["colon"])[match["rest"]]
