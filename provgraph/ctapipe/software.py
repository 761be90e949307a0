"""Software: ctapipe and all packages are agents; a job's package list is one shared collection."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from prov.model import PROV, PROV_LABEL, PROV_TYPE

from provgraph.ctapipe import vocabulary as voc
from provgraph.model.keys import software_uri
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prov.model import ProvDocument

_VERSIONS = {
    "ctapipe_version": "ctapipe",
    "ctapipe_resources_version": "ctapipe_resources",
    "eventio_version": "eventio",
    "pyhessio_version": "pyhessio",
}

Packages = tuple[tuple[str, str], ...]


def packages(system: Mapping[str, Any]) -> Packages:
    """Return the names and versions of all software that a record's `system` names, sorted."""
    found = [(name, system.get(field)) for field, name in _VERSIONS.items()]
    python = system.get("python")
    listed = python.get("packages") if isinstance(python, dict) else None
    found += [
        (str(package.get("name")), package.get("version"))
        for package in (listed if isinstance(listed, list) else ())
        if isinstance(package, dict)
    ]
    return tuple(sorted({(name, text) for name, text in found if isinstance(text, str) and text}))


def environment_uri(found: Packages) -> str:
    """Return the URI of a package list: the same for all jobs that have the same."""
    digest = hashlib.sha256(canonical_json(found).encode()).hexdigest()
    return f"urn:provgraph:environment:{digest[:32]}"


def declare_agent(document: ProvDocument, name: str, version: str) -> str:
    """Declare a version of a software; return its URI."""
    uri = software_uri(name, version)
    document.agent(
        voc.named(uri),
        [
            (PROV_TYPE, PROV["SoftwareAgent"]),
            (PROV_LABEL, f"{name} {version}"),
            (voc.NAME, name),
            (voc.CTAPIPE["version"], version),
        ],
    )
    return uri


def declare_environment(document: ProvDocument, found: Packages) -> None:
    """Declare a package list and its packages."""
    uri = voc.named(environment_uri(found))
    label = f"environment of {len(found)} packages"
    types = [(PROV_TYPE, PROV["Collection"]), (PROV_TYPE, voc.ENVIRONMENT)]
    document.entity(uri, [*types, (PROV_LABEL, label)])
    for name, version in found:
        document.hadMember(uri, voc.named(declare_agent(document, name, version)))
