"""The PROV names of ctapipe's provenance: its attributes, types and identifiers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from prov.constants import PROV_ATTRIBUTES
from prov.identifier import Identifier, Namespace, QualifiedName
from prov.model import ProvDocument

from provgraph.model.namespaces import CTA as CTA_URI
from provgraph.model.namespaces import CTAPIPE as CTAPIPE_URI
from provgraph.model.namespaces import PROVGRAPH as PROVGRAPH_URI
from provgraph.model.namespaces import VOPROV as VOPROV_URI

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prov.model import OptionalID, ProvRecord, QualifiedNameCandidate, RecordAttributesArg

PROVGRAPH = Namespace("provgraph", PROVGRAPH_URI)
VOPROV = Namespace("voprov", VOPROV_URI)
CTAPIPE = Namespace("ctapipe", CTAPIPE_URI)
"""Attributes of an activity: fields of its record."""
CTA = Namespace("cta", CTA_URI)
"""Attributes of a file: fields of its reference metadata."""

NAME, PATH, LFN = PROVGRAPH["name"], PROVGRAPH["path"], PROVGRAPH["lfn"]
IDENTIFIED_BY = PROVGRAPH["identifiedBy"]
GUID, SIZE = PROVGRAPH["guid"], PROVGRAPH["size"]
CHECKSUM, CHECKSUM_TYPE = PROVGRAPH["checksum"], PROVGRAPH["checksumType"]
REPLICA = PROVGRAPH["replica"]
JOB_ID, SITE, PRODUCTION = PROVGRAPH["jobId"], PROVGRAPH["site"], PROVGRAPH["production"]
JOB_EXIT_CODE = PROVGRAPH["jobExitCode"]
GENERATED_AT_TIME = VOPROV["generatedAtTime"]

NESTED = PROVGRAPH["Nested"]
UNFINISHED = PROVGRAPH["Unfinished"]
UNVERSIONED = PROVGRAPH["UnversionedFile"]
UNCATALOGUED = PROVGRAPH["Uncatalogued"]
CONFIGURATION = PROVGRAPH["Configuration"]
ENVIRONMENT = PROVGRAPH["Environment"]
DATASET = VOPROV["DatasetEntity"]
VALUE = VOPROV["ValueEntity"]
CONFIGURED = VOPROV["WasConfiguredBy"]

CTAO = "urn:provgraph:agent:CTAO"
"""The organisation for which CTADIRAC runs jobs."""

_KINDS = ("activity", "agent", "software", "configuration", "environment", "contact")
_NAMESPACES = (
    Namespace("uuid", "urn:uuid:"),
    Namespace("lfn", "lfn:"),
    Namespace("relative", "urn:provgraph:file:"),
    *(Namespace(kind, f"urn:provgraph:{kind}:") for kind in _KINDS),
)
_REMEMBERED = 4096
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_FORMAL = frozenset(name.uri for name in PROV_ATTRIBUTES)
_PLAIN = frozenset({str, int, float, bool, Identifier})
"""The types of values that `prov` keeps as they are."""


class OwnDocument(ProvDocument):
    """A document of names in the namespaces of this module.

    `prov` copies each namespace into the document, and with it each name: half of the time that
    it takes to make the records of a job. Half of the rest was to find out what each further
    attribute is.
    """

    def __init__(self) -> None:
        """Make an empty document."""
        super().__init__()
        self._taken: dict[int, Namespace] = {}

    def valid_qualified_name(self, identifier: QualifiedNameCandidate) -> QualifiedName | None:
        """Return a name as it is, if its namespace can be taken as it is."""
        if isinstance(identifier, QualifiedName) and self._takes(identifier.namespace):
            return identifier
        return super().valid_qualified_name(identifier)

    def new_record(
        self,
        record_type: QualifiedName,
        identifier: OptionalID,
        attributes: RecordAttributesArg | None = None,
        other_attributes: RecordAttributesArg | None = None,
    ) -> ProvRecord:
        """Add a record; of its other attributes, `prov` looks at those that it would change.

        Raises:
            ProvException: an attribute is not valid; the document is not whole then.

        """
        record = super().new_record(record_type, identifier, attributes)
        others = other_attributes or ()
        pairs = getattr(others, "items", lambda: others)()
        changeable = []
        for name, value in cast("Iterable[tuple[Any, Any]]", pairs):
            if self._is_other(name) and self._is_kept(value):
                record._attributes[name].add(value)  # noqa: SLF001  # prov has no quicker way
            else:
                changeable.append((name, value))
        if changeable:
            record.add_attributes(changeable)
        return record

    def release(self) -> None:
        """Forget the records. They refer to the document: else only the collector frees them."""
        self._records.clear()
        self._id_map.clear()

    def _is_other(self, name: object) -> bool:
        """Whether a name is taken as it is, and not that of an argument like `prov:activity`."""
        return (
            isinstance(name, QualifiedName)
            and name.uri not in _FORMAL
            and self._takes(name.namespace)
        )

    def _is_kept(self, value: object) -> bool:
        return type(value) in _PLAIN or (
            type(value) is QualifiedName and self._takes(value.namespace)
        )

    def _takes(self, namespace: Namespace) -> bool:
        if id(namespace) in self._taken:
            return True
        if not namespace.prefix or self.add_namespace(namespace) is not namespace:
            return False
        self._taken[id(namespace)] = namespace
        return True


@lru_cache(_REMEMBERED)
def named(uri: str) -> QualifiedName:
    """Return the qualified name of an activity, a file, or something that provgraph named."""
    for namespace in _NAMESPACES:
        if uri.startswith(namespace.uri):
            return QualifiedName(namespace, uri.removeprefix(namespace.uri))
    scheme, _, place = uri.partition("://")
    return QualifiedName(_of_scheme(scheme), place)


@lru_cache(_REMEMBERED)
def _of_scheme(scheme: str) -> Namespace:
    return Namespace(scheme, f"{scheme}://")


@lru_cache(_REMEMBERED)
def reference_name(path: tuple[str, ...]) -> QualifiedName:
    """Return the attribute for a field of the reference metadata, nested ones with dots."""
    joined = ".".join(path).removeprefix("CTA ").lower()
    return QualifiedName(CTA, _NOT_IN_A_NAME.sub("_", joined))
