"""The documents that the tests read: the `prov` wheel's own corpus, and a folder of real ones.

The wheel carries 1,564 documents; 33 of them are refused.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

_SUFFIXES = frozenset(
    {".json", ".jsonld", ".provn", ".provx", ".rdf", ".trig", ".ttl", ".xml"},
)
_FOLDERS = ("json", "jsonld", "malformed", "provn", "rdf", "unification", "xml")

CORPUS = Path(str(files("prov"))) / "tests"
REAL = Path(
    os.environ.get("PROVGRAPH_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data" / "prov"
)


def corpus() -> list[Path]:
    """Return the files of the wheel's corpus, in order."""
    return [file for folder in _FOLDERS for file in _documents(CORPUS / folder)]


def real_files() -> list[Path]:
    """Return the real documents, none where there are none."""
    return _documents(REAL)


def real() -> list[ParameterSet]:
    """Return the real documents as a test's parameters; without any, the test is skipped."""
    documents = real_files()
    if documents:
        return [pytest.param(file, id=file.name) for file in documents]
    reason = f"there are no documents in {REAL}; PROVGRAPH_TEST_DATA names another folder"
    return [pytest.param(REAL, id="none", marks=pytest.mark.skip(reason=reason))]


def name_of(file: Path) -> str:
    """Return a file's name for a test's id, with its folder in the corpus."""
    return str(file.relative_to(CORPUS)) if file.is_relative_to(CORPUS) else file.name


def _documents(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in _SUFFIXES)
