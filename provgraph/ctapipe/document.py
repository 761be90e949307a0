"""Documents: one activity record and its resolution as PROV.

A job's document asserts the activity, its files, its status and the relations between them.
What many jobs share (software, configuration, contact) is named by its content and has
documents of its own. Nothing here depends on the order of loading.
"""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from prov.identifier import Identifier
from prov.model import (
    PROV,
    PROV_LABEL,
    PROV_LOCATION,
    PROV_ROLE,
    PROV_TYPE,
    PROV_VALUE,
    ProvDocument,
)

from provgraph.ctapipe import prov_names as voc
from provgraph.ctapipe import software
from provgraph.ctapipe.identity.claims import LFN, rank
from provgraph.ctapipe.job_files import CatalogueEntry
from provgraph.model import urls
from provgraph.model.keys import software_uri
from provgraph.runtime import nested
from provgraph.runtime.canonical_json import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from prov.identifier import QualifiedName
    from prov.model import ProvActivity

    from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts
    from provgraph.ctapipe.identity.resolution import Identity, Resolution
    from provgraph.ctapipe.job_files import JobContext
    from provgraph.ctapipe.log.record import ActivityRecord, LoggedFile

Attribute = tuple["QualifiedName", Any]

_CONTACT = ("CTA CONTACT NAME", "CTA CONTACT EMAIL", "CTA CONTACT ORGANIZATION")
_BASES = {
    "pid": "product id",
    "guid": "GUID",
    "lfn": "LFN",
    "location": "location",
    "unversioned": "location",
    "directory": "location",
}
_ACTIVITY_FIELDS = ("status", "exit_code", "duration_min")
_SYSTEM_FIELDS = ("ctapipe_version", "executable")


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """Something that many jobs share, in a document of its own.

    `declare` writes it, where it is needed: for most jobs it is in the store already, and an
    environment of 66 packages took longer to make than everything else of a job.
    """

    id: str
    declare: Callable[[ProvDocument], object]

    @property
    def document(self) -> voc.OwnDocument:
        """The document that declares it."""
        document = voc.OwnDocument()
        self.declare(document)
        return document


@dataclass(frozen=True, slots=True)
class JobDocument:
    """An activity's own document, and those of what it shares with others.

    `configuration` is the URI of its configuration, if it has one.
    """

    document: voc.OwnDocument
    shared: tuple[SharedDocument, ...]
    configuration: str | None


def describe(record: ActivityRecord, facts: RecordFacts, resolution: Resolution) -> JobDocument:
    """Return the documents of a record, whose files have these facts and identities."""
    return _Description(record, facts, resolution).document()


def configuration_uri(config: Mapping[str, object]) -> str:
    """Return the URI of a configuration: the same for all activities that have the same."""
    return f"urn:provgraph:configuration:{_hash(config)}"


class _Description:
    def __init__(self, record: ActivityRecord, facts: RecordFacts, resolution: Resolution) -> None:
        self._record = record
        self._resolution = resolution
        logged = (*record.inputs, *record.outputs)
        self._files = list(zip(logged, facts.files, resolution.files, strict=True))
        self._document = voc.OwnDocument()
        self._shared: dict[str, SharedDocument] = {}

    def document(self) -> JobDocument:
        activity = self._activity()
        self._declare_files()
        self._directories()
        self._relate_files(activity)
        self._status(activity)
        self._software(activity)
        configuration = self._configuration(activity)
        self._contacts()
        if self._record.job and self._record.job.context.is_of_dirac:
            self._observatory(activity)
        if self._resolution.parent:
            parent = voc.named(self._resolution.parent)
            self._document.wasInformedBy(parent, activity, None, {PROV_TYPE: voc.NESTED})
        return JobDocument(self._document, tuple(self._shared.values()), configuration)

    def _activity(self) -> ProvActivity:
        record = self._record
        return self._document.activity(
            voc.named(record.id), record.start, record.stop, list(_activity_attributes(record))
        )

    def _declare_files(self) -> None:
        attributes: dict[str, list[Attribute]] = {}
        for logged, file, identity in self._files:
            of_file = attributes.setdefault(identity.uri, [])
            entry = self._catalogue_entry(logged, file, identity)
            of_file += _file_attributes(logged, file, identity)
            of_file += _catalogue_attributes(entry, identity)
            # The record says where a job's copy was; on a file that a hundred thousand jobs
            # read, each in a scratch directory of its own, the places would add up.
            of_file += _place_attributes(logged, file) if not _lfn_of(file, identity) else ()
        for uri, of_file in attributes.items():
            self._document.entity(voc.named(uri), of_file)

    def _directories(self) -> None:
        for identity in dict.fromkeys(i for _, _, i in self._files if i.members):
            name = f"urn:provgraph:directory:{_hash(identity.uri)}"
            self._shared[name] = SharedDocument(name, partial(_declare_directory, identity))

    def _relate_files(self, activity: ProvActivity) -> None:
        document = self._document
        # A log can name a file twice with one role: that is one usage.
        uses = dict.fromkeys((f.output, i, logged.role) for logged, f, i in self._files)
        for output, identity, role in uses:
            file = voc.named(identity.uri)
            roles = {PROV_ROLE: role} if role else {}
            if output:
                document.wasGeneratedBy(file, activity, None, None, roles)
            else:
                document.used(activity, file, None, None, roles)
        for identity in dict.fromkeys(i for _, file, i in self._files if file.output):
            if identity.revision_of:
                new, old = voc.named(identity.uri), voc.named(identity.revision_of)
                types = {PROV_TYPE: PROV["Revision"]}
                document.wasDerivedFrom(new, old, activity, other_attributes=types)

    def _status(self, activity: ProvActivity) -> None:
        if self._record.status is None:
            return
        status = self._document.entity(
            voc.named(f"{self._record.id}_status"),
            [
                (PROV_TYPE, voc.VALUE),
                (PROV_LABEL, "status"),
                (PROV_VALUE, self._record.status),
                (voc.NAME, "status"),
            ],
        )
        self._document.wasGeneratedBy(status, activity, None, None, {PROV_ROLE: "status"})

    def _software(self, activity: ProvActivity) -> None:
        if self._record.software:
            name, version = self._record.software
            uri = software_uri(name, version)
            self._share(uri, partial(software.declare_agent, name=name, version=version))
            # Without a role, joins of activities with those responsible would have it, too.
            role = {PROV_ROLE: "software"}
            self._document.wasAssociatedWith(activity, voc.named(uri), None, None, role)
        environment = software.environment(self._record.system)
        if environment.packages:
            declare = partial(software.declare_environment, packages=environment.packages)
            self._share(environment.uri, declare)
            configured = {PROV_TYPE: voc.CONFIGURED}
            named = voc.named(environment.uri)
            self._document.wasInfluencedBy(activity, named, None, configured)

    def _configuration(self, activity: ProvActivity) -> str | None:
        config = self._record.config
        if not config:
            return None
        uri = configuration_uri(config)
        label = f"configuration of {', '.join(sorted(config))}"
        attributes = [(PROV_TYPE, voc.CONFIGURATION), (PROV_LABEL, label)]
        self._share(uri, lambda d: d.entity(voc.named(uri), attributes))
        configured = {PROV_TYPE: voc.CONFIGURED}
        self._document.wasInfluencedBy(activity, voc.named(uri), None, configured)
        return uri

    def _contacts(self) -> None:
        contacts = {
            (identity.uri, tuple((logged.meta or {}).get(key) or "" for key in _CONTACT))
            for logged, file, identity in self._files
            if file.output
        }
        for file, contact in sorted(contacts):
            if not any(contact):
                continue
            uri = f"urn:provgraph:contact:{_hash(contact)}"
            label = next(filter(None, (contact[0], contact[2], contact[1])))
            fields = zip(_CONTACT, contact, strict=True)
            self._share_agent(
                uri,
                [
                    (PROV_TYPE, PROV["Person"]),
                    (PROV_LABEL, label),
                    *((voc.reference_name((key,)), value) for key, value in fields if value),
                ],
            )
            self._document.wasAttributedTo(voc.named(file), voc.named(uri))

    def _observatory(self, activity: ProvActivity) -> None:
        """Declare whose job it was, as CTADIRAC's store did: the activity, and its files."""
        agent = voc.named(voc.CTAO)
        self._share_agent(
            voc.CTAO,
            [
                (PROV_TYPE, PROV["Organization"]),
                (PROV_LABEL, "CTA Observatory"),
                (voc.NAME, "CTA Observatory"),
            ],
        )
        self._document.wasAssociatedWith(activity, agent)
        for uri in sorted({identity.uri for _, _, identity in self._files}):
            self._document.wasAttributedTo(voc.named(uri), agent)

    def _catalogue_entry(
        self, logged: LoggedFile, file: FileFacts, identity: Identity
    ) -> CatalogueEntry:
        """Return the catalogue's entry of a file, an empty one if it is that of another attempt."""
        job = self._record.job
        if identity.of_another and {*file.claims} <= {*identity.of_another}:
            return CatalogueEntry()
        return job.file(logged.url, output=file.output) if job else CatalogueEntry()

    def _share_agent(self, uri: str, attributes: list[Attribute]) -> None:
        self._share(uri, lambda document: document.agent(voc.named(uri), attributes))

    def _share(self, uri: str, declare: Callable[[ProvDocument], object]) -> None:
        self._shared[uri] = SharedDocument(uri, declare)


def _declare_directory(directory: Identity, document: ProvDocument) -> None:
    """Declare a directory as it was at a time: its members may be many, and so may its users."""
    collection = voc.named(directory.uri)
    document.entity(collection, {PROV_TYPE: PROV["Collection"]})
    for member in directory.members:
        document.hadMember(collection, voc.named(member))


def _activity_attributes(record: ActivityRecord) -> Iterator[Attribute]:
    yield PROV_LABEL, record.name
    yield voc.NAME, record.name
    system = record.system
    fields = {key: record.value.get(key) for key in _ACTIVITY_FIELDS}
    fields |= {key: system.get(key) for key in _SYSTEM_FIELDS}
    fields["node"] = record.node
    arguments = system.get("arguments")
    if isinstance(arguments, list):
        fields["command"] = shlex.join(map(str, arguments))
    for key, value in fields.items():
        if value is not None and value != "":
            yield voc.CTAPIPE[key], _scalar(value)
    if record.job:
        yield from _context_attributes(record.job.context)


def _context_attributes(context: JobContext) -> Iterator[Attribute]:
    values = {
        voc.JOB_ID: context.job_id,
        voc.SITE: context.site,
        voc.PRODUCTION: context.production,
        voc.JOB_EXIT_CODE: context.exit_code,
    }
    values |= {voc.PROVGRAPH[f"batch.{key}"]: text for key, text in context.batch.items()}
    values |= {voc.PROVGRAPH[f"environment.{k}"]: text for k, text in context.environment.items()}
    yield from ((name, value) for name, value in values.items() if value not in (None, ""))


def _file_attributes(
    logged: LoggedFile, file: FileFacts, identity: Identity
) -> Iterator[Attribute]:
    url = urls.parse(logged.url)
    lfn = _lfn_of(file, identity)
    name = urls.parse(lfn).name if lfn else url.name
    yield PROV_TYPE, voc.DATASET
    yield PROV_LABEL, name
    yield voc.NAME, name
    yield voc.IDENTIFIED_BY, _BASES[identity.basis]
    if identity.members:
        yield PROV_TYPE, PROV["Collection"]
    if identity.basis == "unversioned":
        yield PROV_TYPE, voc.UNVERSIONED
    if identity.unfinished:
        yield PROV_TYPE, voc.UNFINISHED
    if lfn:
        yield voc.LFN, lfn
    yield from _metadata_attributes(logged.meta or {})


def _lfn_of(file: FileFacts, identity: Identity) -> str | None:
    """Return a file's LFN, unless it is that of another attempt."""
    claims = (claim for claim in file.claims if rank(claim) == LFN)
    return next((unquote(c[4:]) for c in claims if c not in identity.of_another), None)


def _place_attributes(logged: LoggedFile, file: FileFacts) -> Iterator[Attribute]:
    if file.location:
        yield voc.PATH, urls.parse(logged.url).path
        yield PROV_LOCATION, Identifier(file.location)


def _catalogue_attributes(entry: CatalogueEntry, identity: Identity) -> Iterator[Attribute]:
    if entry.missing and not identity.catalogued:
        yield PROV_TYPE, voc.UNCATALOGUED
    fields = {
        voc.GUID: entry.guid,
        voc.SIZE: entry.size,
        voc.CHECKSUM: entry.metadata.get("Checksum"),
        voc.CHECKSUM_TYPE: entry.metadata.get("ChecksumType"),
        voc.GENERATED_AT_TIME: entry.created,
    }
    yield from ((name, value) for name, value in fields.items() if value not in (None, ""))
    for element, place in entry.replicas.items():
        yield PROV_LOCATION, element
        yield voc.REPLICA, Identifier(place)


def _metadata_attributes(meta: Mapping[str, object]) -> Iterator[Attribute]:
    """Yield the scalars of reference metadata; of a list each item, as PROV values are a set."""
    for path, value in nested.leaves(meta):
        if isinstance(value, list):
            yield from ((voc.reference_name(path), _scalar(item)) for item in value)
        elif value not in (None, "", {}):
            yield voc.reference_name(path), value


def _scalar(value: object) -> object:
    return value if isinstance(value, (str, int, float)) else canonical_json(value)


def _hash(value: object) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:32]
