"""Provenance inside HDF5 files, as the text of a ctapipe log: one activity a line.

- The data sets of the group `/provenance`, each an activity record in JSON, written while that
  activity ran: `lstchain.io.provenance.write_provenance`.
- The attributes `CTA …` of the root group, reference metadata: `ctapipe.io.metadata`.
"""

from __future__ import annotations

import io
import json
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from provgraph.errors import ReadError, UnknownFormatError
from provgraph.readers import reference_header
from provgraph.runtime.hidden_modules import show_hidden_modules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import h5py

MAGIC = b"\x89HDF\r\n\x1a\n"
"""The first bytes: HDF5 File Format Specification 3.0, section II.A."""

_RECORDS = "provenance"
_PICKLE = re.compile(r"N\.|[(c].*\n.*\.", re.DOTALL)
_TRUNCATED = (
    "an HDF5 file that is truncated, damaged or not closed yet: compare it with its original, or "
    "load the log of the job that wrote it"
)
_WITHOUT_H5PY = "an HDF5 file: to read the provenance in it, pip install 'provgraph[hdf5]' (h5py)"
_NOTHING = (
    "an HDF5 file without provenance: it has neither reference metadata (attributes 'CTA …' of the "
    "root) nor records in a group /provenance; load the log of the job that wrote it"
)
_NO_ACTIVITY = (
    "an HDF5 file whose reference metadata name no activity (the attribute 'CTA ACTIVITY ID' is "
    "empty or missing), so that its product id is not reliable; load the log of the job that "
    "wrote it"
)


def can_read() -> bool:
    """Tell whether h5py is installed."""
    return find_spec("h5py") is not None


def is_hdf5(path: Path) -> bool:
    """Tell by its first bytes whether a regular file is HDF5, without reading all of it."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):  # what is wrong is said when it is read
        return False


def log_of(content: Path | bytes, name: str, url: str) -> bytes:
    """Return the activities in an HDF5 file, which lies at `url`, as the text of a log.

    Raises:
        UnknownFormatError: no provenance is in it, it is damaged, or h5py is not installed. It is
            data: in a directory it is skipped.
        ReadError: a record in it is not JSON, or its header has an activity id or a time that is
            none.

    """
    if not can_read():
        raise UnknownFormatError(name, f"this is {_WITHOUT_H5PY}")
    # The command line hides numpy from the driver; h5py needs it.
    show_hidden_modules()
    import h5py  # noqa: PLC0415  # an extra, and slow to import

    try:
        # Without locks: a file that others write, or on a read-only file system, can be read.
        opened = io.BytesIO(content) if isinstance(content, bytes) else content
        file = h5py.File(opened, "r", locking=False)
        with file:
            lines = [*_records(file, name), *_header(file, name, url)]
            has_metadata = any(key.startswith(reference_header.PREFIX) for key in file.attrs)
    except (OSError, RuntimeError, KeyError) as error:
        raise UnknownFormatError(name, f"this is {_TRUNCATED} ({error})") from error
    if not lines:
        raise UnknownFormatError(name, f"this is {_NO_ACTIVITY if has_metadata else _NOTHING}")
    return "\n".join(lines).encode()


def _records(file: h5py.File, name: str) -> Iterator[str]:
    """Yield the records in the group `/provenance`, each as one text."""
    group = file.get(_RECORDS)
    for key in group if group is not None else ():
        text = _stored_text(group[key])
        if text is None or '"activity_name"' not in text:  # another tool's
            continue
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _refused(name, f"it is not JSON ({error})", f"/{_RECORDS}/{key}") from error
        yield text


def _stored_text(node: h5py.Dataset | h5py.Group) -> str | None:
    """Return the text in a data set, `None` if it has none, or several."""
    import h5py  # noqa: PLC0415

    if not isinstance(node, h5py.Dataset) or node.size != 1:
        return None
    return _text(node[()].item() if node.shape else node[()])


def _header(file: h5py.File, name: str, url: str) -> Iterator[str]:
    """Yield what the reference metadata say as a record, if they name an activity."""
    meta = {
        key: text
        for key in file.attrs
        if key.startswith(reference_header.PREFIX) and (text := _attribute(file, key)) is not None
    }
    if not meta.get(reference_header.ACTIVITY_ID):
        return
    fault = reference_header.fault_in(meta)
    if fault:
        key, expected = fault
        raise _refused(name, f"expected {expected}, not {meta[key]!r}", f"attribute {key!r}")
    yield json.dumps(reference_header.record_of_header(meta, url))


def _refused(name: str, reason: str, place: str) -> ReadError:
    return ReadError(name, f"{reason}; load the log of the job that wrote the file", place)


def _attribute(file: h5py.File, key: str) -> str | None:
    """Return an attribute as text, `None` if it is none.

    PyTables pickles values that are neither texts nor numbers, by protocol 0. A pickle can run
    anything, so none is read. PyTables itself cannot read a file without that: it runs a pickled
    title of the root as it opens the file.
    """
    try:
        text = _text(file.attrs[key])
    except (OSError, TypeError):  # of a type that h5py does not know
        return None
    return None if _PICKLE.fullmatch(text) else text


def _text(value: object) -> str:
    """Return a scalar of h5py: texts are bytes, and an empty one has no value at all."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return "" if type(value).__name__ == "Empty" else str(value)
