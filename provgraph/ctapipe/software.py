"""Software: ctapipe and all packages are agents; a job's package list is a shared collection."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from prov.model import PROV, PROV_LABEL, PROV_TYPE

from provgraph.ctapipe import prov_names as voc
from provgraph.model.keys import software_uri
from provgraph.runtime import nested
from provgraph.runtime.canonical_json import canonical_json
from provgraph.runtime.repeated import RepeatedValues, comparable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prov.model import ProvDocument

_VERSIONS = {
    "ctapipe_version": "ctapipe",
    "ctapipe_resources_version": "ctapipe_resources",
    "eventio_version": "eventio",
    "pyhessio_version": "pyhessio",
}

_BYTES_KEPT = 4_000_000

Packages = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """All software with which an activity ran, and its URI: equal lists have the same."""

    packages: Packages
    uri: str


def environment(system: Mapping[str, object]) -> Environment:
    """Return all software that a record's `system` names."""
    versions = [(name, system.get(field)) for field, name in _VERSIONS.items()]
    installed = nested.section(system, "python").get("packages")
    key = comparable([versions, installed])
    kept = _KEPT.get(key)
    if kept is None:
        packages = _packages(versions, installed)
        kept = Environment(packages, environment_uri(packages))
        _KEPT.put(key, kept, 2 * len(key))
    return kept


def _packages(versions: list[tuple[str, object]], installed: object) -> Packages:
    """Return the names and versions of software, sorted."""
    versions += [
        (str(package.get("name")), package.get("version"))
        for package in (installed if isinstance(installed, list) else ())
        if isinstance(package, dict)
    ]
    return tuple(sorted({(n, version) for n, version in versions if _is_text(version)}))


def environment_uri(packages: Packages) -> str:
    """Return the URI of a package list: equal lists have the same."""
    digest = hashlib.sha256(canonical_json(packages).encode()).hexdigest()
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


def declare_environment(document: ProvDocument, packages: Packages) -> None:
    """Declare a package list and its packages."""
    uri = voc.named(environment_uri(packages))
    label = f"environment of {len(packages)} packages"
    types = [(PROV_TYPE, PROV["Collection"]), (PROV_TYPE, voc.ENVIRONMENT)]
    document.entity(uri, [*types, (PROV_LABEL, label)])
    for name, version in packages:
        document.hadMember(uri, voc.named(declare_agent(document, name, version)))


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value != ""


_KEPT = RepeatedValues[Environment](_BYTES_KEPT)
