"""Where a document's bytes come from: a file, standard input, bytes or a stream, gzipped or not."""

from __future__ import annotations

import gzip
import hashlib
import io
import math
import os
import select
import stat
import sys
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from provgraph.errors import ReadError
from provgraph.readers import hdf5
from provgraph.runtime.escape import storable

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 2 * 1024**3
"""The largest document that is read; `prov` needs more than ten times as much to hold it."""
FREE_BYTES = 64 * 1024**2
MAX_RATIO = 300
"""Gzip may blow up to `FREE_BYTES` as it likes, beyond them `MAX_RATIO` times at most.

Real documents and job logs reach 3 to 30; a bomb reaches 1,030.
"""

PIPE_SECONDS = 3.0
"""So long a pipe may be without anybody who writes into it."""
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe would wait for one who writes, and that for ever."""

_BLOCK = 1024**2
_HEAD = 4096
_GZIP = b"\x1f\x8b"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""Byte order marks; then XML that has none, told by its first character."""


Content = bytes | BinaryIO
"""What is to be read, where it is not a file's."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document's bytes, decompressed; `sha256` is of `data`.

    `name` is a path, `-`, or what the bytes were called; only a path `is_path`. `base` is the
    base that the user gives for relative IRIs; `strict` refuses what is not PROV.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    is_path: bool = True
    base: str | None = None
    strict: bool = False

    @property
    def id(self) -> str:
        """The id of a W3C document with these bytes; with another base it says other things."""
        if self.base is None:
            return f"sha256:{self.sha256}"
        identity = f"{self.sha256} {self.base}".encode()
        return f"sha256:{hashlib.sha256(identity).hexdigest()}"

    @property
    def origin(self) -> str:
        """The name as the store keeps it: a path is absolute, and means the file elsewhere, too."""
        name = str(Path(self.name).absolute()) if self.is_path else self.name
        return storable(name)

    @property
    def location(self) -> str | None:
        """The IRI of the file, `None` for bytes that come from no file."""
        return Path(self.name).absolute().as_uri() if self.is_path else None


def open_source(name: str | Path, content: Content | None = None) -> Source:
    """Read a file, standard input for `-`, or `content`, and decompress it if it is gzipped.

    Of an HDF5 file, which can be large, only the provenance in it is read.

    Raises:
        ReadError: the file is missing, unreadable, a directory or a device, a pipe into
            which nobody writes, empty, too large, or its gzip data are damaged or a bomb
            (see `MAX_BYTES` and `MAX_RATIO`).
        UnknownFormatError: it is an HDF5 file without provenance, or h5py is not installed.

    """
    file = str(name)
    try:
        if content is None and hdf5.is_hdf5(Path(file)):
            return with_log_inside(Source(file, b"", ""), Path(file))
        data = _content(file) if content is None else _given_content(file, content)
        is_path = file != "-" if content is None else _is_file(content)
        source = of_bytes(file, data, is_path=is_path)
        is_hdf5 = source.data.startswith(hdf5.MAGIC)
        return with_log_inside(source, source.data) if is_hdf5 else source
    except MemoryError as error:
        raise ReadError(file, "it does not fit into memory") from error


def of_bytes(name: str, raw: bytes, *, is_path: bool = False) -> Source:
    """Return the source that bytes from elsewhere make, decompressed if they are gzipped.

    Raises:
        ReadError: as `open_source`.

    """
    data = _decompressed(name, raw) if raw.startswith(_GZIP) else raw
    if not data or data.isspace():
        raise ReadError(name, "the file is empty")
    return Source(name, data, hashlib.sha256(data).hexdigest(), is_path)


def with_log_inside(source: Source, content: Path | bytes, url: str | None = None) -> Source:
    """Return the source of an HDF5 file, with the provenance in its content for its bytes.

    `url` is where the file lies, if it is not `source.origin`.

    Raises:
        UnknownFormatError: no provenance is in it, or h5py is not installed.
        ReadError: its provenance is broken.

    """
    data = hdf5.log_of(content, source.name, url or source.origin)
    return replace(source, data=data, sha256=hashlib.sha256(data).hexdigest())


def is_tar(head: bytes) -> bool:
    """Tell by the first 512 bytes that this is a tar archive: POSIX.1-1988, `ustar` header."""
    return head.startswith(b"ustar", 257)


def is_binary(name: str) -> bool:
    """Tell by its first bytes, unpacked if they are gzip's, that a file can't be a document.

    A tar archive can hold some, an HDF5 file where it can be read.
    """
    try:
        with Path(name).open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(hdf5.MAGIC):
            return not hdf5.can_read()
        if head.startswith(_GZIP):
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except (OSError, zlib.error):
        return False
    return b"\0" in head and encoding_of(head) == "utf-8" and not is_tar(head)


def encoding_of(data: bytes) -> str:
    """Return the codec that the first bytes indicate, by default UTF-8."""
    return next((codec for mark, codec in _BOMS if data.startswith(mark)), "utf-8")


def text_of(source: Source) -> str:
    """Return the document as text, without a byte order mark.

    Raises:
        ReadError: the bytes are not UTF-8 (or what their byte order mark says).

    """
    codec = encoding_of(source.data)
    try:
        return source.data.decode(codec)
    except UnicodeDecodeError as error:
        line = source.data.count(b"\n", 0, error.start) + 1
        place = f"line {line}, byte {error.start}"
        raise ReadError(source.name, f"the text is not {codec.upper()}", place) from error


def _content(file: str) -> bytes:
    try:
        if file == "-":
            return _gathered(file, _standard_input())
        with _opened(file) as stream:
            return _beginning(file, stream.fileno()) + _gathered(file, stream)
    except FileNotFoundError as error:
        raise ReadError(file, "no such file") from error
    except IsADirectoryError as error:
        raise ReadError(file, "it is a directory, not a file") from error
    except OSError as error:
        raise ReadError(file, f"the file cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ReadError(repr(file), "this is not a file's name") from error


def _given_content(name: str, content: Content) -> bytes:
    if isinstance(content, bytes):
        if len(content) > MAX_BYTES:
            raise ReadError(name, f"the document is larger than {MAX_BYTES >> 30} GiB")
        return content
    try:
        return _gathered(name, content)
    except TypeError as error:
        raise ReadError(name, "it is a stream of text: open it in binary mode") from error
    except (OSError, ValueError) as error:
        raise ReadError(name, f"the stream cannot be read: {error}") from error


def _is_file(content: Content) -> bool:
    """Tell whether a stream is an open file, whose name is its path."""
    try:
        content.fileno()  # type: ignore[union-attr]  # bytes have none
    except (AttributeError, OSError):
        return False
    name = getattr(content, "name", None)
    return isinstance(name, str) and Path(name).is_file()


def _opened(file: str) -> BinaryIO:
    return open(  # Path.open takes no opener
        file, "rb", opener=lambda name, flags: os.open(name, flags | _WITHOUT_WAITING)
    )


def _beginning(file: str, descriptor: int) -> bytes:
    """Return what had to be read to know that there is something to read, mostly nothing.

    Raises:
        ReadError: it is a device, which gives no document, or a pipe that nobody writes into.

    """
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise ReadError(file, "it is a device, not a file; standard input is -")
    start = _awaited(file, descriptor) if stat.S_ISFIFO(mode) else b""
    if _WITHOUT_WAITING:
        os.set_blocking(descriptor, True)
    return start


def _awaited(file: str, descriptor: int) -> bytes:
    """Wait for a pipe's first bytes or its end, and not for long if nobody opens it to write."""
    ready, _, _ = select.select([descriptor], [], [], PIPE_SECONDS)
    try:
        start = b"" if ready else os.read(descriptor, 1)
    except BlockingIOError:  # there is a writer, who takes his time
        return b""
    if not ready and not start:
        raise ReadError(file, f"nothing was written to this pipe for {PIPE_SECONDS:g} seconds")
    return start


def _standard_input() -> BinaryIO:
    # It is None where it was closed before the start, as in `provgraph load - <&-`.
    if sys.stdin is None:
        raise ReadError("-", "standard input is closed")
    return sys.stdin.buffer


def _decompressed(file: str, raw: bytes) -> bytes:
    packed = io.BytesIO(raw)
    try:
        with gzip.GzipFile(fileobj=packed) as stream:
            return _gathered(file, stream, packed.tell)
    except (EOFError, OSError, zlib.error) as error:
        raise ReadError(file, f"the gzip data are damaged: {error}") from error


def _gathered(
    file: str, stream: BinaryIO | gzip.GzipFile, spent: Callable[[], float] = lambda: math.inf
) -> bytes:
    content = io.BytesIO()
    while block := stream.read(_BLOCK):
        content.write(block)
        size = content.tell()
        if size > MAX_BYTES:
            raise ReadError(file, f"the document is larger than {MAX_BYTES >> 30} GiB")
        if size > FREE_BYTES and size > MAX_RATIO * spent():
            raise ReadError(
                file,
                f"this gzip file is a bomb: it unpacks to more than {MAX_RATIO} times its size",
            )
    return content.getvalue()
