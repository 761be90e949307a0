"""Entries of files from the dictionaries that DIRAC's file catalogue answers."""

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


def entries_of(answers: object, lfns: Iterable[str], name: str) -> dict[str, CatalogueEntry]:
    """Return the entry of each file from answers; errors name their origin, `name`.

    `answers` has, by method, the `S_OK` or `S_ERROR` dictionaries of getFileMetadata and
    getReplicas (DIRAC's FileCatalogClient). A file in neither of them has an empty entry.

    Raises:
        CatalogueError: an answer is S_ERROR or missing, or a value in it is not valid.

    """
    metadata, missing = _parts(answers, METHODS[0], name)
    replicas, _ = _parts(answers, METHODS[1], name)
    return {
        lfn: CatalogueEntry(
            lfn,
            _metadata(metadata.get(lfn, {}), f"{name}: {METHODS[0]}: {lfn}"),
            _replicas(replicas.get(lfn, {}), f"{name}: {METHODS[1]}: {lfn}"),
            missing.get(lfn),
        )
        for lfn in lfns
    }


def _parts(answers: object, method: str, name: str) -> list[dict[str, Any]]:
    """Return an answer's dictionaries Successful and Failed."""
    answer = answers.get(method) if isinstance(answers, dict) else None
    place = f"{name}: {method}"
    if not isinstance(answer, dict) or not isinstance(answer.get("OK"), bool):
        raise CatalogueError(f"{place}: expected an S_OK or S_ERROR dictionary of DIRAC")
    value = answer.get("Value")
    parts = [value.get(key) if isinstance(value, dict) else None for key in _PARTS]
    if answer["OK"] and not all(isinstance(part, dict) for part in parts):
        raise CatalogueError(f"{place}: Value: expected Successful and Failed")
    for failure in failures_of(answer):
        raise CatalogueError(f"{place}: the catalogue failed: {failure}")
    try:
        return [{lfn_of(lfn): item for lfn, item in (part or {}).items()} for part in parts]
    except ValueError as error:
        raise CatalogueError(f"{place}: {error}") from None


def _metadata(metadata: object, place: str) -> Mapping[str, Any]:
    if not isinstance(metadata, dict):
        raise CatalogueError(f"{place}: expected a dictionary")
    for key in _TEXTS:
        if not isinstance(metadata.get(key) or "", str):
            raise CatalogueError(f"{place}: {key}: {metadata[key]!r} is not a string")
    if type(metadata.get("Size", 0)) is not int:
        raise CatalogueError(f"{place}: Size: {metadata['Size']!r} is not a number of bytes")
    for key in _TIMES:
        _check_time(metadata.get(key), f"{place}: {key}")
    return metadata


def _check_time(time: object, place: str) -> None:
    try:
        if time:
            time_of(str(time))
    except (ValueError, OverflowError):
        raise CatalogueError(f"{place}: {time!r} is not a date and time") from None


def _replicas(replicas: object, place: str) -> Mapping[str, str]:
    if not isinstance(replicas, dict) or not all(isinstance(r, str) for r in replicas.values()):
        raise CatalogueError(f"{place}: expected a place for each storage element")
    return replicas
