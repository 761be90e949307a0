"""Answers: what the dictionaries of DIRAC's file catalogue say of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.ctadirac.dirac_catalogue import METHODS, failures_of, lfn_of
from provgraph.ctapipe.job_files import CatalogueEntry, time_of
from provgraph.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PARTS = ("Successful", "Failed")
_TEXTS = ("GUID", "Checksum", "ChecksumType")
_TIMES = ("CreationDate", "ModificationDate")


def catalogued(answers: object, lfns: Iterable[str], name: str) -> dict[str, CatalogueEntry]:
    """Return what answers say of each file; `name` says in errors where they are from.

    `answers` holds, by method, the `S_OK` or `S_ERROR` dictionaries of getFileMetadata and
    getReplicas (DIRAC's FileCatalogClient). A file that neither speaks of was not asked for.

    Raises:
        CatalogueError: an answer is S_ERROR or no answer, or a value in it cannot be one.

    """
    found, missing = _parts(answers, METHODS[0], name)
    places, _ = _parts(answers, METHODS[1], name)
    return {
        lfn: CatalogueEntry(
            lfn,
            _metadata(found.get(lfn, {}), f"{name}: {METHODS[0]}: {lfn}"),
            _replicas(places.get(lfn, {}), f"{name}: {METHODS[1]}: {lfn}"),
            missing.get(lfn),
        )
        for lfn in lfns
    }


def _parts(answers: object, method: str, name: str) -> list[dict[str, Any]]:
    """Return an answer's dictionaries Successful and Failed."""
    answer = answers.get(method) if isinstance(answers, dict) else None
    place = f"{name}: {method}"
    if not isinstance(answer, dict) or not isinstance(answer.get("OK"), bool):
        raise CatalogueError(f"{place}: an S_OK or S_ERROR dictionary of DIRAC is expected here")
    value = answer.get("Value")
    parts = [value.get(key) if isinstance(value, dict) else None for key in _PARTS]
    if answer["OK"] and not all(isinstance(part, dict) for part in parts):
        raise CatalogueError(f"{place}: Value: Successful and Failed are expected here")
    for failure in failures_of(answer):
        raise CatalogueError(f"{place}: the catalogue did not answer: {failure}")
    try:
        return [{lfn_of(lfn): told for lfn, told in (part or {}).items()} for part in parts]
    except ValueError as error:
        raise CatalogueError(f"{place}: {error}") from None


def _metadata(found: object, place: str) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise CatalogueError(f"{place}: a dictionary is expected here")
    for key in _TEXTS:
        if not isinstance(found.get(key) or "", str):
            raise CatalogueError(f"{place}: {key}: {found[key]!r} is no text")
    if type(found.get("Size", 0)) is not int:
        raise CatalogueError(f"{place}: Size: {found['Size']!r} is no number of bytes")
    for key in _TIMES:
        _check_time(found.get(key), f"{place}: {key}")
    return found


def _check_time(found: object, place: str) -> None:
    try:
        if found:
            time_of(str(found))
    except (ValueError, OverflowError):
        raise CatalogueError(f"{place}: {found!r} is no date and time") from None


def _replicas(found: object, place: str) -> Mapping[str, str]:
    if not isinstance(found, dict) or not all(isinstance(pfn, str) for pfn in found.values()):
        raise CatalogueError(f"{place}: a place for each storage element is expected here")
    return found
