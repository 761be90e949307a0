"""Content types by file names.

A name says little about a format, so that only certain mismatches count: a type without known
endings fits every name, and a name without a known ending fits every type.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "hdf5": frozenset({"h5", "hdf5", "hdf"}),
        "fits": frozenset({"fits", "fit", "fts", "fits.gz", "fits.fz"}),
        "simtel": frozenset({"simtel", "simtel.gz", "simtel.zst", "simtel.bz2"}),
        "eventio": frozenset({"simtel", "simtel.gz", "simtel.zst", "simtel.bz2", "eventio"}),
        "yaml": frozenset({"yaml", "yml"}),
        "json": frozenset({"json"}),
        "xml": frozenset({"xml"}),
        "votable": frozenset({"xml", "vot", "votable"}),
        "csv": frozenset({"csv"}),
        "ecsv": frozenset({"ecsv"}),
        "pickle": frozenset({"pkl", "pickle"}),
        "png": frozenset({"png"}),
        "jpeg": frozenset({"jpg", "jpeg"}),
        "pdf": frozenset({"pdf"}),
        "html": frozenset({"html", "htm"}),
        "plain": frozenset({"txt", "log"}),
    }
)
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "application/x-hdf5": "hdf5",
        "application/fits": "fits",
        "application/x-simtel": "simtel",
        "application/yaml": "yaml",
        "application/json": "json",
        "application/xml": "xml",
        "text/csv": "csv",
        "text/ecsv": "ecsv",
        "application/x-pickle": "pickle",
        "image/png": "png",
        "image/jpeg": "jpeg",
        "application/pdf": "pdf",
        "text/html": "html",
        "text/plain": "plain",
    }
)
_KNOWN = frozenset(ending for endings in _ENDINGS.values() for ending in endings)


def fits(content_type: str, name: str) -> bool:
    """Return whether a file of that name can be of a content type, a MIME type or a format."""
    endings = _ENDINGS.get(_format(content_type))
    of_name = _endings_of(name)
    return endings is None or not of_name or bool(endings & of_name)


def matches(content_type: str, name: str) -> bool:
    """Return whether a file's name has one of the endings that a content type is known by."""
    return bool(_ENDINGS.get(_format(content_type), frozenset()) & _endings_of(name))


def guess(name: str) -> str:
    """Return the likely content type of a file of that name."""
    endings = _endings_of(name)
    return next(
        (kind for kind, form in _TYPES.items() if endings & _ENDINGS[form]),
        "application/octet-stream",
    )


def _endings_of(name: str) -> set[str]:
    return {ending for ending in _KNOWN if name.lower().endswith(f".{ending}")}


def _format(content_type: str) -> str:
    plain = content_type.lower().partition(";")[0].strip()
    plain = plain.rpartition("/")[2].removeprefix("x-").removeprefix("vnd.")
    return plain.rpartition("+")[0] or plain
