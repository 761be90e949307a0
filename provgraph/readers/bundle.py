"""Bundles: what a job tars up as its last step, `X.log_and_prov.tgz`.

Nothing is unpacked to disk. A member whose path climbs out of the bundle is a reason to
refuse all of it: such an archive was made to do harm. Links and devices hold no bytes of
their own; they are left out, and that is said.
"""

from __future__ import annotations

import io
import posixpath
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provgraph.errors import ReadError, UnknownFormatError
from provgraph.readers import hdf5
from provgraph.readers.detect import detect
from provgraph.readers.source import encoding_of, is_tar, of_bytes, with_log_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.readers.source import Source

MAX_MEMBERS = 100_000
MAX_TOTAL = 1024**3
"""Bytes that all members together may have, their own compression undone."""

MEMBER = "!"
"""Stands between a bundle's name and its member's."""

_LOGS = (".prov.log", ".provenance.log")
_READABLE = (b"\x1f\x8b", hdf5.MAGIC)
"""How binary files begin that can hold provenance: gzip's, and HDF5."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The members that can be documents, and what there is to say about the others."""

    members: tuple[Source, ...]
    notes: tuple[str, ...]


def is_bundle(source: Source) -> bool:
    """Whether a source is a tar archive (its compression is undone already)."""
    return is_tar(source.data[:512])


def is_log(name: str) -> bool:
    """Whether a member's name says that it is a job's provenance log."""
    return name.removesuffix(".gz").endswith(_LOGS)


def unpack(source: Source) -> Bundle:
    """Return the members of a bundle, each named `bundle!member`.

    Raises:
        ReadError: the archive is damaged, or too large, or one of its paths climbs out.

    """
    notes: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(source.data), mode="r:") as archive:
            return Bundle(tuple(_members(source, archive, notes)), tuple(notes))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise ReadError(source.name, f"the tar archive is damaged: {error}") from error


def _members(source: Source, archive: tarfile.TarFile, notes: list[str]) -> Iterator[Source]:
    name, total = source.name, 0
    members = archive.getmembers()
    if len(members) > MAX_MEMBERS:
        raise ReadError(name, f"a bundle of more than {MAX_MEMBERS:,} members")
    for member in members:
        _refuse_climbing(name, member)
    for member in members:
        if not member.isreg():
            if not member.isdir():
                notes.append(f"{member.name} is left out: it is a link or a device, not a file")
            continue
        if member.issparse():
            notes.append(f"{member.name} is left out: it is a sparse file")
            continue
        total += member.size
        _refuse_large(name, total)
        raw = _content(archive, member)
        if raw is None:
            continue
        unpacked = of_bytes(f"{source.name}{MEMBER}{member.name}", raw, is_path=source.is_path)
        total += len(unpacked.data) - len(raw)
        _refuse_large(name, total)
        if unpacked.data.startswith(hdf5.MAGIC):
            yield from _data_file(unpacked, f"{source.origin}{MEMBER}/{member.name}", notes)
        else:
            yield unpacked


def _data_file(source: Source, url: str, notes: list[str]) -> Iterator[Source]:
    """Yield the provenance inside an HDF5 file; a note says why there is none."""
    try:
        yield with_log_inside(source, source.data, url)
    except UnknownFormatError as error:
        notes.append(f"{source.name} is left out: {error.reason}")


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes | None:
    """Return a member's bytes, `None` if it is empty or binary and nothing that can be read."""
    stream = archive.extractfile(member)
    raw = stream.read() if stream is not None else b""
    head = raw[:4096]
    binary = b"\0" in head and encoding_of(head) == "utf-8" and not head.startswith(_READABLE)
    return raw if raw.strip() and not binary else None


def _refuse_climbing(name: str, member: tarfile.TarInfo) -> None:
    path = posixpath.normpath(member.name.replace("\\", "/"))
    if path.startswith(("/", "../")) or path == ".." or path[1:2] == ":":
        reason = f"the member {member.name!r} climbs out of the bundle; nothing of it is loaded"
        raise ReadError(name, reason)


def _refuse_large(name: str, total: int) -> None:
    if total > MAX_TOTAL:
        raise ReadError(name, f"the bundle unpacks to more than {MAX_TOTAL >> 30} GiB")


def format_of(member: Source, form: str | None, notes: list[str]) -> str | None:
    """Return the format of a bundle's member, `form` if it is given.

    Other files than logs may be in none; a note names those that cannot be read.

    Raises:
        ReadError: a log is in no known format.

    """
    try:
        return form or detect(member)
    except ReadError as error:
        if is_log(member.name):
            raise
        if not isinstance(error, UnknownFormatError):
            notes.append(f"{member.name} is left out: {error.reason}")
        return None
