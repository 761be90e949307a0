"""Content: the bytes of a document as they are handed in, and as the inbox keeps them."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from provgraph.errors import ReadError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.manager.inbox.limits import InboxLimits

_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 18
_FAST = 1
"""The level of compression: of a job's 15 kB log it leaves a sixth, in 0.2 ms."""


@dataclass(frozen=True, slots=True)
class Content:
    """A document: `sha256` and `size` without compression, and the compressed bytes."""

    sha256: str
    size: int
    packed: bytes = field(repr=False)


def content_of(data: bytes, name: str, limits: InboxLimits) -> Content:
    """Return the content of a document that is handed in, compressed with gzip or not.

    The same document compressed twice has the same content: gzip's header has a time.

    Raises:
        ReadError: it is empty, or its gzip data are damaged.
        TooLargeError: it is larger than the limits allow.

    """
    if len(data) > limits.document:
        raise TooLargeError(name, f"it is larger than {limits.document:,} bytes")
    if not data.startswith(_GZIP):
        return _checked(name, data)
    digest, size, head = hashlib.sha256(), 0, b""
    for block in _blocks(data, name):
        size += len(block)
        if size > limits.expanded:
            raise TooLargeError(name, f"it unpacks to more than {limits.expanded:,} bytes")
        head = head or block.lstrip()
        digest.update(block)
    if not head:
        raise ReadError(name, "the file is empty")
    return Content(digest.hexdigest(), size, data)


def without_encoding(data: bytes, name: str, limits: InboxLimits) -> bytes:
    """Return what was compressed for its way: a compressed file that was compressed once more.

    Anything else stays as it is: the inbox keeps documents compressed.

    Raises:
        ReadError: the gzip data are damaged.
        TooLargeError: the file is larger than the limits allow.

    """
    if not data.startswith(_GZIP):
        raise ReadError(name, "the gzip data are damaged: this is not gzip")
    file = bytearray()
    for block in _blocks(data, name):
        file += block
        if not file.startswith(_GZIP):
            return data
        if len(file) > limits.document:
            raise TooLargeError(name, f"it is larger than {limits.document:,} bytes")
    return bytes(file)


def _checked(name: str, data: bytes) -> Content:
    if not data or data.isspace():
        raise ReadError(name, "the file is empty")
    packed = gzip.compress(data, _FAST, mtime=0)
    return Content(hashlib.sha256(data).hexdigest(), len(data), packed)


def _blocks(data: bytes, name: str) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except (EOFError, OSError, zlib.error) as error:
        raise ReadError(name, f"the gzip data are damaged: {error}") from error
